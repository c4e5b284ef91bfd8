"""The rooms this process serves: who comes, and what they ask.

Commit, then confirm, then announce: in that order, here and nowhere else. Callers
come and go; what they began is finished all the same.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar, TypeVar

from game import metrics
from game.chats import Chats
from game.engine.commands import HOUSE, Actor, Command, Move, Open, Tick
from game.engine.errors import Rejection
from game.engine.events import Event, Millis, Player, Seat, Seconds
from game.engine.evolve import fold
from game.engine.room import decide
from game.engine.state import RoomState
from game.errors import NoSuchRoomError, RoomError, UnavailableError
from game.journal import Journal, Result
from game.live import MAX_QUEUE, Answer, Ask, LiveRoom
from game.lobby import Lobby
from game.log import Append
from game.memory import Memory
from game.opening import Receipt, open_room, receipt
from game.presence import LOADING, Place, now_ms

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Rooms:
    """One per event loop; `Rooms.here()` is the one of the running loop."""

    _by_loop: ClassVar[dict[asyncio.AbstractEventLoop, "Rooms"]] = {}

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._journal = Journal(loop)
        self._memory = Memory(loop, self._journal, self._run_out)

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
        try:
            room = await self.find(code)
            answer: asyncio.Future[int] = self._loop.create_future()
            reply = partial(_resolve, answer)
            self.submit(room, Ask(command, by, now_ms(), key, reply))
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

    # Commands.

    def submit(self, room: LiveRoom, ask: Ask) -> None:
        """Decide, store, confirm and announce the command, in its turn."""
        # Who only watches leaves room for those who play.
        most = MAX_QUEUE if ask.by.seat else MAX_QUEUE // 2
        if len(room.queue) >= most:
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
        if room.state.is_late(ask.now) and not isinstance(ask.command, Tick):
            over = partial(_told_late, room, ask)
            room.queue.appendleft(Ask(Tick(), HOUSE, ask.now, None, over))
            return
        if ask.judged is room.state:  # the log was read, and held nothing new
            room.queue.popleft().answer(ask.verdict)
            return
        verdict: Answer
        try:
            v = room.receipt(ask)
            events = () if v else decide(room.state, ask.command, ask.by, ask.now)
            verdict = v or room.state.v
        except (Rejection, RoomError) as error:
            v, events = None, ()
            verdict = error.with_traceback(None)  # which would hold all of this
        if events:
            self._store(room, ask, events)
        elif v or ask.is_fresh:
            room.queue.popleft().answer(verdict)
        else:
            # Nobody is refused on the strength of a cache alone.
            ask.judged, ask.verdict = room.state, verdict
            self._refresh(room)

    def _run_out(self, code: str) -> None:
        """Somebody's time there is over, unless the log has another event by now."""

        def tick(room: LiveRoom | RoomError) -> None:
            if isinstance(room, LiveRoom):
                self.submit(room, Ask(Tick(), HOUSE, now_ms(), None, _forget))

        self._memory.want(code, tick)

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
            self._memory.herald.announce(room, append)
            if isinstance(ask.command, Move):
                metrics.MOVES.inc()
                metrics.MOVE_SECONDS.observe((now_ms() - ask.now) / 1000)
        else:
            room.is_doubtful = True
            ask.answer(UnavailableError())
        self._advance(room)

    def _refresh(self, room: LiveRoom) -> None:
        room.is_busy = True
        for ask in room.queue:
            ask.is_fresh = True
        self._memory.want(room.code, partial(self._refreshed, room))

    def _refreshed(self, room: LiveRoom, answer: LiveRoom | RoomError) -> None:
        if isinstance(answer, RoomError):
            while room.queue and room.queue[0].is_fresh:
                room.queue.popleft().answer(answer)
        else:
            room.is_doubtful = False
        self._advance(room)


def _resolve(future: asyncio.Future[T], answer: T | Rejection | RoomError) -> None:
    if future.cancelled():
        return
    if isinstance(answer, Rejection | RoomError):
        future.set_exception(answer)
    else:
        future.set_result(answer)


def _told_late(room: LiveRoom, ask: Ask, answer: Answer) -> None:
    """Where the end of a game cannot be stored, nothing that comes after it can."""
    if isinstance(answer, RoomError) and room.queue and room.queue[0] is ask:
        room.queue.popleft().answer(answer)


def _forget(_answer: Answer) -> None:
    """Nobody asked for it, so nobody is told."""
