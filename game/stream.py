"""One stream of a socket that has many: from being wanted to being left.

It waits for nothing: whatever takes time happens in a task of its own, so a stream that
cannot be opened, or is slow, keeps none of the others waiting.
"""

import asyncio
from typing import Any, Protocol

from game import envelope, lobby, metrics, outgoing, protocol
from game.errors import RoomError
from game.live import LiveRoom
from game.mailbox import Mailbox
from game.outgoing import Message
from game.presence import WATCHING, now_ms
from game.rooms import Rooms


class Host(Protocol):
    """The socket, as its streams need it."""

    rooms: Rooms
    mailbox: Mailbox
    loop: asyncio.AbstractEventLoop

    async def join(self, group: str) -> None: ...

    async def leave(self, group: str) -> None: ...

    def refuse_on(self, stream: str, code: str) -> None: ...

    def forget(self, name: str) -> None:
        """The stream is left, and may be opened anew."""


class Stream:
    """`is_wanted` is the client's wish; a task follows it, and may be behind."""

    def __init__(self, name: str, socket: Host) -> None:
        self.name = name
        self.is_wanted = False
        self.is_open = False  # and told so
        self.shown = 0
        self.room: LiveRoom | None = None
        self._socket = socket
        self._code = envelope.room_of(name)
        self._group = f"room_{self._code}" if self._code else lobby.GROUP
        # Where the newest state and presence wait: a slow reader skips to these.
        self._state, self._presence = f"{name} state", f"{name} presence"
        self._is_joined = False
        self._changing: asyncio.Task[None] | None = None

    @property
    def is_of_room(self) -> bool:
        return self._code is not None

    def want(self) -> None:
        self.is_wanted = True
        self._change()

    def unwant(self) -> None:
        self.is_wanted = False
        self._leave_room()
        for slot in (self._state, self._presence):
            self._socket.mailbox.forget(slot)
        self._change()

    def end(self) -> None:
        """The socket is gone, and leaves the groups itself."""
        self._leave_room()
        if self._changing is not None:
            self._changing.cancel()

    def show(self) -> None:
        """Say that it is open, then what is so: all of it, now."""
        self._socket.mailbox.reply(envelope.opened(self.name, is_open=True))
        room = self.room
        if room is None:
            self.say(self._socket.rooms.lobby.snapshot())
            return
        self._show_state(room)
        # Made now: the one that was last sent does not count this socket yet.
        presence = protocol.encode(room.presence.message(room.state, now_ms()))
        self.hear_presence(presence)

    def pong(self, v: int) -> None:
        newest = self.room.state.v if self.room else 0
        if self.room and v < newest:
            metrics.RESYNCS_OF_CLIENTS.inc()
            self._show_state(self.room)
        self.say(outgoing.Pong(v=newest, now=now_ms()))

    def say(self, message: Message) -> None:
        self.hear(protocol.encode(message))

    # What its group brings.

    def hear(self, text: str) -> None:
        self._socket.mailbox.reply(envelope.wrapped(self.name, text))

    def hear_game(self, message: dict[str, Any]) -> None:
        # Doubled or out of order, as some layers bring them: no news.
        if message["v"] > self.shown:
            self._put_state(message["v"], message["text"])

    def hear_presence(self, text: str) -> None:
        self._socket.mailbox.put(self._presence, envelope.wrapped(self.name, text))

    # Joining and leaving.

    def _change(self) -> None:
        if self._changing is None:
            self._changing = self._socket.loop.create_task(self._follow_wish())

    async def _follow_wish(self) -> None:
        """Join or leave until it is as the client wants it by then."""
        try:
            while self.is_wanted != self.is_open or self.is_wanted != self._is_joined:
                await self._come_nearer()
        except Exception:
            self.is_wanted = self.is_open = False
            self._socket.refuse_on(self.name, "unavailable")
            raise  # a mistake of ours, for the log
        finally:
            self._changing = None
        if not self.is_wanted:
            self._socket.forget(self.name)

    async def _come_nearer(self) -> None:
        if not self.is_wanted:
            self._is_joined = False
            await self._socket.leave(self._group)
            return
        if not self._is_joined:
            await self._socket.join(self._group)
            self._is_joined = True
        await self._enter()

    async def _enter(self) -> None:
        room = None
        if self._code is not None:
            try:
                room = await self._socket.rooms.find(self._code)
            except RoomError as error:
                if self.is_wanted:
                    self._socket.refuse_on(self.name, error.code)
                self.is_wanted = False
                return
        if not self.is_wanted:
            return
        if room is not None:
            self._socket.rooms.enter(room, WATCHING)
        self.room, self.is_open = room, True
        self.show()

    def _leave_room(self) -> None:
        self.is_open = False
        room, self.room = self.room, None
        if room is not None:
            self._socket.rooms.leave(room, WATCHING)

    def _show_state(self, room: LiveRoom) -> None:
        self._put_state(room.state.v, room.text)

    def _put_state(self, v: int, text: str) -> None:
        self.shown = v
        self._socket.mailbox.put(self._state, envelope.wrapped(self.name, text))
