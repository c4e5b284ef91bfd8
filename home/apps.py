"""The lobby and the pages of the rooms."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
