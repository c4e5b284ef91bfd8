"""Group commit: the appends of all rooms that wait go to the database together.

Nothing here knows what an event means.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from typing import Final, TypeAlias

from django.db import (
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
)

from game import database, log, metrics
from game.gathering import soon
from game.log import Append, Entry

logger = logging.getLogger(__name__)

Tails: TypeAlias = dict[str, list[Entry] | None]

MAX_GROUP: Final = 512


class Result(Enum):
    STORED = auto()
    LOST = auto()  # another append holds that `v`, or the room is gone
    FAILED = auto()  # storage is in trouble; whether it is stored is not known


REFUSED: Final = {
    Result.LOST: metrics.APPENDS_LOST,
    Result.FAILED: metrics.APPENDS_FAILED,
}


class Journal:
    """One event loop's way to the log."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[tuple[Append, Callable[[Result], None]]] = []
        self._last_group = 0
        self._is_writing = False
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    def append(self, append: Append, done: Callable[[Result], None]) -> None:
        """Store it; `done` is called on the loop, once, after the commit."""
        self._waiting.append((append, done))
        if not self._is_writing:
            self._is_writing = True
            self._is_idle.clear()
            soon(self._loop, self._last_group, self._write)

    def catch_up(
        self, known: Mapping[str, int], done: Callable[[Tails | None], None]
    ) -> None:
        """Read what each room's log holds beyond the `v` known, in one go.

        A room maps to None when it has no log, and is left out when its log cannot be
        understood; the whole is None when storage fails.
        """
        database.reader().ask(self._loop, partial(_catch_up, dict(known)), done, None)

    async def settle(self) -> None:
        """Return once nothing waits to be written."""
        await self._is_idle.wait()

    def _write(self) -> None:
        group, self._waiting = self._waiting[:MAX_GROUP], self._waiting[MAX_GROUP:]
        self._last_group = len(group)
        work = partial(store, [append for append, _ in group])
        done = partial(self._written, self._loop.time(), [done for _, done in group])
        database.writer().ask(self._loop, work, done, [Result.FAILED] * len(group))

    def _written(
        self,
        began: float,
        callbacks: list[Callable[[Result], None]],
        results: list[Result],
    ) -> None:
        metrics.COMMIT_SECONDS.observe(self._loop.time() - began)
        for done, result in zip(callbacks, results, strict=True):
            if result is not Result.STORED:
                REFUSED[result].inc()
            try:
                done(result)
            except Exception:
                # One room's fault must not keep the answer from the others.
                logger.exception("An answer of the journal was not taken")
        if self._waiting:
            soon(self._loop, self._last_group, self._write)
        else:
            self._is_writing = False
            self._is_idle.set()


def store(appends: Sequence[Append]) -> list[Result]:
    """Commit them together, or one by one when that fails: a bad one harms no other."""
    try:
        _insert(appends)
    except (OperationalError, InterfaceError, InternalError):
        # Internal is what PostgreSQL calls it when it may only be read.
        logger.exception("The log cannot be written")
        return [Result.FAILED] * len(appends)
    except Exception as error:  # noqa: BLE001 - whose fault it is shows one by one
        logger.debug("A group is stored one by one: %s", error)
        return [_store_alone(append) for append in appends]
    return [Result.STORED] * len(appends)


def _store_alone(append: Append) -> Result:
    try:
        _insert([append])
    except Exception:
        with suppress(DatabaseError):
            if log.is_stored(append):
                return Result.STORED
            if log.is_lost(append):
                return Result.LOST
        logger.exception("An append to %s cannot be stored", append.code)
        return Result.FAILED
    return Result.STORED


def _insert(appends: Sequence[Append]) -> None:
    """The second try may meet rows of the first: they bear our own ids."""
    database.try_twice(partial(log.insert, appends))


def _catch_up(known: dict[str, int]) -> Tails | None:
    try:
        newest = database.try_twice(partial(log.positions, known))
        return dict(_tails(known, newest))
    except DatabaseError:
        logger.exception("The log cannot be read")
        connection.close()
        return None


def _tails(
    known: Mapping[str, int], newest: Mapping[str, int]
) -> Iterator[tuple[str, list[Entry] | None]]:
    for code, v in known.items():
        if code not in newest:
            yield code, None
        elif newest[code] <= v:
            yield code, []
        else:
            try:
                yield code, log.tail(code, v)
            except log.UnreadableError:
                logger.exception("The log of %s cannot be understood", code)
