"""The database, from an event loop: one thread of the process writes, another reads.

The loop hands over and is called back. A connection that turns out to be dead is
replaced once; a database that is away is told of as such, and nobody waits for it.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import cache, partial
from typing import TypeVar

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
)

from game import log
from game.threads import Worker

logger = logging.getLogger(__name__)

T = TypeVar("T")


def read(
    loop: asyncio.AbstractEventLoop,
    work: Callable[[], T],
    done: Callable[[T], None],
    failed: T,
) -> None:
    """Have it read in the thread for that; `failed` stands for trouble with storage."""
    reader().ask(loop, partial(_tried, work, failed), done, failed)


def write(
    loop: asyncio.AbstractEventLoop,
    work: Callable[[], T],
    done: Callable[[T], None],
    failed: T,
) -> None:
    """Have something else written between two groups of the log.

    By the same thread: two that write would wait for each other's locks, and longer.
    """
    writer().ask(loop, partial(_tried, work, failed), done, failed)


def read_now(work: Callable[[], T], failed: T) -> T:
    """The same for those who have no loop, and wait."""
    return reader().wait(partial(_tried, work, failed), failed)


async def answers() -> bool:
    """Whether the database does, in time."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bool] = loop.create_future()
    failed = False
    read(loop, _ping, partial(_tell, answer), failed)
    return await answer


def close() -> None:
    """Close the threads' database connections; the threads stay and open new ones."""
    for worker in (writer(), reader()):
        worker.run(connections.close_all)


def try_twice(work: Callable[[], T]) -> T:
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


def _tell(future: asyncio.Future[T], answer: T) -> None:
    if not future.done():  # whoever asked may have gone
        future.set_result(answer)


def _tried(work: Callable[[], T], failed: T) -> T:
    try:
        return try_twice(work)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The database does not answer: %s", error)
        connection.close()
        return failed


def _ping() -> bool:
    log.ping()
    return True


@cache
def writer() -> Worker:
    return Worker("journal-writer")


@cache
def reader() -> Worker:
    return Worker("journal-reader")
