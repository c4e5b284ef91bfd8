"""What is done at the end of a round of the event loop: one call of it for all."""

import asyncio
import logging
from collections.abc import Callable
from typing import ClassVar
from weakref import WeakKeyDictionary

logger = logging.getLogger(__name__)


class Round:
    """One per event loop, which it does not refer to: so loops may come and go."""

    _by_loop: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, "Round"]] = (
        WeakKeyDictionary()
    )

    def __init__(self) -> None:
        self._calls: list[Callable[[], None]] = []

    @classmethod
    def of(cls, loop: asyncio.AbstractEventLoop) -> "Round":
        return cls._by_loop.setdefault(loop, cls())

    def at_end(self, loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
        if not self._calls:
            loop.call_soon(self._end)
        self._calls.append(call)

    def _end(self) -> None:
        calls, self._calls = self._calls, []
        for call in calls:
            try:
                call()
            except Exception:
                # One's fault must not keep the others from theirs.
                logger.exception("What was left to the end of a round failed")
