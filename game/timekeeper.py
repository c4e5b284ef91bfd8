"""Watches the clocks of the rooms that people are at, and says when one has run out.

Where nobody is, or this process is gone by then, the database is asked (game.jobs).
"""

import asyncio
from collections.abc import Callable
from typing import Final

from game.engine.events import Millis
from game.live import LiveRoom
from game.presence import now_ms

MARGIN: Final[Millis] = 2  # timers may fire a little early
# The process that stored the newest move comes first; the others seldom need to.
GRACE: Final[Millis] = 200


class Timekeeper:
    def __init__(
        self, loop: asyncio.AbstractEventLoop, run_out: Callable[[str], None]
    ) -> None:
        self._loop = loop
        self._run_out = run_out
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def watch(self, room: LiveRoom, grace: Millis = 0) -> None:
        """The room has a new state: whoever's time runs in it, and how long."""
        if room.state.clock is None:
            return
        if timer := self._timers.pop(room.code, None):
            timer.cancel()
        deadline = room.state.deadline
        if deadline is not None:
            wait = max(0, deadline + MARGIN + grace - now_ms()) / 1000
            self._timers[room.code] = self._loop.call_later(wait, self._ring, room.code)

    def close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _ring(self, code: str) -> None:
        del self._timers[code]
        self._run_out(code)
