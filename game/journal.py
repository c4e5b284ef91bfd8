"""Group commit: the appends of all rooms that wait go to the database together.

One thread of the process writes, another reads; the event loop hands over and is
called back. Nothing here knows what an event means.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import Enum, auto
from functools import cache, partial
from typing import Final, TypeAlias, TypeVar

from django.db import (
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
    connections,
)

from game import log, metrics
from game.gathering import soon
from game.log import Append, Entry
from game.threads import Worker

logger = logging.getLogger(__name__)

Tails: TypeAlias = dict[str, list[Entry] | None]
T = TypeVar("T")

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
        _reader().ask(self._loop, partial(_catch_up, dict(known)), done, None)

    async def settle(self) -> None:
        """Return once nothing waits to be written."""
        await self._is_idle.wait()

    def _write(self) -> None:
        group, self._waiting = self._waiting[:MAX_GROUP], self._waiting[MAX_GROUP:]
        self._last_group = len(group)
        work = partial(store, [append for append, _ in group])
        done = partial(self._written, self._loop.time(), [done for _, done in group])
        _writer().ask(self._loop, work, done, [Result.FAILED] * len(group))

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


def read(
    loop: asyncio.AbstractEventLoop,
    work: Callable[[], T],
    done: Callable[[T], None],
    failed: T,
) -> None:
    """Have it read in the thread for that; `failed` stands for trouble with storage."""
    _reader().ask(loop, partial(_tried, work, failed), done, failed)


def write(
    loop: asyncio.AbstractEventLoop,
    work: Callable[[], T],
    done: Callable[[T], None],
    failed: T,
) -> None:
    """Have something else written between two groups of the log.

    By the same thread: two that write would wait for each other's locks, and longer.
    """
    _writer().ask(loop, partial(_tried, work, failed), done, failed)


def read_now(work: Callable[[], T], failed: T) -> T:
    """The same for those who have no loop, and wait."""
    return _reader().wait(partial(_tried, work, failed), failed)


async def answers() -> bool:
    """Whether the database does, in time."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bool] = loop.create_future()
    failed = False
    read(loop, _ping, partial(_tell, answer), failed)
    return await answer


def close() -> None:
    """Close the threads' database connections; the threads stay and open new ones."""
    for worker in (_writer(), _reader()):
        worker.run(connections.close_all)


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
    _try_twice(partial(log.insert, appends))


def _try_twice(work: Callable[[], T]) -> T:
    """Work with the database, once more when the connection turns out to be dead.

    One that was just made is not: when none can be had, trying again takes as long.
    """
    held = connection.connection
    try:
        return work()
    except (OperationalError, InterfaceError):
        # A pool calls all of its connections usable, also the dead.
        is_dead = getattr(held, "closed", False) or not connection.is_usable()
        connection.close()
        if held is None or not is_dead:
            raise
        return work()


def _catch_up(known: dict[str, int]) -> Tails | None:
    try:
        newest = _try_twice(partial(log.positions, known))
        return dict(_tails(known, newest))
    except DatabaseError:
        logger.exception("The log cannot be read")
        connection.close()
        return None


def _tell(future: asyncio.Future[T], answer: T) -> None:
    if not future.done():  # whoever asked may have gone
        future.set_result(answer)


def _tried(work: Callable[[], T], failed: T) -> T:
    try:
        return _try_twice(work)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The database does not answer: %s", error)
        connection.close()
        return failed


def _ping() -> bool:
    log.ping()
    return True


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
def _writer() -> Worker:
    return Worker("journal-writer")


@cache
def _reader() -> Worker:
    return Worker("journal-reader")
