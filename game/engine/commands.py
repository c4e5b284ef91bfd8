"""What may be asked of a room, in the imperative, and who asks it."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from game.engine.board import Cell
from game.engine.events import Millis, Player, Seat, Seconds


@dataclass(frozen=True, slots=True)
class Actor:
    """A person and the seat they act for; no person is the house itself."""

    player: Player | None
    seat: Seat | None = None


HOUSE: Final = Actor(player=None)


@dataclass(frozen=True, slots=True)
class Open:
    """Open the room; a person who opens it takes seat 1, the computer seat 2.

    `clock` is how long each player may think in a game; 0 is as long as they like.
    """

    variant: str
    private: bool = False
    computer: bool = False
    clock: Seconds = 0


@dataclass(frozen=True, slots=True)
class Update:
    """Wait with another game, or seen by others; what is left out stays."""

    variant: str | None = None
    private: bool | None = None
    clock: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Sit:
    seat: Seat | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    pass


@dataclass(frozen=True, slots=True)
class Move:
    """`game` and `ply` say what the mover saw; left out, they are not checked."""

    cell: Cell
    ply: int | None = None
    game: int | None = None


@dataclass(frozen=True, slots=True)
class Resign:
    game: int | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: only by the house, and before anything else is decided."""


@dataclass(frozen=True, slots=True)
class Rematch:
    """Offer another game, or agree to the offer made at version `offer`."""

    game: int | None = None
    offer: int | None = None


@dataclass(frozen=True, slots=True)
class Decline:
    """Refuse the other seat's offer, or withdraw one's own."""

    game: int | None = None


@dataclass(frozen=True, slots=True)
class Hush:
    """Have those who watch not talk; or, switched off, have everybody talk again."""

    on: bool


@dataclass(frozen=True, slots=True)
class Close:
    """With `idle`, only where nobody ever moved and nothing happened for so long."""

    idle: Millis | None = None


@dataclass(frozen=True, slots=True)
class Expire:
    """Only by the house, and only where nothing happened for so long.

    A game ends as abandoned, and a room that waits for somebody is closed.
    """

    idle: Millis


Command: TypeAlias = (
    Open
    | Update
    | Sit
    | Leave
    | Move
    | Resign
    | Tick
    | Rematch
    | Decline
    | Hush
    | Close
    | Expire
)
