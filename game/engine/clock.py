"""How long players may think: what time each has left, and since when it runs."""

from typing import Final, NamedTuple

from game.engine.events import Millis, Seat, Seconds

MOST: Final[Seconds] = 3_600


class Clock(NamedTuple):
    """`left` is what seat 1 and seat 2 had at `at`; whose runs, the room knows."""

    each: Seconds
    left: tuple[Millis, Millis]
    at: Millis

    def spent(self, seat: Seat, now: Millis) -> "Clock":
        """The seat's time has run until now."""
        first, second = self.left
        rest = max(0, self.left[seat - 1] - (now - self.at))
        left = (rest, second) if seat == 1 else (first, rest)
        return Clock(self.each, left, now)


def wound(each: Seconds, at: Millis) -> Clock | None:
    """A clock for a new game; none where players think as long as they like."""
    full = each * 1000
    return Clock(each, (full, full), at) if each else None
