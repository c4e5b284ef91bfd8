"""The rooms this process serves: load, submit, announce, evict.

Commit, then confirm, then announce: in that order, here and nowhere else. Callers
come and go; what they began is finished all the same.
"""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final, TypeVar
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer
from django.conf import settings

from game import protocol, summaries
from game.codes import new_code
from game.engine.commands import Actor, Command, Open
from game.engine.errors import Rejection
from game.engine.events import Event, Millis, Player, Seat
from game.engine.evolve import fold
from game.engine.room import decide
from game.engine.state import RoomState
from game.errors import NoSuchRoomError, RoomError, UnavailableError
from game.journal import Journal, Result
from game.layers import Poster
from game.live import MAX_QUEUE, Ask, LiveRoom
from game.lobby import Lobby
from game.log import Append, Entry
from game.presence import SEATS, Place, now_ms
from game.readings import Found, Readings

logger = logging.getLogger(__name__)

T = TypeVar("T")

PRESENCE_DELAY: Final = 0.25


class Rooms:
    """One per event loop; `Rooms.here()` is the one of the running loop."""

    _by_loop: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, "Rooms"]] = (
        WeakKeyDictionary()
    )

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._rooms: dict[str, LiveRoom] = {}
        self._journal = Journal(loop)
        self._readings = Readings(loop, self._journal, self._known)
        self._poster = Poster(get_channel_layer())
        self._timer: asyncio.TimerHandle | None = None
        self.lobby = Lobby(loop, self._poster, self._rooms)

    @classmethod
    def here(cls) -> "Rooms":
        loop = asyncio.get_running_loop()
        rooms = cls._by_loop.get(loop)
        if rooms is None:
            rooms = cls._by_loop[loop] = cls(loop)
        return rooms

    async def close(self) -> None:
        """Finish what is under way, then forget everything."""
        await self._journal.settle()
        if self._timer is not None:
            self._timer.cancel()
        self.lobby.close()
        self._by_loop.pop(self._loop, None)

    # People.

    async def open(self, player: Player | None, variant: str, *, private: bool) -> str:
        """Open a room, its opener in seat 1, and return its code."""
        by, command = Actor(player), Open(variant, private)
        while True:
            code, events = (
                new_code(private=private),
                decide(None, command, by, now_ms()),
            )
            rows = summaries.changes(code, None, fold(events), events)
            stored: asyncio.Future[Result] = self._loop.create_future()
            self._journal.append(
                Append(code, 1, events, **rows), partial(_resolve, stored)
            )
            match await stored:
                case Result.STORED:
                    await self.find(code)
                    return code
                case Result.FAILED:
                    raise UnavailableError
                case Result.LOST:  # somebody has that code
                    continue

    async def find(self, code: str) -> LiveRoom:
        """The room, not older than this call."""
        found: asyncio.Future[LiveRoom] = self._loop.create_future()
        self._want(code, partial(_resolve, found))
        room = await found
        room.idle_since = self._loop.time()
        return room

    async def ask(
        self, code: str, command: Command, by: Actor, key: str | None = None
    ) -> int:
        """Submit and wait: the `v` with which the command is confirmed."""
        room = await self.find(code)
        answer: asyncio.Future[int] = self._loop.create_future()
        self.submit(room, Ask(command, by, now_ms(), key, partial(_resolve, answer)))
        return await answer

    def enter(self, room: LiveRoom, place: Place) -> None:
        """A socket has come; while one is here the room is kept current."""
        self._rooms.setdefault(room.code, room)
        room.presence.enter(place, now_ms())
        self._presence_changed(room)

    def leave(self, room: LiveRoom, place: Place) -> None:
        room.presence.leave(place, now_ms())
        room.idle_since = self._loop.time()
        self._presence_changed(room)

    def touch(self, room: LiveRoom, seat: Seat) -> None:
        """A page was fetched for that seat."""
        room.presence.touch(seat, now_ms())
        self._presence_changed(room)

    # Commands.

    def submit(self, room: LiveRoom, ask: Ask) -> None:
        """Decide, store, confirm and announce the command, in its turn."""
        if len(room.queue) >= MAX_QUEUE:
            ask.answer(UnavailableError())
            return
        room.queue.append(ask)
        if not room.is_busy:
            self._advance(room)

    def _advance(self, room: LiveRoom) -> None:
        room.is_busy = False
        while room.queue and not room.is_busy:
            try:
                self._answer(room, room.queue[0])
            except Exception:
                logger.exception("%s cannot answer", room.code)
                room.queue.popleft().answer(UnavailableError())

    def _answer(self, room: LiveRoom, ask: Ask) -> None:
        if room.is_doubtful:
            self._refresh(room)
            return
        try:
            v = room.receipt(ask)
            events = () if v else decide(room.state, ask.command, ask.by, ask.now)
        except (Rejection, RoomError) as error:
            refusal: Rejection | RoomError | None = error
            v, events = None, ()
        else:
            refusal = None
        if events:
            self._store(room, ask, events)
        elif v or ask.is_fresh:
            room.queue.popleft().answer(refusal or v or room.state.v)
        else:
            # Nobody is refused on the strength of a cache alone.
            self._refresh(room)

    def _store(self, room: LiveRoom, ask: Ask, events: Sequence[Event]) -> None:
        state = fold(events, room.state)
        append = room.append(ask, events, state)
        room.is_busy = room.is_writing = True
        self._journal.append(append, partial(self._stored, room, append, state))

    def _stored(
        self, room: LiveRoom, append: Append, state: RoomState, result: Result
    ) -> None:
        room.is_writing = False
        if result is Result.LOST:
            self._refresh(room)
            return
        ask = room.queue.popleft()
        if result is Result.STORED:
            room.take_over(append, state)
            ask.answer(state.v)
            self._announce(room)
        else:
            room.is_doubtful = True
            ask.answer(UnavailableError())
        self._advance(room)

    def _refresh(self, room: LiveRoom) -> None:
        room.is_busy = True
        for ask in room.queue:
            ask.is_fresh = True
        self._want(room.code, partial(self._refreshed, room))

    def _refreshed(self, room: LiveRoom, answer: LiveRoom | RoomError) -> None:
        if isinstance(answer, RoomError):
            while room.queue and room.queue[0].is_fresh:
                room.queue.popleft().answer(answer)
        else:
            room.is_doubtful = False
        self._advance(room)

    # Keeping current.

    def _want(self, code: str, found: Found[LiveRoom]) -> None:
        def follow(answer: list[Entry] | RoomError) -> None:
            try:
                room = self._follow(code, answer)
            except Exception:
                logger.exception("The log of %s cannot be followed", code)
                room = UnavailableError()
            found(room)

        self._readings.want(code, follow)

    def _known(self, code: str) -> int:
        room = self._rooms.get(code)
        return room.state.v if room else 0

    def _follow(
        self, code: str, answer: list[Entry] | RoomError
    ) -> LiveRoom | RoomError:
        """Bring the room to where its log is; make it when it is not here yet."""
        room = self._rooms.get(code)
        if isinstance(answer, RoomError):
            if room is not None and isinstance(answer, NoSuchRoomError):
                self._drop(room)
            return answer
        if room is not None:
            # While an append is on its way, its own answer brings the room forward.
            if not room.is_writing and room.read(answer):
                self._announce(room)
                self._presence_changed(room)
        elif not answer or answer[0].v > 1:
            return NoSuchRoomError()  # closed while it was read
        else:
            room = LiveRoom.of(code, answer)
            room.idle_since = self._loop.time()
            self._rooms[code] = room
            self._start_timer()
        return NoSuchRoomError() if room.state.closed else room

    def _announce(self, room: LiveRoom) -> None:
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
            self._presence_changed(room)
        self.lobby.changed(room)

    def _drop(self, room: LiveRoom) -> None:
        self._poster.post(room.group, {"type": "run_closed"})
        self._rooms.pop(room.code, None)
        self.lobby.changed(room)

    def _presence_changed(self, room: LiveRoom) -> None:
        """Tell it soon, and once: people come in crowds."""
        self.lobby.changed(room)
        if not room.presence.is_due:
            room.presence.is_due = True
            self._loop.call_later(PRESENCE_DELAY, self._tell_presence, room)

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
                self._presence_changed(room)
            idle = self._loop.time() - room.idle_since
            if room.presence.members:
                self._want(room.code, lambda _: None)
            elif idle > settings.EVICT_AFTER and not self._is_in_use(room, now):
                del self._rooms[room.code]
        if self._rooms:
            self._start_timer()

    def _is_in_use(self, room: LiveRoom, now: Millis) -> bool:
        if room.queue or self._readings.is_wanted(room.code):
            return True
        return any(room.presence.is_live(seat, now) for seat in SEATS)


async def close() -> None:
    """Close the rooms of the running loop, if it has any."""
    await Rooms.here().close()


def _resolve(future: asyncio.Future[T], answer: T | Rejection | RoomError) -> None:
    if future.cancelled():
        return
    if isinstance(answer, Rejection | RoomError):
        future.set_exception(answer)
    else:
        future.set_result(answer)
