"""The wiring as a Django app, so that its commands and checks are found."""

import contextlib

from django.apps import AppConfig
from django.conf import settings


class TictacConfig(AppConfig):
    name = "tictac"

    def ready(self) -> None:
        from tictac import checks  # noqa: F401, PLC0415 -- registers the checks

        # SQLite makes its file, but not the folder; who cannot have one is told later.
        with contextlib.suppress(OSError):
            settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
