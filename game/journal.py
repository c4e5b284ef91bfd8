"""Group commit: the appends of all rooms that wait go to the database together.

One thread of the process writes, another reads; the event loop hands over and is
called back. Nothing here knows what an event means.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from enum import Enum, auto
from functools import cache, partial
from typing import Final, TypeAlias, TypeVar

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
)

from game import log
from game.log import Append, Entry

logger = logging.getLogger(__name__)

Tails: TypeAlias = dict[str, list[Entry] | None]
T = TypeVar("T")

MAX_GROUP: Final = 512


class Result(Enum):
    STORED = auto()
    LOST = auto()  # another append holds that `v`, or the room is gone
    FAILED = auto()  # storage is in trouble; whether it is stored is not known


class Journal:
    """One event loop's way to the log."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[tuple[Append, Callable[[Result], None]]] = []
        self._is_writing = False
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    def append(self, append: Append, done: Callable[[Result], None]) -> None:
        """Store it; `done` is called on the loop, once, after the commit."""
        self._waiting.append((append, done))
        if not self._is_writing:
            self._is_writing = True
            self._is_idle.clear()
            # What else this turn of the loop brings shares the commit.
            self._loop.call_soon(self._write)

    def catch_up(
        self, known: Mapping[str, int], done: Callable[[Tails | None], None]
    ) -> None:
        """Read what each room's log holds beyond the `v` known, in one go.

        A room maps to None when it has no log, and is left out when its log cannot be
        understood; the whole is None when storage fails.
        """
        reading = _reader().submit(_catch_up, dict(known))
        self._call_back(reading, done, None)

    async def settle(self) -> None:
        """Return once nothing waits to be written."""
        await self._is_idle.wait()

    def _write(self) -> None:
        group, self._waiting = self._waiting[:MAX_GROUP], self._waiting[MAX_GROUP:]
        writing = _writer().submit(store, [append for append, _ in group])
        callbacks = [done for _, done in group]
        failed = [Result.FAILED] * len(group)
        self._call_back(writing, partial(self._written, callbacks), failed)

    def _written(
        self, callbacks: list[Callable[[Result], None]], results: list[Result]
    ) -> None:
        for done, result in zip(callbacks, results, strict=True):
            try:
                done(result)
            except Exception:
                # One room's fault must not keep the answer from the others.
                logger.exception("An answer of the journal was not taken")
        if self._waiting:
            self._write()
        else:
            self._is_writing = False
            self._is_idle.set()

    def _call_back(
        self, future: Future[T], done: Callable[[T], None], failed: T
    ) -> None:
        """Whatever goes wrong in the thread, the loop hears of it: no room may hang."""

        def finished(future: Future[T]) -> None:
            error = future.exception()
            if error is not None:
                logger.error("The journal's thread failed", exc_info=error)
            if not self._loop.is_closed():
                result = failed if error is not None else future.result()
                self._loop.call_soon_threadsafe(done, result)

        future.add_done_callback(finished)


def close() -> None:
    """Close the threads' database connections; the threads stay and open new ones."""
    for pool in (_writer(), _reader()):
        pool.submit(connections.close_all).result()


def store(appends: Sequence[Append]) -> list[Result]:
    """Commit them together, or one by one when that fails: a bad one harms no other."""
    try:
        _insert(appends)
    except (OperationalError, InterfaceError):
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
    """Insert, with one more try when the connection turns out to be broken.

    The second try may meet rows of the first: they bear our own ids.
    """
    try:
        log.insert(appends)
    except (OperationalError, InterfaceError):
        is_broken = not connection.is_usable()
        connection.close()
        if not is_broken:
            raise
        log.insert(appends)


def _catch_up(known: dict[str, int]) -> Tails | None:
    try:
        newest = log.positions(known)
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


@cache
def _writer() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "journal-writer")


@cache
def _reader() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "journal-reader")
