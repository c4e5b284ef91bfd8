"""The rooms this process keeps in memory: read, announced, compared with the log, and
forgotten. A cache, which can be emptied at any time and nothing is lost.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from channels.layers import get_channel_layer
from django.conf import settings

from game import protocol
from game.engine.events import Millis
from game.errors import NoSuchRoomError, RoomError, UnavailableError
from game.journal import Journal
from game.layers import Poster
from game.live import LiveRoom
from game.lobby import Lobby
from game.log import Entry
from game.presence import SEATS, now_ms
from game.readings import Found, Readings

logger = logging.getLogger(__name__)

PRESENCE_DELAY: Final = 0.25


class Memory:
    def __init__(self, loop: asyncio.AbstractEventLoop, journal: Journal) -> None:
        self._loop = loop
        self._rooms: dict[str, LiveRoom] = {}
        self._readings = Readings(loop, journal, self._known)
        self._poster = Poster(get_channel_layer())
        self._timer: asyncio.TimerHandle | None = None
        self.lobby = Lobby(loop, self._poster, self._rooms)

    def want(self, code: str, found: Found[LiveRoom]) -> None:
        """Call back with the room as its log is now, or why it cannot be had."""

        def follow(answer: list[Entry] | RoomError) -> None:
            try:
                room = self._follow(code, answer)
            except Exception:
                logger.exception("The log of %s cannot be followed", code)
                room = UnavailableError()
            found(room)

        self._readings.want(code, follow)

    def keep(self, room: LiveRoom) -> None:
        """Somebody is there: from now on it is compared with its log."""
        self._rooms.setdefault(room.code, room)
        self._start_timer()

    def announce(self, room: LiveRoom) -> None:
        message = {
            "type": "run_game",
            "v": room.state.v,
            "text": room.text,
            "seating": room.seating,
        }
        self._poster.post(room.group, message)
        if room.state.closed:
            self._drop(room)
        elif room.state.news.type in {"sat", "left"}:
            self.presence_changed(room)
        self.lobby.changed(room)

    def presence_changed(self, room: LiveRoom) -> None:
        """Tell it soon, and once: people come in crowds."""
        self.lobby.changed(room)
        if not room.presence.is_due:
            room.presence.is_due = True
            self._loop.call_later(PRESENCE_DELAY, self._tell_presence, room)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self.lobby.close()

    def _known(self, code: str) -> int:
        room = self._rooms.get(code)
        return room.state.v if room else 0

    def _follow(
        self, code: str, answer: Sequence[Entry] | RoomError
    ) -> LiveRoom | RoomError:
        """Bring the room to where its log is; make it when it is not here yet."""
        room = self._rooms.get(code)
        if isinstance(answer, RoomError):
            if room is not None and isinstance(answer, NoSuchRoomError):
                self._drop(room)
            return answer
        if room is None:
            if not answer or answer[0].v > 1:
                return NoSuchRoomError()  # it was closed while it was read
            room = self._made(code, answer)
        # While an append is on its way, its own answer brings the room forward.
        elif not room.is_writing and room.read(answer):
            self.announce(room)
            self.presence_changed(room)
        room.idle_since = self._loop.time()
        return NoSuchRoomError() if room.state.closed else room

    def _made(self, code: str, entries: Sequence[Entry]) -> LiveRoom:
        room = LiveRoom.of(code, entries)
        if not room.state.closed:
            self._rooms[code] = room
            self._start_timer()
        return room

    def _drop(self, room: LiveRoom) -> None:
        self._poster.post(room.group, {"type": "run_closed"})
        self._rooms.pop(room.code, None)
        self.lobby.changed(room)

    def _tell_presence(self, room: LiveRoom) -> None:
        room.presence.is_due = False
        text = protocol.encode(room.presence.message(room.state, now_ms()))
        if text != room.presence.text:
            room.presence.text = text
            self._poster.post(room.group, {"type": "run_presence", "text": text})

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = self._loop.call_later(settings.POSITION_CHECK, self._tick)

    def _tick(self) -> None:
        """Compare every room that is in use with the log, and forget the others."""
        self._timer = None
        now = now_ms()
        for room in tuple(self._rooms.values()):
            if room.presence.expire(now):
                self.presence_changed(room)
            idle = self._loop.time() - room.idle_since
            if room.presence.members:
                self.want(room.code, lambda _: None)
            elif idle > settings.EVICT_AFTER and not self._is_in_use(room, now):
                del self._rooms[room.code]
        if self._rooms:
            self._start_timer()

    def _is_in_use(self, room: LiveRoom, now: Millis) -> bool:
        if room.queue or self._readings.is_wanted(room.code):
            return True
        return any(room.presence.is_live(seat, now) for seat in SEATS)
