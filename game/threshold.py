"""The way from sync code (views, admin, commands) onto the event loop of the rooms.

Under a server that is the server's own loop, so that what a page does is announced like
anything else; elsewhere it is one in a thread of its own.
"""

import asyncio
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

from asgiref.sync import SyncToAsync, async_to_sync

from game import database
from game.bans import BANS
from game.rooms import Rooms

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    async def awaited() -> T:
        return await work

    # Set by asgiref in the threads that a server's loop runs views in.
    if getattr(SyncToAsync.threadlocal, "main_event_loop", None) is not None:
        return async_to_sync(awaited)()
    return asyncio.run_coroutine_threadsafe(work, _own_loop()).result()


@cache
def _own_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="rooms", daemon=True).start()
    return loop


def close() -> None:
    """Forget what is known of rooms and people, and close the journal's connections."""
    if _own_loop.cache_info().currsize:

        async def work() -> None:
            await Rooms.here().close()

        asyncio.run_coroutine_threadsafe(work(), _own_loop()).result()
    BANS.forget()
    database.close()
