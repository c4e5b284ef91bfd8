"""Start-up checks: what would quietly open the door must not start."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def no_wildcards(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """A wildcard turns the origin check of the sockets off."""
    del app_configs, kwargs
    return [
        Error(
            f"{name} must list each address; {value!r} would let every site in.",
            id="tictac.E001",
        )
        for name in ("ALLOWED_HOSTS", "ALLOWED_ORIGINS")
        for value in getattr(settings, name)
        if "*" in value
    ]
