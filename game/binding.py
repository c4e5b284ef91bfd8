"""The list of rooms, bound both ways: what a client that sees it may do to rooms.

What comes of it everybody hears as they hear of anything: from the log. No rules here.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeAlias

from msgspec import UNSET

from game.access import Visitor
from game.bans import BANS
from game.codes import is_code
from game.engine.commands import Actor
from game.engine.errors import Rejection
from game.errors import NoSuchRoomError, RoomError, UnavailableError
from game.incoming import Create, Delete, Key, Update
from game.outgoing import Ack, Message
from game.pace import hold_back_rooms
from game.rooms import Rooms

Say: TypeAlias = Callable[[Message], None]
Refuse: TypeAlias = Callable[[Key | None, str, str], None]
Reply: TypeAlias = Ack | Rejection | RoomError | None

MOST_ASKED: Final = 32


class Binding:
    """Of one connection; it does what is asked in order, and one thing at a time."""

    def __init__(self, visitor: Visitor, say: Say, refuse: Refuse) -> None:
        self._visitor = visitor
        self._say = say
        self._refuse = refuse
        self._asked: deque[Create | Update | Delete] = deque()
        self._work: asyncio.Task[None] | None = None
        self._is_over = False

    def hear(self, frame: Create | Update | Delete) -> None:
        if len(self._asked) >= MOST_ASKED:
            self._tell(frame.key, UnavailableError())
            return
        self._asked.append(frame)
        if self._work is None:
            self._work = asyncio.get_running_loop().create_task(self._obey())

    def end(self) -> None:
        """The connection is gone; what was asked is done all the same."""
        self._is_over = True

    async def _obey(self) -> None:
        try:
            while self._asked and self._visitor.player.id not in BANS.ids:
                frame = self._asked.popleft()
                try:
                    answer: Reply = await self._do(frame)
                except (Rejection, RoomError) as error:
                    answer = error
                self._tell(frame.key, answer)
        finally:
            self._work = None

    async def _do(self, frame: Create | Update | Delete) -> Ack | None:
        if isinstance(frame, Create):
            return await self._create(frame)
        if not is_code(frame.room):
            raise NoSuchRoomError
        by = Actor(self._visitor.player)
        v = await Rooms.here().ask(frame.room, frame.command(), by, frame.key)
        return None if frame.key is None else Ack(frame.key, v)

    async def _create(self, frame: Create) -> Ack:
        hold_back_rooms(self._visitor.address)
        rooms, player = Rooms.here(), self._visitor.player
        code, v = await rooms.create(player, frame.command(), frame.key)
        with suppress(NoSuchRoomError):  # asked again, it may be closed by now
            room = await rooms.find(code)
            if room.state.holds(player.id, 1):
                rooms.touch(room, 1)
        resume = self._visitor.resume or UNSET
        return Ack(frame.key, v, room=code, seat=1, resume=resume)

    def _tell(self, key: Key | None, answer: Reply) -> None:
        if self._is_over or answer is None:
            return
        if isinstance(answer, Ack):
            self._say(answer)
        else:
            self._refuse(key, str(answer.code), str(answer))
