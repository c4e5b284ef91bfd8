"""Start-up checks: what would quietly open the door must not start."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def no_wildcards(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Each is an origin whose pages may act for a visitor, so each is named."""
    del app_configs, kwargs
    return [
        Error(
            f"{name} must list each address; {value!r} would let every site in.",
            id="tictac.E001",
        )
        for name in ("ALLOWED_HOSTS", "ALLOWED_ORIGINS")
        for value in getattr(settings, name)
        if "*" in value or value.startswith(".")
    ]
