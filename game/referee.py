"""Answers what is asked of rooms: one command after the other in each, and in order.

Commit, then confirm, then announce: in that order, here and nowhere else. Callers
come and go; what they began is finished all the same.
"""

import logging
from collections.abc import Sequence
from functools import partial

from game import metrics
from game.engine.commands import HOUSE, Move, Tick
from game.engine.errors import Rejection
from game.engine.events import Event
from game.engine.evolve import fold
from game.engine.room import decide
from game.engine.state import RoomState
from game.errors import RoomError, UnavailableError
from game.journal import Journal, Result
from game.live import MAX_OF_SEAT, MAX_WATCHING, Answer, Ask, LiveRoom
from game.log import Append
from game.memory import Memory
from game.presence import now_ms
from game.timekeeper import GRACE

logger = logging.getLogger(__name__)


class Referee:
    def __init__(self, journal: Journal, memory: Memory) -> None:
        self._journal = journal
        self._memory = memory

    def submit(self, room: LiveRoom, ask: Ask) -> None:
        """Decide, store, confirm and announce the command, in its turn."""
        if room.queue and _is_crowded(room, ask):
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
        if room.state.clock and _is_late(room.state, ask):
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

    def run_out(self, code: str) -> None:
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


def _is_crowded(room: LiveRoom, ask: Ask) -> bool:
    """Whether as much of theirs waits already as leaves room for the others."""
    queue, seat = room.queue, ask.by.seat
    if seat is None:
        return len(queue) >= MAX_WATCHING
    if len(queue) < MAX_OF_SEAT:
        return False
    return sum(waiting.by.seat == seat for waiting in queue) >= MAX_OF_SEAT


def _is_late(state: RoomState, ask: Ask) -> bool:
    """Whether the game is lost on time, and the log has to say so before this.

    Somebody else's is left to the process that stored the newest move: it knows best.
    """
    if isinstance(ask.command, Tick):
        return False
    grace = 0 if ask.by.seat == state.running else GRACE
    return state.is_late(ask.now - grace)


def _told_late(room: LiveRoom, ask: Ask, answer: Answer) -> None:
    """Where the end of a game cannot be stored, nothing that comes after it can."""
    if isinstance(answer, RoomError) and room.queue and room.queue[0] is ask:
        room.queue.popleft().answer(answer)


def _forget(_answer: Answer) -> None:
    """Nobody asked for it, so nobody is told."""
