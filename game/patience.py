"""How much one connection may ask of the server: how fast, how wrong, how silent."""

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from django.conf import settings

from game.closes import BAD_PROTOCOL, SILENT, TOO_MANY

MAX_NONSENSE: Final = 10


class Verdict(Enum):
    WELCOME = auto()
    TOO_FAST = auto()  # it is told so
    OVER = auto()  # it is being closed


class Patience:
    """`close` is called, with a code, when it has come to its end."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, close: Callable[[int], None]
    ) -> None:
        self._loop = loop
        self._close = close
        self._burst = self._tokens = float(settings.SOCKET_BURST)
        self._rate: float = settings.SOCKET_RATE
        self._heard_at = self._refilled_at = loop.time()
        self._nonsense = 0
        self._silence = loop.call_later(settings.SOCKET_SILENCE, self._check_silence)

    def heard(self, *, is_sense: bool) -> Verdict:
        """Take a token from the bucket for a frame, whatever it was."""
        self._heard_at = self._loop.time()
        self._nonsense = 0 if is_sense else self._nonsense + 1
        if self._nonsense >= MAX_NONSENSE:
            self._close(BAD_PROTOCOL)
            return Verdict.OVER
        return self._take()

    def end(self) -> None:
        self._silence.cancel()

    def _take(self) -> Verdict:
        burst = self._burst
        elapsed = self._heard_at - self._refilled_at
        self._refilled_at = self._heard_at
        filled = min(burst, self._tokens + elapsed * self._rate)
        self._tokens = filled - 1
        if self._tokens >= 0:
            return Verdict.WELCOME
        if self._tokens >= -burst:
            return Verdict.TOO_FAST
        self._close(TOO_MANY)
        return Verdict.OVER

    def _check_silence(self) -> None:
        """One timer a connection, set anew only when it has run out."""
        left = self._heard_at + settings.SOCKET_SILENCE - self._loop.time()
        if left > 0:
            self._silence = self._loop.call_later(left, self._check_silence)
        else:
            self._close(SILENT)
