"""`ws/streams`: the lobby and many rooms, watched over one socket.

Each stream is opened and closed by itself, and what goes wrong with one is told on that
one. A room that is open here has one more watcher; seats are for `ws/game/<code>`.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from game import envelope, lobby, metrics, protocol
from game.envelope import ECHO, LOBBY, ROOM, Heard, Open, Original
from game.errors import REFUSALS, RoomError
from game.live import LiveRoom
from game.patience import Verdict
from game.presence import WATCHING, now_ms
from game.protocol import BadMessageError, Message, Ping
from game.rooms import Rooms
from game.sockets import Socket

MAX_ROOMS: Final = 30
ONLY_SHOWS: Final = "Streams only show. Play over a room's own socket."


@dataclass(slots=True, eq=False)
class Stream:
    """One that the client wants open, or one that is still being left."""

    name: str
    is_wanted: bool = True
    is_joined: bool = False  # in its group
    is_open: bool = False  # and told so
    room: LiveRoom | None = None
    shown: int = 0
    changing: asyncio.Task[None] | None = None

    @property
    def code(self) -> str | None:
        return envelope.room_of(self.name)

    @property
    def group(self) -> str:
        return f"room_{self.code}" if self.code else lobby.GROUP

    @property
    def slots(self) -> tuple[str, str]:
        """Where the newest state and presence wait: a slow reader skips to these."""
        return f"{self.name} state", f"{self.name} presence"


class Streams(Socket):
    """Waits for no stream: whatever takes time happens in a task of that one."""

    def __init__(self) -> None:
        super().__init__()
        self._streams: dict[str, Stream] = {}

    # Socket events.

    async def opened(self) -> None:
        self.rooms = Rooms.here()

    def closed(self) -> None:
        streams, self._streams = self._streams, {}
        for stream in streams.values():
            self._leave_room(stream)
            if stream.changing is not None:
                stream.changing.cancel()

    def _receive(self, text: str | None) -> None:
        if self._close_code is not None:
            return
        heard = envelope.read(text)
        verdict = self._patience.heard(is_sense=heard.is_sense)
        if verdict is Verdict.TOO_FAST:
            self._refuse(heard.stream, "rate_limited", key=heard.key)
        elif verdict is Verdict.WELCOME:
            self._answer(heard)

    # Commands.

    def _answer(self, heard: Heard) -> None:
        match heard.said:
            case BadMessageError() as error:
                self._refuse(heard.stream, error.code, str(error), heard.key)
            case Open(name, is_wanted):
                if name == ECHO:  # which is always open
                    self.mailbox.reply(envelope.opened(name, is_open=True))
                elif is_wanted:
                    self._want(name)
                else:
                    self._unwant(name)
            case Original(text):
                answer = f'{{"original_message":{text}}}'
                self.mailbox.reply(envelope.wrapped(ECHO, answer))
            case Ping(v=v):
                self._pong(heard, v)
            case _:
                self._refuse(heard.stream, "not_allowed", ONLY_SHOWS, heard.key)

    def _pong(self, heard: Heard, v: int) -> None:
        if heard.stream is None:
            self.say(protocol.Pong(v=0, now=now_ms()))
            return
        stream = self._streams.get(heard.stream)
        if stream is None or not stream.is_open:
            self._refuse(heard.stream, "not_open", key=heard.key)
            return
        newest = stream.room.state.v if stream.room else 0
        if stream.room and v < newest:
            metrics.RESYNCS_OF_CLIENTS.inc()
            self._show_state(stream, stream.room)
        self._say_on(stream.name, protocol.Pong(v=newest, now=now_ms()))

    def _want(self, name: str) -> None:
        stream = self._streams.get(name)
        if stream is None or not stream.is_wanted:
            rooms = sum(s.is_wanted and s.name != LOBBY for s in self._streams.values())
            if name != LOBBY and rooms >= MAX_ROOMS:
                self._refuse(name, "too_many_streams")
                return
            stream = self._streams.setdefault(name, Stream(name))
            stream.is_wanted = True
            self._change(stream)
        elif stream.is_open:
            self._show(stream)

    def _unwant(self, name: str) -> None:
        self.mailbox.reply(envelope.opened(name, is_open=False))
        stream = self._streams.get(name)
        if stream is not None:
            self._stop(stream)

    # One stream, from being wanted to being left.

    def _change(self, stream: Stream) -> None:
        if stream.changing is None:
            stream.changing = self.loop.create_task(self._follow_wish(stream))

    async def _follow_wish(self, stream: Stream) -> None:
        """Join or leave until it is as the client wants it by then."""
        while stream.is_wanted != stream.is_joined:
            if stream.is_wanted:
                await self.join(stream.group)
                stream.is_joined = True
                await self._enter(stream)
            else:
                stream.is_joined = False
                await self.leave(stream.group)
        stream.changing = None
        if not stream.is_wanted:
            self._streams.pop(stream.name, None)

    async def _enter(self, stream: Stream) -> None:
        room = None
        if stream.code is not None:
            try:
                room = await self.rooms.find(stream.code)
            except RoomError as error:
                if stream.is_wanted:
                    self._refuse(stream.name, error.code)
                stream.is_wanted = False
                return
        if not stream.is_wanted:
            return
        if room is not None:
            self.rooms.enter(room, WATCHING)
        stream.room, stream.is_open = room, True
        self._show(stream)

    def _show(self, stream: Stream) -> None:
        """Say that it is open, then what is so: all of it, now."""
        self.mailbox.reply(envelope.opened(stream.name, is_open=True))
        room = stream.room
        if room is None:
            self._say_on(stream.name, self.rooms.lobby.snapshot())
            return
        self._show_state(stream, room)
        # Made now: the one that was last sent does not count this socket yet.
        presence = protocol.encode(room.presence.message(room.state, now_ms()))
        self.mailbox.put(stream.slots[1], envelope.wrapped(stream.name, presence))

    def _show_state(self, stream: Stream, room: LiveRoom) -> None:
        stream.shown = room.state.v
        text = envelope.wrapped(stream.name, room.text)
        self.mailbox.put(stream.slots[0], text)

    def _stop(self, stream: Stream) -> None:
        stream.is_wanted = False
        self._leave_room(stream)
        for slot in stream.slots:
            self.mailbox.forget(slot)
        self._change(stream)

    def _leave_room(self, stream: Stream) -> None:
        stream.is_open = False
        room, stream.room = stream.room, None
        if room is not None:
            self.rooms.leave(room, WATCHING)

    # Group messages.

    def run_lobby(self, message: dict[str, Any]) -> None:
        stream = self._streams.get(LOBBY)
        if stream is not None and stream.is_open:
            self.mailbox.reply(envelope.wrapped(LOBBY, message["text"]))

    def run_game(self, message: dict[str, Any]) -> None:
        stream = self._room_stream(message)
        # Doubled or out of order, as some layers bring them: no news.
        if stream is None or message["v"] <= stream.shown:
            return
        stream.shown = message["v"]
        text = envelope.wrapped(stream.name, message["text"])
        self.mailbox.put(stream.slots[0], text)

    def run_presence(self, message: dict[str, Any]) -> None:
        if stream := self._room_stream(message):
            text = envelope.wrapped(stream.name, message["text"])
            self.mailbox.put(stream.slots[1], text)

    def run_closed(self, message: dict[str, Any]) -> None:
        """The room is gone, and with it this stream alone."""
        if stream := self._room_stream(message):
            self._unwant(stream.name)

    def _room_stream(self, message: dict[str, Any]) -> Stream | None:
        stream = self._streams.get(f"{ROOM}{message['room']}")
        return stream if stream is not None and stream.is_open else None

    # Answers.

    def _say_on(self, stream: str | None, message: Message) -> None:
        text = protocol.encode(message)
        self.mailbox.reply(envelope.wrapped(stream, text) if stream else text)

    def _refuse(
        self, stream: str | None, code: str, message: str = "", key: str | None = None
    ) -> None:
        """Tell it on the stream it was asked on, where that could be read."""
        metrics.REJECTIONS[code].inc()
        told = self._streams.get(stream or "")
        v = told.shown if told and told.is_open else 0
        message = message or REFUSALS[code]
        self._say_on(stream, protocol.Rejected(key, code, message, v))
