"""What happened in a room, in the past tense, and the people it happened to.

An event is a fact: it is stored once, never changed, and says only what the log needs.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from game.engine.board import Cell

Seat: TypeAlias = Literal[1, 2]
Millis: TypeAlias = int
Seconds: TypeAlias = int


class Kind(StrEnum):
    GUEST = "guest"
    ACCOUNT = "account"
    BOT = "bot"


class OfferKind(StrEnum):
    REMATCH = "rematch"


@dataclass(frozen=True, slots=True)
class Player:
    id: str
    name: str
    kind: Kind = Kind.GUEST


@dataclass(frozen=True, slots=True)
class Opened:
    at: Millis
    variant: str
    private: bool
    clock: Seconds = 0  # that each player has for a game, or as long as they like


@dataclass(frozen=True, slots=True)
class Updated:
    """What the room is from here on, whichever of it is new."""

    at: Millis
    seat: Seat
    variant: str
    private: bool
    clock: Seconds = 0


@dataclass(frozen=True, slots=True)
class Sat:
    at: Millis
    seat: Seat
    player: Player


@dataclass(frozen=True, slots=True)
class Left:
    at: Millis
    seat: Seat


@dataclass(frozen=True, slots=True)
class Moved:
    at: Millis
    seat: Seat
    cell: Cell


@dataclass(frozen=True, slots=True)
class Resigned:
    at: Millis
    seat: Seat


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The seat's time has run out, so it has lost."""

    at: Millis
    seat: Seat


@dataclass(frozen=True, slots=True)
class Offered:
    at: Millis
    seat: Seat
    kind: OfferKind


@dataclass(frozen=True, slots=True)
class Declined:
    """An offer is gone: refused by the other seat, or withdrawn by its own."""

    at: Millis
    seat: Seat


@dataclass(frozen=True, slots=True)
class Rematched:
    at: Millis
    seat: Seat


@dataclass(frozen=True, slots=True)
class Abandoned:
    """Nobody has played on: the game is over, and nobody has won or drawn it."""

    at: Millis


@dataclass(frozen=True, slots=True)
class Hushed:
    """From here on only players talk; or, switched off, everybody does again."""

    at: Millis
    seat: Seat
    on: bool


@dataclass(frozen=True, slots=True)
class Closed:
    at: Millis


Event: TypeAlias = (
    Opened
    | Updated
    | Sat
    | Left
    | Moved
    | Resigned
    | TimedOut
    | Offered
    | Declined
    | Rematched
    | Abandoned
    | Hushed
    | Closed
)

EVENTS: Final[dict[str, type[Event]]] = {
    "opened": Opened,
    "updated": Updated,
    "sat": Sat,
    "left": Left,
    "moved": Moved,
    "resigned": Resigned,
    "timed_out": TimedOut,
    "offered": Offered,
    "declined": Declined,
    "rematched": Rematched,
    "abandoned": Abandoned,
    "hushed": Hushed,
    "closed": Closed,
}
NAMES: Final[dict[type[Event], str]] = {kind: name for name, kind in EVENTS.items()}
