"""The thread in which jobs read and clear up the database."""

import asyncio
import logging
from collections.abc import Callable
from functools import cache, partial
from typing import Final, TypeVar

from django.db import DatabaseError, InterfaceError, close_old_connections

from game.errors import UnavailableError
from game.threads import Worker

logger = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE: Final = 5.0  # seconds; nobody looks on


async def in_thread(work: Callable[[], T]) -> T:
    """What it returns, which is never None."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T | None] = loop.create_future()
    _worker().ask(loop, partial(_work, work), partial(_resolve, answer), None)
    result = await answer
    if result is None:
        raise UnavailableError
    return result


def _work(work: Callable[[], T]) -> T | None:
    """Nobody else uses the connection: it goes back to its pool at once."""
    close_old_connections()
    try:
        return work()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("A job has no answer from the database: %s", error)
        return None
    finally:
        close_old_connections()


def _resolve(future: asyncio.Future[T], answer: T) -> None:
    if not future.done():
        future.set_result(answer)


@cache
def _worker() -> Worker:
    return Worker("jobs", PATIENCE)
