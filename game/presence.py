"""Who is at a room: sockets that are open, and pages that were fetched a moment ago."""

import time
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from game import outgoing
from game.engine.events import Kind, Millis, Seat
from game.engine.state import RoomState

# Where a socket is: acting for a seat, or watching.
Place: TypeAlias = Literal[0, 1, 2]

# Who is there: sockets that watch, act for seat 1, for seat 2; pages of seats 1 and 2.
Counts: TypeAlias = list[int]

WATCHING: Final = 0
SEATS: Final[tuple[Seat, Seat]] = (1, 2)
PAGES: Final = 2  # from the place of a seat's sockets to that of its pages
NOBODY: Final = (0, 0, 0, 0, 0)
# How long a page counts as somebody: until its socket should be there, and where
# there are no scripts to open one.
LOADING: Final[Millis] = 4_000
PAGE_LEASE: Final[Millis] = 30_000


def now_ms() -> Millis:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Page:
    fetched: Millis
    until: Millis


@dataclass(slots=True)
class Presence:
    sockets: list[int] = field(default_factory=lambda: [0, 0, 0])
    pages: dict[Seat, Page] = field(default_factory=dict)
    since: dict[Seat, Millis] = field(default_factory=dict)
    elsewhere: Counts = field(default_factory=lambda: [*NOBODY])  # in others' care
    told: Counts = field(default_factory=lambda: [*NOBODY])  # what the others know
    text: str = ""  # the newest message, as it was last sent
    is_due: bool = False  # a message is about to be sent

    @property
    def members(self) -> int:
        return sum(self.sockets)

    def enter(self, place: Place, now: Millis) -> None:
        self.sockets[place] += 1
        if place != WATCHING:
            # The page has a socket now, which knows better when it goes.
            self.pages.pop(place, None)
            if self.sockets[place] == 1:
                self.since[place] = now

    def leave(self, place: Place, now: Millis) -> None:
        self.sockets[place] -= 1
        if place != WATCHING and not self.sockets[place]:
            self.since[place] = now

    def touch(self, seat: Seat, now: Millis, lease: Millis = LOADING) -> None:
        """A page for that seat was fetched: without scripts that is all one hears."""
        if not self.is_live(seat, now):
            self.since[seat] = now
        if not self.sockets[seat] and not self.elsewhere[seat]:
            before = self.pages.get(seat)
            until = max(now + lease, before.until if before else 0)
            self.pages[seat] = Page(now, until)

    def hear(self, elsewhere: Counts, now: Millis) -> bool:
        """Take in who is at the room in other processes; say whether that is new."""
        if elsewhere == self.elsewhere:
            return False
        before = {seat: self.is_live(seat, now) for seat in SEATS}
        self.elsewhere = elsewhere
        for seat in SEATS:
            if elsewhere[seat]:
                # The page drawn here has its socket there, which knows when it goes.
                self.pages.pop(seat, None)
            if self.is_live(seat, now) != before[seat]:
                self.since[seat] = now
        return True

    def shared(self, now: Millis) -> Counts:
        """Who is here, as other processes are told."""
        sockets = [int(self.sockets[seat] > 0) for seat in SEATS]
        pages = [int(self._has_page(seat, now)) for seat in SEATS]
        return [self.sockets[WATCHING], *sockets, *pages]

    def is_live(self, seat: Seat, now: Millis) -> bool:
        """Whether somebody is there for the seat, in whichever process."""
        is_elsewhere = self.elsewhere[seat] or self.elsewhere[seat + PAGES]
        return bool(is_elsewhere) or self.is_here(seat, now)

    def is_here(self, seat: Seat, now: Millis) -> bool:
        return self.sockets[seat] > 0 or self._has_page(seat, now)

    def expire(self, now: Millis) -> bool:
        """Forget pages of which nothing more was heard; say whether there were any."""
        gone = [seat for seat, page in self.pages.items() if now >= page.until]
        for seat in gone:
            page = self.pages.pop(seat)
            if not self.is_live(seat, now):
                self.since[seat] = page.fetched
        return bool(gone)

    def message(self, state: RoomState, now: Millis) -> outgoing.Presence:
        return outgoing.Presence(
            seats=(self._seat(state, 1, now), self._seat(state, 2, now)),
            spectators=self.sockets[WATCHING] + self.elsewhere[WATCHING],
        )

    def _has_page(self, seat: Seat, now: Millis) -> bool:
        page = self.pages.get(seat)
        return page is not None and now < page.until

    def _seat(
        self, state: RoomState, seat: Seat, now: Millis
    ) -> outgoing.SeatInfo | None:
        player = state.seats[seat - 1]
        if player is None:
            return None
        since = self.since.setdefault(seat, now)
        is_here = player.kind is Kind.BOT or self.is_live(seat, now)
        return outgoing.SeatInfo(is_here, since)
