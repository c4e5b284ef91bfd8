"""Puts the test build's switches in place, and the control that the settings name."""

from django.apps import AppConfig
from django.conf import settings


class SabotageConfig(AppConfig):
    name = "e2e.faults.build"
    label = "sabotage"

    def ready(self) -> None:
        # Only now may the game be imported.
        from e2e.faults.build import controls, switches  # noqa: PLC0415

        switches.install()
        if sabotage := getattr(settings, "SABOTAGE", ""):
            controls.CONTROLS[sabotage]()
