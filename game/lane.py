"""The short way between a socket and a server that offers it, past ASGI's own events.

A server that does puts a `Lane` into the scope's extensions: it calls with each text
frame as it comes in, and takes ready frames, the very same bytes for every receiver.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, Protocol

EXTENSION: Final = "tictac.lane"


class Lane(Protocol):
    def attach(self, heard: Callable[[str], None]) -> None:
        """From now on, call with every text frame instead of queueing it."""

    def write(self, frame: bytes) -> bool:
        """Write it at once; or say that it must go the ordinary way, and wait there."""


def lane_of(scope: dict[str, Any]) -> Lane | None:
    lane: Lane | None = (scope.get("extensions") or {}).get(EXTENSION)
    return lane


@lru_cache(maxsize=4)  # a text goes to all of its receivers in one turn
def frame_of(text: str) -> bytes:
    """The text as a server's WebSocket frame: whole, unmasked."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2) + payload
    return b"\x81\x7f" + size.to_bytes(8) + payload
