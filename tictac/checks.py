"""Start-up checks: what would quietly open the door must not start."""

from collections.abc import Sequence
from ipaddress import ip_network

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from tictac.brokers import why_not


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


@register(Tags.security)
def only_networks(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """What is no address would fail at the first request, or never be believed."""
    del app_configs, kwargs
    return [
        Error(
            f"{name} must list addresses and networks, and {value!r} is neither.",
            hint=why_not,
            id="tictac.E002",
        )
        for name in ("METRICS_ALLOW", "TRUSTED_PROXIES")
        for value in getattr(settings, name)
        if (why_not := _why_no_network(value))
    ]


@register()
def one_known_broker(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Without it processes that seem to work would never hear of each other."""
    del app_configs, kwargs
    url = settings.CHANNEL_LAYER_URL
    name = "REDIS_URL" if url == settings.REDIS_URL else "CHANNEL_LAYER_URL"
    trouble = why_not(url)
    return [Error(f"{name} {trouble}", id="tictac.E003")] if trouble else []


def _why_no_network(value: str) -> str | None:
    try:
        ip_network(value)
    except ValueError as error:
        return f"{error}."
    return None
