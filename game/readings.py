"""Reads of the log on behalf of many at once: whoever asks while one read is under way
shares the next, so every answer comes from a read that began after the question.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeAlias, TypeVar

from game.errors import NoSuchRoomError, RoomError, UnavailableError
from game.gathering import soon
from game.journal import Journal, Tails
from game.log import Entry

logger = logging.getLogger(__name__)

T = TypeVar("T")
Found: TypeAlias = Callable[[T | RoomError], None]


class Readings:
    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        journal: Journal,
        known: Callable[[str], int],
    ) -> None:
        self._loop = loop
        self._journal = journal
        self._known = known
        self._is_busy = False
        self._last_group = 0
        self._wanted: dict[str, list[Found[list[Entry]]]] = {}
        self._under_way: dict[str, list[Found[list[Entry]]]] = {}

    def want(self, code: str, found: Found[list[Entry]]) -> None:
        """Call back with what the room's log holds beyond what is known of it."""
        self._wanted.setdefault(code, []).append(found)
        if not self._is_busy:
            self._is_busy = True
            soon(self._loop, self._last_group, self._read)

    def is_wanted(self, code: str) -> bool:
        return code in self._wanted or code in self._under_way

    def _read(self) -> None:
        self._under_way, self._wanted = self._wanted, {}
        self._last_group = len(self._under_way)
        known = {code: self._known(code) for code in self._under_way}
        self._journal.catch_up(known, self._done)

    def _done(self, tails: Tails | None) -> None:
        readers, self._under_way = self._under_way, {}
        for code, callbacks in readers.items():
            answer = _answer(code, tails)
            for found in callbacks:
                try:
                    found(answer)
                except Exception:
                    # One room's fault must not keep the answer from the others.
                    logger.exception("A reading of %s was not taken", code)
        if self._wanted:
            soon(self._loop, self._last_group, self._read)
        else:
            self._is_busy = False


def _answer(code: str, tails: Tails | None) -> list[Entry] | RoomError:
    if tails is None or code not in tails:
        return UnavailableError()
    entries = tails[code]
    return NoSuchRoomError() if entries is None else entries
