"""The rooms this process keeps in memory: read, compared with the log, and forgotten.

A cache, which can be emptied at any time and nothing is lost.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

from game import log, metrics
from game.chats import Chats
from game.engine.events import Millis
from game.errors import NoSuchRoomError, RoomError, UnavailableError
from game.herald import Herald
from game.journal import Journal
from game.layers import Message, Poster
from game.live import LiveRoom
from game.log import Entry
from game.presence import SEATS, now_ms
from game.readings import Found, Readings
from game.timekeeper import Timekeeper

logger = logging.getLogger(__name__)


class Memory:
    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        journal: Journal,
        run_out: Callable[[str], None],
    ) -> None:
        self._loop = loop
        self._rooms: dict[str, LiveRoom] = {}
        self._readings = Readings(loop, journal, self._known)
        self._poster = Poster(get_channel_layer())
        self._timer: asyncio.TimerHandle | None = None
        self._timekeeper = Timekeeper(loop, run_out)
        self.herald = Herald(loop, self._poster, self._rooms, self._timekeeper)
        self.chats = Chats(loop, self._poster)
        if self._poster.connect(self._heard, self._missed):
            self.herald.ask_around()
            self._start_timer()

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

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timekeeper.close()
        self.herald.close()
        self.chats.talks.close()

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
                self.herald.drop(room)
            return answer
        if room is None:
            if not answer or answer[0].v > 1:
                return NoSuchRoomError()  # it was closed while it was read
            room = self._made(code, answer)
        # While an append is on its way, its own answer brings the room forward.
        elif not room.is_writing and room.read(answer):
            metrics.RESYNCS_OF_ROOMS.inc()
            self.herald.retell(room)
        room.idle_since = self._loop.time()
        return NoSuchRoomError() if room.state.closed else room

    def _made(self, code: str, entries: Sequence[Entry]) -> LiveRoom:
        room = LiveRoom.of(code, entries)
        if not room.state.closed:
            self._rooms[code] = room
            self.herald.came(room)
            self._start_timer()
        return room

    def _heard(self, group: str, message: Message) -> None:
        """Another process tells: of a room's event, or what is so with it."""
        if message["type"] == "run_game":
            self._heard_of(message)
        elif message["type"] == "run_gossip":
            self.herald.hear(message)
            self._look_again(message["gone"])
        elif message["type"] == "run_chat":
            self.chats.talks.hear(message)
        else:
            self._poster.post_here(group, message)

    def _missed(self) -> None:
        """What was told meanwhile, by others or by this process, was told to nobody."""
        self._check_all()
        self.herald.ask_around()

    def _heard_of(self, message: dict[str, Any]) -> None:
        room = self._rooms.get(message["room"])
        if room is None or message["v"] <= room.state.v or room.is_writing:
            return  # an append of ours that lost reads the log by itself
        entries = [log.entry(row) for row in message["entries"]]
        if entries[0].v != room.state.v + 1:
            self.want(room.code, _ignore)
        elif room.read(entries, message["text"]):
            self.herald.retell(room)

    def _look_again(self, gone: Sequence[str]) -> None:
        """Others list these no more; where nobody is, no event of it was heard."""
        for code in gone:
            room = self._rooms.get(code)
            if room is not None and not room.presence.members:
                self.want(code, _ignore)

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = self._loop.call_later(settings.POSITION_CHECK, self._tick)

    def _tick(self) -> None:
        """Compare every room that is in use with the log, and forget the others."""
        self._timer = None
        if self._rooms or self._poster.is_shared:
            self._start_timer()
        now = now_ms()
        for room in tuple(self._rooms.values()):
            if room.presence.expire(now):
                self.herald.presence_changed(room)
            if not self._is_in_use(room, now):
                del self._rooms[room.code]
                self.herald.lobby.changed(room)
        metrics.ROOMS.set(len(self._rooms))
        self._check_all()
        self.herald.tick()

    def _check_all(self) -> None:
        for room in self._rooms.values():
            if room.presence.members or room.presence.pages:
                self.want(room.code, _ignore)

    def _is_in_use(self, room: LiveRoom, now: Millis) -> bool:
        if room.presence.members or room.queue or self._readings.is_wanted(room.code):
            return True
        is_here = any(room.presence.is_here(seat, now) for seat in SEATS)
        return is_here or self._loop.time() - room.idle_since <= settings.EVICT_AFTER


def _ignore(_answer: LiveRoom | RoomError) -> None:
    pass
