"""Ways to build it wrong, each of which must turn a fault's test red.

What stands in for the real thing is put in its place from outside: the game itself has
no switch for any of this.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from game import journal
from game.consumers import GameRoom
from game.incoming import Ping
from game.journal import Journal, Result
from game.layers import LocalLayer
from game.live import LiveRoom
from game.log import Append
from game.memory import Memory
from game.outgoing import Pong
from game.presence import now_ms
from tictac import server

LATE: Final = 0.05  # seconds by which what was confirmed is stored too late


def confirm_first() -> None:
    """Confirm before the commit, as most game servers do."""
    append, store = Journal.append, journal.store

    def confirmed(self: Journal, row: Append, done: Callable[[Result], None]) -> None:
        if row.v == 1:  # a room that is not there cannot be entered
            append(self, row, done)
            return
        self._loop.call_soon(done, Result.STORED)
        append(self, row, lambda _: None)

    def late(appends: Sequence[Append]) -> list[Result]:
        time.sleep(LATE)
        return store(appends)

    put(Journal, "append", confirmed)
    put(journal, "store", late)


def ignore_keys() -> None:
    """Forget which command a key was confirmed for."""
    put(LiveRoom, "receipt", lambda self, ask: None)


def forget_to_drain() -> None:
    """Leave it to the web server to close the sockets when it is told to stop."""

    async def nothing() -> None: ...

    put(server, "drain", nothing)


def pong_alone() -> None:
    """Do not tell a client that is behind what it has missed."""

    def pong(self: GameRoom, room: LiveRoom, _ping: Ping) -> None:
        self.say(Pong(v=room.state.v, now=now_ms()))

    put(GameRoom, "_pong", pong)


def keep_members() -> None:
    """Never take anybody out of a group."""

    def nothing(*_: Any) -> None: ...

    put(LocalLayer, "detach", nothing)
    put(LocalLayer, "_leave", nothing)


def skip_position_check() -> None:
    """Never compare with the database what Redis may have kept back."""
    put(Memory, "_check_all", lambda self: None)


def put(owner: object, name: str, wrong: object) -> None:
    setattr(owner, name, wrong)


CONTROLS: Final[Mapping[str, Callable[[], None]]] = {
    "confirm_first": confirm_first,
    "ignore_keys": ignore_keys,
    "forget_to_drain": forget_to_drain,
    "pong_alone": pong_alone,
    "keep_members": keep_members,
    "skip_position_check": skip_position_check,
}
