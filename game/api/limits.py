"""How much one person, or one address, may ask of the API: how fast, how much at once.

What a socket bounds by itself is here kept between requests, and forgotten when idle.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings

from game import access
from game.api.problems import ProblemError
from game.api.requests import Request

LISTENERS_OF_ONE: Final = 8  # as many tabs
LISTENERS_OF_AN_ADDRESS: Final = 128  # as many people behind one router
MOST_REMEMBERED: Final = 10_000


class Pace:
    """A bucket of tokens for each who asks, as a socket has one for its frames."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, float]] = {}  # tokens, and when

    def take(self, who: str, now: float) -> bool:
        burst, rate = float(settings.SOCKET_BURST), settings.SOCKET_RATE
        tokens, at = self._left.get(who, (burst, now))
        tokens = min(burst, tokens + (now - at) * rate)
        if tokens < 1:
            return False
        if len(self._left) >= MOST_REMEMBERED:
            self._forget(now, burst, rate)
        self._left[who] = (tokens - 1, now)
        return True

    def _forget(self, now: float, burst: float, rate: float) -> None:
        """Whose bucket is full again; and should that be nobody, everybody."""
        kept = {
            who: (tokens, at)
            for who, (tokens, at) in self._left.items()
            if tokens + (now - at) * rate < burst
        }
        self._left = kept if len(kept) < MOST_REMEMBERED else {}


PACE: Final = Pace()
LISTENING: Final[Counter[str]] = Counter()


def hold_back(request: Request) -> None:
    """Refuse what comes too fast; who brings no identity is known by their address."""
    is_known = access.is_known(request.scope)
    who = request.visitor.player.id if is_known else f"@{request.address}"
    if not PACE.take(who, time.monotonic()):
        raise ProblemError("rate_limited")


@contextmanager
def listening(request: Request) -> Iterator[None]:
    """A place among those who wait, for as long as this request does."""
    bounds = {
        request.visitor.player.id: LISTENERS_OF_ONE,
        f"@{request.address}": LISTENERS_OF_AN_ADDRESS,
    }
    if any(LISTENING[who] >= bound for who, bound in bounds.items()):
        raise ProblemError("too_many")
    LISTENING.update(bounds.keys())
    try:
        yield
    finally:
        LISTENING.subtract(bounds.keys())
        for who in bounds:
            if LISTENING[who] <= 0:
                del LISTENING[who]
