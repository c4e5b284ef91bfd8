"""The whole truth about a room at one version, and the questions one may ask of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from game.engine.board import Cell, Mark, Outcome, Position
from game.engine.clock import Clock
from game.engine.events import Millis, OfferKind, Player, Seat
from game.engine.variants import Variant


class Status(StrEnum):
    WAITING = "waiting"
    PLAYING = "playing"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Offer:
    kind: OfferKind
    by: Seat
    v: int


class News(NamedTuple):
    """The last event in two words, so that a reader need not compare states."""

    type: str
    seat: Seat | None
    name: str | None = None  # of who left: the seat no longer tells


class RoomState(NamedTuple):
    """A tuple: every event makes a new one, and nothing immutable is made quicker."""

    v: int
    at: Millis
    variant: Variant
    private: bool
    position: Position
    news: News
    game: int = 1
    moves: tuple[Cell, ...] = ()
    seats: tuple[Player | None, Player | None] = (None, None)
    score: tuple[int, int, int] = (0, 0, 0)
    outcome: Outcome | None = None
    offer: Offer | None = None
    has_moves: bool = False  # ever, in any game: such a room is never deleted
    hushed: bool = False  # only players may talk
    closed: bool = False
    clock: Clock | None = None

    @property
    def status(self) -> Status:
        if self.outcome is not None:
            return _OVER
        return _WAITING if None in self.seats else _PLAYING

    @property
    def marks(self) -> tuple[Mark, Mark]:
        """Seat 1's and seat 2's mark: they swap with every game."""
        return _X_FIRST if self.game % 2 else _O_FIRST

    @property
    def turn(self) -> Mark | None:
        return self.position.turn if self.status is _PLAYING else None

    @property
    def running(self) -> Seat | None:
        """Whose time runs: nobody's before the first move, as nothing is begun."""
        if self.clock is None or not self.moves or self.closed:
            return None
        if self.status is not _PLAYING:
            return None
        return 1 if self.position.turn is self.marks[0] else 2

    @property
    def deadline(self) -> Millis | None:
        """When whoever is to move has run out of time."""
        seat = self.running
        if seat is None or self.clock is None:
            return None
        return self.clock.at + self.clock.left[seat - 1]

    def is_late(self, now: Millis) -> bool:
        """Whether the game is lost on time, and the log does not say so yet."""
        if self.clock is None:  # as in most rooms, and at every move
            return False
        deadline = self.deadline
        return deadline is not None and deadline <= now

    @property
    def open_seat(self) -> Seat | None:
        if self.seats[0] is None:
            return 1
        return 2 if self.seats[1] is None else None

    def mark_of(self, seat: Seat) -> Mark:
        return self.marks[seat - 1]

    def holds(self, player_id: str, seat: Seat) -> bool:
        holder = self.seats[seat - 1]
        return holder is not None and holder.id == player_id

    def seats_of(self, player_id: str) -> tuple[Seat, ...]:
        seats: tuple[Seat, Seat] = (1, 2)
        return tuple(seat for seat in seats if self.holds(player_id, seat))

    def may_talk(self, player_id: str) -> bool:
        return not self.hushed or bool(self.seats_of(player_id))


# Looked up once: members of an enumeration take long to find.
_WAITING: Final = Status.WAITING
_PLAYING: Final = Status.PLAYING
_OVER: Final = Status.OVER
_X_FIRST: Final = (Mark.X, Mark.O)
_O_FIRST: Final = (Mark.O, Mark.X)


def other(seat: Seat) -> Seat:
    return 2 if seat == 1 else 1
