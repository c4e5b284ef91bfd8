"""One example of each message, made by the code that makes the real ones."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from game import envelope, incoming, outgoing, render
from game.engine.events import Event, Moved, Opened, Player, Sat
from game.engine.evolve import fold
from game.errors import REFUSALS

CODE: Final = "K7QX2M"
AT: Final = 1_767_225_600_000

_ALICE: Final = Player("alice", "Alice")
_BOB: Final = Player("bob", "Bob")
_OPENED: Final[tuple[Event, ...]] = (
    Opened(AT, "classic", private=False, clock=60),
    Sat(AT, 1, _ALICE),
)
_PLAYED: Final[tuple[Event, ...]] = (
    *_OPENED,
    Sat(AT + 5_000, 2, _BOB),
    Moved(AT + 9_000, 1, 4),
)


def examples() -> dict[str, Any]:
    """By the name of their struct."""
    return {
        type(struct).__name__: msgspec.to_builtins(struct)
        for struct in (*_commands(), *_in_lobby(), *_messages(), *_envelopes())
    }


def _commands() -> Iterator[incoming.Incoming]:
    yield incoming.Sit(seat=2, key="a1")
    yield incoming.Move(cell=0, ply=1, game=1, key="a2")
    yield incoming.Resign(game=1, key="a3")
    yield incoming.Rematch(game=1, offer=12, key="a4")
    yield incoming.Decline(game=1, key="a5")
    yield incoming.Leave(key="a6")
    yield incoming.Hush(on=True, key="a7")
    yield incoming.Say(text="Hello!", key="a8")
    yield incoming.Report(id=1, key="a9")
    yield incoming.Ping(v=4, chat=1)


def _in_lobby() -> Iterator[incoming.InLobby]:
    yield incoming.Create(variant="drop4", private=True, clock=180, key="b1")
    yield incoming.Update(room=CODE, variant="gomoku", key="b2")
    yield incoming.Delete(room=CODE, key="b3")


def _messages() -> Iterator[outgoing.Message]:
    waiting, playing = fold(_OPENED), fold(_PLAYED)
    row = render.row(CODE, playing)
    here = outgoing.SeatInfo(here=True, since=AT)
    away = outgoing.SeatInfo(here=False, since=AT + 7_000)
    yield outgoing.Welcome(
        room=CODE, seat=1, mark=playing.marks[0], now=AT + 9_000, holds=(1,)
    )
    yield render.state_message(CODE, playing)
    yield outgoing.Ack(key="a2", v=4)
    yield outgoing.Rejected("a2", "cell_taken", REFUSALS["cell_taken"], 4)
    yield outgoing.Presence((here, away), 3)
    bob = outgoing.Speaker("5d41402abc4b", _BOB.name, 2)
    chat = outgoing.Chat(id=1, by=bob, text="Hello!", at=AT + 8_000)
    yield chat
    yield outgoing.Chats((chat,))
    yield outgoing.Pong(4, AT + 9_000)
    yield outgoing.Rooms(waiting=(render.row(CODE, waiting),), playing=())
    yield outgoing.Changed(rows=(row,), gone=(), created=(CODE,))


def _envelopes() -> Iterator[msgspec.Struct]:
    stream = f"{envelope.ROOM}{CODE}"
    yield envelope.Open(stream, open=True)
    yield envelope.Payload(stream, msgspec.to_builtins(outgoing.Pong(4, AT + 9_000)))
