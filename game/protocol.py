"""The wire: every command and every message as a typed struct, parsed and encoded here.

The contract document, the browser's types and the tests' tables are made from it.
Nothing a client wrote goes further than `parse` unless it is one of these structs.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from game.engine import commands
from game.engine.board import Mark, Reason
from game.engine.commands import Command, Open
from game.engine.events import Kind, OfferKind
from game.engine.state import Status
from game.engine.variants import VARIANTS, Look
from game.errors import REFUSALS

PROTO: Final = 1
MAX_FRAME: Final = 4096
MAX_DEPTH: Final = 32  # objects and lists in each other: any Python can follow that

# Bounded so that no number a client sends is larger than every reader's own.
Number: TypeAlias = Annotated[int, Meta(ge=-(2**31), le=2**31)]
# Printable ASCII without spaces, said as "no other character anywhere": `$` would
# let a trailing newline pass.
Key: TypeAlias = Annotated[
    str, Meta(pattern=r"^(?![\s\S]*[^!-~])", min_length=1, max_length=64)
]
SeatNumber: TypeAlias = Literal[1, 2]
RoomCode: TypeAlias = Annotated[str, Meta(max_length=16)]


class BadMessageError(ValueError):
    """A frame that could not be read as any command."""

    def __init__(self, code: str, message: str, key: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.key = key


class Frame(Struct, kw_only=True, tag_field="type"):
    """Whatever a client may send; its key comes back with the answer."""

    key: Key | None = None


class Sit(Frame, tag="sit"):
    seat: SeatNumber | None = None

    def command(self) -> Command:
        return commands.Sit(self.seat)


class Move(Frame, tag="move"):
    cell: Number
    ply: Number | None = None
    game: Number | None = None

    def command(self) -> Command:
        return commands.Move(self.cell, self.ply, self.game)


class Resign(Frame, tag="resign"):
    game: Number | None = None

    def command(self) -> Command:
        return commands.Resign(self.game)


class Rematch(Frame, tag="rematch"):
    game: Number | None = None
    offer: Number | None = None

    def command(self) -> Command:
        return commands.Rematch(self.game, self.offer)


class Decline(Frame, tag="decline"):
    game: Number | None = None

    def command(self) -> Command:
        return commands.Decline(self.game)


class Leave(Frame, tag="leave"):
    def command(self) -> Command:
        return commands.Leave()


class Hush(Frame, tag="hush"):
    on: bool

    def command(self) -> Command:
        return commands.Hush(self.on)


class Say(Frame, tag="chat"):
    text: str


class Report(Frame, tag="report"):
    id: Number


class Ping(Frame, tag="ping"):
    v: Number = 0
    chat: Number | None = None


def check_variant(name: str) -> None:
    """For forms, sockets and requests alike: there is one list of games."""
    if name not in VARIANTS:
        known = ", ".join(VARIANTS)
        raise ValueError(f"There is no variant {name[:40]}, only {known}")


class NewRoom(Struct, kw_only=True):
    """A room to be opened."""

    variant: str = "classic"
    private: bool = False
    computer: bool = False
    key: Key | None = None

    def __post_init__(self) -> None:
        check_variant(self.variant)

    def command(self) -> Open:
        return Open(self.variant, self.private, self.computer)


# In the lobby alone.


class Create(Frame, tag="create"):
    key: Key  # without one nobody would be told which room it is
    variant: str = "classic"
    private: bool = False
    computer: bool = False

    def __post_init__(self) -> None:
        check_variant(self.variant)

    def command(self) -> Open:
        return Open(self.variant, self.private, self.computer)


class Update(Frame, tag="update"):
    room: RoomCode
    variant: str | None = None
    private: bool | None = None

    def __post_init__(self) -> None:
        if self.variant is not None:
            check_variant(self.variant)

    def command(self) -> Command:
        return commands.Update(self.variant, self.private)


class Delete(Frame, tag="delete"):
    room: RoomCode

    def command(self) -> Command:
        return commands.Close()


Incoming: TypeAlias = (
    Sit | Move | Resign | Rematch | Decline | Leave | Hush | Say | Report | Ping
)
InLobby: TypeAlias = Create | Update | Delete


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


class _Envelope(Struct):
    """The little that a refusal needs of a frame that is no command."""

    type: str
    key: Key | None = None


_decoder: Final[msgspec.json.Decoder[Incoming]] = msgspec.json.Decoder(Incoming)
_envelope: Final = msgspec.json.Decoder(_Envelope)
_new_room: Final = msgspec.json.Decoder(NewRoom)
_encoder: Final = msgspec.json.Encoder()
_SHALLOW: Final = 2 * MAX_DEPTH  # characters: what is deeper opens and closes more
# Strings, whose brackets do not count; one without an end goes on to the end, so that
# nothing is looked at twice.
_PARTS: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[][{}]')
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_KNOWN: Final = frozenset(
    str(struct.__struct_config__.tag) for struct in get_args(Incoming)
)


def parse(
    text: str | None,
    decoder: "msgspec.json.Decoder[Incoming]" = _decoder,
    known: frozenset[str] = _KNOWN,
) -> Incoming:
    """Read one frame, or say why it cannot be read; no text is a binary one."""
    text = bounded(text)
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise _refusal(text, error, known) from None


def parser(*commands: type[Frame]) -> Callable[[str | None], Any]:
    """As `parse`, for a socket with commands of its own; a ping is always one."""
    structs: tuple[type[Frame], ...] = (Ping, *commands)
    known = frozenset(str(struct.__struct_config__.tag) for struct in structs)
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Union[structs])  # noqa: UP007 - of as many as there are
    return partial(parse, decoder=decoder, known=known)


# Of rooms there as well, so that whoever plays in the lobby is told where one does.
parse_in_lobby: Final = parser(*get_args(Incoming), *get_args(InLobby))


def plain(text: str | None) -> str:
    """The text of a frame, whatever it says; no text is a binary one."""
    if text is None:
        raise BadMessageError("bad_message", "Frames are text.")
    # As bytes it is longer, and at most four times as long.
    if len(text) > MAX_FRAME / 4 and len(text.encode(errors="replace")) > MAX_FRAME:
        raise BadMessageError("bad_message", "The message is too long.")
    return text


def bounded(text: str | None) -> str:
    """The text of a frame that may be decoded: neither too long nor too deep."""
    text = plain(text)
    if len(text) > _SHALLOW and _is_too_deep(text):
        raise BadMessageError("bad_message", "The message is nested too deeply.")
    return text


def parse_new_room(text: str) -> NewRoom:
    try:
        return _new_room.decode(bounded(text) or "{}")
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadMessageError("bad_message", f"{error}.") from None


def new_room(fields: Mapping[str, object]) -> NewRoom:
    """As it stands in a form, where everything is text or a tick."""
    try:
        return msgspec.convert(fields, NewRoom)
    except msgspec.ValidationError as error:
        raise BadMessageError("bad_message", f"{error}.") from None


def encode(message: Message | Visit | Done) -> str:
    return _encoder.encode(message).decode()


def _is_too_deep(text: str) -> bool:
    """Nearly every frame is done with at once: it has too few brackets for that."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for part in _PARTS.findall(text):
        depth += _STEPS.get(part, 0)
        if depth > MAX_DEPTH:
            return True
    return False


def _refusal(text: str, error: Exception, known: frozenset[str]) -> BadMessageError:
    try:
        envelope = _envelope.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return BadMessageError("bad_message", "The message is not a command.")
    if envelope.type not in known:
        return BadMessageError("unknown_type", REFUSALS["unknown_type"], envelope.key)
    return BadMessageError("bad_message", f"{error}.", envelope.key)
