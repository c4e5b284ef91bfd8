"""What the server may say: every message, and what is answered over HTTP alone."""

from typing import Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

from game.engine.board import Mark, Reason
from game.engine.events import Kind, OfferKind
from game.engine.state import Status
from game.engine.variants import Look
from game.incoming import SeatNumber

PROTO: Final = 1


class PlayerInfo(Struct, frozen=True):
    name: str
    kind: Kind


class OfferInfo(Struct, frozen=True):
    kind: OfferKind
    by: SeatNumber
    v: int


class EventInfo(Struct, frozen=True):
    """What happened last: a hint for words, and no loss to who skips one."""

    type: str
    seat: SeatNumber | None
    name: str | UnsetType = UNSET


class ClockInfo(Struct, frozen=True):
    """What each had left at `at`; since then the time of seat `running` has run."""

    left: tuple[int, int]
    running: SeatNumber | None
    at: int


class SeatInfo(Struct, frozen=True):
    here: bool
    since: int


class RoomRow(Struct, frozen=True):
    """A room as a list shows it."""

    code: str
    variant: str
    look: Look
    size: tuple[int, int]
    status: Status
    board: str
    players: tuple[str | None, str | None]
    marks: str
    turn: Mark | None
    score: tuple[int, int, int]
    open: SeatNumber | None
    at: int
    kinds: tuple[Kind | None, Kind | None] = (None, None)
    clock: int = 0


class Speaker(Struct, frozen=True):
    """Who said it; `who` stays the same when the name does not."""

    who: str
    name: str
    seat: SeatNumber | None


class Message(Struct, tag_field="type"):
    """Whatever the server may send."""


class Welcome(Message, tag="welcome", kw_only=True):
    proto: int = PROTO
    room: str
    seat: SeatNumber | None
    mark: Mark | None
    now: int
    # Every seat this person has in the room: another tab may act for the other.
    holds: tuple[SeatNumber, ...] = ()
    resume: str | UnsetType = UNSET


class State(Message, tag="state", kw_only=True):
    v: int
    room: str
    variant: str
    private: bool
    size: tuple[int, int]
    k: int
    look: Look
    game: int
    ply: int
    board: str
    moves: tuple[int, ...]
    open: tuple[int, ...] | UnsetType = UNSET
    turn: Mark | None
    status: Status
    winner: Mark | None
    line: tuple[int, ...] | None
    reason: Reason | None
    last: int | None
    marks: str
    players: tuple[PlayerInfo | None, PlayerInfo | None]
    score: tuple[int, int, int]
    offer: OfferInfo | None
    clock: ClockInfo | None = None
    hushed: bool | UnsetType = UNSET
    event: EventInfo


class Ack(Message, tag="ack"):
    key: str
    v: int
    # Of a room that was created: where to go, and as whom.
    room: str | UnsetType = UNSET
    seat: SeatNumber | UnsetType = UNSET
    resume: str | UnsetType = UNSET


class Rejected(Message, tag="rejected"):
    key: str | None
    code: str
    message: str
    v: int


class Presence(Message, tag="presence"):
    seats: tuple[SeatInfo | None, SeatInfo | None]
    spectators: int


class Chat(Message, tag="chat", kw_only=True):
    id: int
    by: Speaker = msgspec.field(name="from")
    text: str
    at: int


class Chats(Message, tag="chats"):
    chats: tuple[Chat, ...]


class Pong(Message, tag="pong"):
    v: int
    now: int


class Rooms(Message, tag="rooms"):
    waiting: tuple[RoomRow, ...]
    playing: tuple[RoomRow, ...]


class Changed(Message, tag="changed"):
    rows: tuple[RoomRow, ...]
    gone: tuple[str, ...]
    created: tuple[str, ...]


# Over HTTP alone.


class Visit(Struct, frozen=True):
    """All that a socket is told first, in one."""

    welcome: Welcome
    state: State
    presence: Presence


class Done(Struct, frozen=True, kw_only=True, tag_field="type", tag="ack"):
    """An `ack`, with the seat it was for, and how to come back."""

    key: str | None
    v: int
    seat: SeatNumber | None
    resume: str | UnsetType = UNSET
