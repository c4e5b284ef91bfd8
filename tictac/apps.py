"""The wiring as a Django app, so that its commands and checks are found."""

from django.apps import AppConfig


class TictacConfig(AppConfig):
    name = "tictac"

    def ready(self) -> None:
        from tictac import checks  # noqa: F401, PLC0415 -- registers the checks
