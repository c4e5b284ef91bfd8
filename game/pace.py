"""How fast somebody may ask: a bucket of tokens for each, forgotten when it is full."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from time import monotonic
from typing import Final

from game.errors import TooManyRoomsError

MOST_REMEMBERED: Final = 10_000
# A school class may sit behind one address, and each of them open a room at once.
ROOMS_AT_ONCE: Final = 40
ROOMS_A_SECOND: Final = 0.2


class Pace:
    def __init__(self) -> None:
        self._left: dict[str, tuple[float, float]] = {}  # tokens, and when

    def take(self, who: str, burst: float, rate: float) -> bool:
        """Take a token, if there is one; all buckets of one pace are alike."""
        now = monotonic()
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


ROOMS: Final = Pace()


def hold_back_rooms(address: str) -> None:
    """A room is a row for good and a line in a list: not too many from one address.

    One of this very machine is somebody who tries things out, or a proxy that does not
    say whom it speaks for: then it would be everybody's.
    """
    network, is_far = _network(address)
    if is_far and not ROOMS.take(network, ROOMS_AT_ONCE, ROOMS_A_SECOND):
        raise TooManyRoomsError


def network_of(address: str) -> str:
    return _network(address)[0]


@lru_cache(maxsize=1024)
def _network(address: str) -> tuple[str, bool]:
    """And whether it is of another machine."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64], False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        # Who has one address of version 6 has 2⁶⁴ of them.
        whole = f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
        return whole, not parsed.is_loopback
    return str(parsed), not parsed.is_loopback
