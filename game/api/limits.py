"""How much one person, or one address, may ask of the API: how fast, how much at once.

What a socket bounds by itself is here kept between requests, and forgotten when idle.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings

from game import access
from game.api.problems import ProblemError
from game.api.requests import Request
from game.pace import Pace, network_of

LISTENERS_OF_ONE: Final = 8  # as many tabs
LISTENERS_OF_AN_ADDRESS: Final = 128  # as many people behind one router
PEOPLE_OF_AN_ADDRESS: Final = 16  # who may ask at full speed


PACE: Final = Pace()
CROWD: Final = Pace()
LISTENING: Final[Counter[str]] = Counter()


def hold_back(request: Request) -> None:
    """Refuse what comes too fast; who brings no identity is known by their address.

    Identities are to be had for the asking, so there is a bound for all of an address.
    """
    burst, rate = float(settings.SOCKET_BURST), settings.SOCKET_RATE
    address, many = network_of(request.address), PEOPLE_OF_AN_ADDRESS
    is_known = access.is_known(request.scope)
    who = request.visitor.player.id if is_known else f"@{address}"
    if not (
        PACE.take(who, burst, rate) and CROWD.take(address, many * burst, many * rate)
    ):
        raise ProblemError("rate_limited")


@contextmanager
def listening(request: Request) -> Iterator[None]:
    """A place among those who wait, for as long as this request does."""
    bounds = {
        request.visitor.player.id: LISTENERS_OF_ONE,
        f"@{network_of(request.address)}": LISTENERS_OF_AN_ADDRESS,
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
