"""The rooms this process serves: who comes to them, and how one asks something of one.

What is asked is answered by game.referee.
"""

import asyncio
import logging
from contextlib import suppress
from functools import partial
from typing import ClassVar, TypeVar

from game.chats import Chats
from game.engine.commands import Actor, Command, Open
from game.engine.errors import Rejection
from game.engine.events import Millis, Player, Seat, Seconds
from game.errors import NoSuchRoomError, RoomError
from game.journal import Journal
from game.live import Ask, LiveRoom
from game.lobby import Lobby
from game.memory import Memory
from game.opening import Receipt, open_room, receipt
from game.presence import LOADING, Place, now_ms
from game.referee import Referee

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Rooms:
    """One per event loop; `Rooms.here()` is the one of the running loop."""

    _by_loop: ClassVar[dict[asyncio.AbstractEventLoop, "Rooms"]] = {}

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._journal = Journal(loop)
        self._memory = Memory(loop, self._journal, self._run_out)
        self._referee = Referee(self._journal, self._memory)

    @property
    def lobby(self) -> Lobby:
        return self._memory.herald.lobby

    @property
    def chats(self) -> Chats:
        return self._memory.chats

    @classmethod
    def here(cls) -> "Rooms":
        loop = asyncio.get_running_loop()
        rooms = cls._by_loop.get(loop)
        if rooms is None:
            # Not every loop ends with `close`; and rooms refer to theirs, so that
            # weak references would keep both.
            for ended in [loop for loop in tuple(cls._by_loop) if loop.is_closed()]:
                cls._by_loop.pop(ended, None)
            rooms = cls._by_loop[loop] = cls(loop)
        return rooms

    async def close(self) -> None:
        """Finish what is under way, then forget everything."""
        await self._journal.settle()
        self._memory.close()
        self._by_loop.pop(self._loop, None)

    # People.

    async def open(
        self,
        player: Player | None,
        variant: str,
        *,
        private: bool,
        computer: bool = False,
        clock: Seconds = 0,
    ) -> str:
        """Open a room, its opener in seat 1, and return its code."""
        return await self.open_again(player, Open(variant, private, computer, clock))

    async def open_again(
        self, player: Player | None, command: Open, key: str | None = None
    ) -> str:
        """The same, and with the same key the same room."""
        opened = await self.create(player, command, key)
        with suppress(NoSuchRoomError):  # asked again, it may be closed by now
            await self.find(opened.code)
        return opened.code

    async def create(
        self, player: Player | None, command: Open, key: str | None = None
    ) -> Receipt:
        """Open a room; again with the same key it is that one, closed or not."""
        return await open_room(self._journal, player, command, key, now_ms())

    async def find(self, code: str) -> LiveRoom:
        """The room, not older than this call."""
        found: asyncio.Future[LiveRoom] = self._loop.create_future()
        self._memory.want(code, partial(_resolve, found))
        return await found

    async def ask(
        self, code: str, command: Command, by: Actor, key: str | None = None
    ) -> int:
        """Submit and wait: the `v` with which the command is confirmed."""
        now = now_ms()
        try:
            room = await self.find(code)
            answer: asyncio.Future[int] = self._loop.create_future()
            reply = partial(_resolve, answer)
            self.submit(room, Ask(command, by, now, key, reply))
            return await answer
        except NoSuchRoomError:  # closed: perhaps by this very command
            known = await receipt((code,), by, key, command)
            if known is None:
                raise
            return known.v

    def enter(self, room: LiveRoom, place: Place) -> None:
        """A socket has come; while one is here the room is kept current."""
        self._memory.keep(room)
        room.presence.enter(place, now_ms())
        self._memory.herald.presence_changed(room)

    def leave(self, room: LiveRoom, place: Place) -> None:
        room.presence.leave(place, now_ms())
        room.idle_since = self._loop.time()
        self._memory.herald.presence_changed(room)

    def touch(self, room: LiveRoom, seat: Seat, lease: Millis = LOADING) -> None:
        """A page was fetched for that seat."""
        room.presence.touch(seat, now_ms(), lease)
        self._memory.herald.presence_changed(room)

    def submit(self, room: LiveRoom, ask: Ask) -> None:
        """Have the command decided, stored, confirmed and announced, in its turn."""
        self._referee.submit(room, ask)

    def _run_out(self, code: str) -> None:
        self._referee.run_out(code)


def _resolve(future: asyncio.Future[T], answer: T | Rejection | RoomError) -> None:
    if future.cancelled():
        return
    if isinstance(answer, Rejection | RoomError):
        future.set_exception(answer)
    else:
        future.set_result(answer)
