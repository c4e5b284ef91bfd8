"""Which channel layer an address means, and what is wrong with one that means none."""

import re
from importlib.util import find_spec
from typing import Any, Final
from urllib.parse import urlsplit

MEMORY: Final = "memory://"
REDIS: Final = ("redis://", "rediss://")
RABBIT: Final = "amqp://"
RABBIT_CLIENT: Final = "channels_rabbitmq"
INSTALL: Final = 'pip install "channels-rabbitmq>=4,<5"'
KNOWN: Final = (
    "memory://, amqp://host, or redis://host or rediss://host, one or several"
    " with commas between them"
)


def layer_of(url: str) -> dict[str, Any]:
    """The entry in CHANNEL_LAYERS; whether it can work is told by `why_not`."""
    if url == MEMORY:
        return {"BACKEND": "game.layers.LocalLayer"}
    if url.startswith(RABBIT):
        return {"BACKEND": "game.rabbit_layer.RabbitLayer", "CONFIG": {"url": url}}
    return {"BACKEND": "game.redis_layer.RedisLayer", "CONFIG": {"url": url}}


def why_not(url: str) -> str | None:
    """What follows the name of the setting in a sentence; it shows no password."""
    if url == MEMORY:
        return None
    several = [each.strip() for each in url.split(",")]
    known = REDIS if several[1:] else (*REDIS, RABBIT)
    for each in several:
        if not each.startswith(known):
            return f"must be {KNOWN}; {_shown(each)!r} is none of these."
        if trouble := _why_unreadable(each):
            return f"has an address that cannot be read: {_shown(each)!r} ({trouble})."
    if url.startswith(RABBIT) and find_spec(RABBIT_CLIENT) is None:
        return f"needs another package for amqp://; run: {INSTALL}"
    return None


def _why_unreadable(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        if not parts.hostname:
            return "it names no host"
        if parts.port == 0:
            return "a port is a number from 1 to 65535"
        if url.startswith(REDIS):
            # Late, since those who need no Redis need not wait for it at the start.
            from redis.asyncio.connection import parse_url  # noqa: PLC0415

            parse_url(url)
    except ValueError as error:
        return str(error)
    return None


def _shown(url: str) -> str:
    """Without the name and password that may stand in it."""
    return re.sub(r"(//|^)[^/@]*@", r"\1…@", url)
