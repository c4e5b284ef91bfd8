"""What clients may say: each command, and what is asked over HTTP, a typed struct."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from game.engine import commands
from game.engine.clock import MOST
from game.engine.commands import Command, Open
from game.engine.variants import VARIANTS

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


def check_clock(seconds: int) -> None:
    if not 0 <= seconds <= MOST:
        raise ValueError(f"A clock has 0 to {MOST} seconds")


class NewRoom(Struct, kw_only=True):
    """A room to be opened."""

    variant: str = "classic"
    private: bool = False
    computer: bool = False
    clock: int = 0
    key: Key | None = None

    def __post_init__(self) -> None:
        check_variant(self.variant)
        check_clock(self.clock)

    def command(self) -> Open:
        return Open(self.variant, self.private, self.computer, self.clock)


# In the lobby alone.


class Create(Frame, tag="create"):
    key: Key  # without one nobody would be told which room it is
    variant: str = "classic"
    private: bool = False
    computer: bool = False
    clock: int = 0

    def __post_init__(self) -> None:
        check_variant(self.variant)
        check_clock(self.clock)

    def command(self) -> Open:
        return Open(self.variant, self.private, self.computer, self.clock)


class Update(Frame, tag="update"):
    room: RoomCode
    variant: str | None = None
    private: bool | None = None
    clock: int | None = None

    def __post_init__(self) -> None:
        if self.variant is not None:
            check_variant(self.variant)
        check_clock(self.clock or 0)

    def command(self) -> Command:
        return commands.Update(self.variant, self.private, self.clock)


class Delete(Frame, tag="delete"):
    room: RoomCode

    def command(self) -> Command:
        return commands.Close()


Incoming: TypeAlias = (
    Sit | Move | Resign | Rematch | Decline | Leave | Hush | Say | Report | Ping
)
InLobby: TypeAlias = Create | Update | Delete
