"""The games: rules, log, rooms and sockets."""

from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from game.codes import CodeConverter


class GameAppConfig(AppConfig):
    name = "game"
    verbose_name = _("Game")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_converter(CodeConverter, "code")
