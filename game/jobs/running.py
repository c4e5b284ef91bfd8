"""Does the jobs on an event loop: listens to their channels, and looks for what is due.

The same in a server of one process and in the processes of `manage.py runworker`.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from functools import partial
from typing import Any, ClassVar, Final

from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from channels.routing import ChannelNameRouter

from game.errors import UnavailableError
from game.herald import THINK
from game.jobs.consumers import Prune, Think, Timers
from game.jobs.duties import DUTIES, PRUNE, TIMERS, Duty
from game.jobs.thread import in_thread
from game.rooms import Rooms

logger = logging.getLogger(__name__)

CHANNELS: Final = (THINK, TIMERS, PRUNE)
PAUSE: Final = 1.0  # seconds after something went wrong

jobs: Final = ChannelNameRouter(
    {
        THINK: Think.as_asgi(),
        TIMERS: Timers.as_asgi(),
        PRUNE: Prune.as_asgi(),
    }
)


class Labour:
    """What one event loop does of it; with `start`, at most once for each loop."""

    # Whether a server does the jobs itself; else others are there for that.
    is_at_home: ClassVar[bool] = True
    _by_loop: ClassVar[dict[asyncio.AbstractEventLoop, "Labour"]] = {}

    def __init__(self, channels: Iterable[str]) -> None:
        Rooms.here()  # reaches out to the other processes
        self._layer = get_channel_layer()
        loop = asyncio.get_running_loop()
        work: list[Coroutine[Any, Any, None]] = []
        for channel in channels:
            work.append(self._listen(channel))
            work += [self._look(duty) for duty in DUTIES if duty.channel == channel]
        self._tasks = [loop.create_task(each) for each in work]

    @classmethod
    def start(cls, channels: Iterable[str] = CHANNELS) -> None:
        loop = asyncio.get_running_loop()
        if loop not in cls._by_loop:
            cls._by_loop[loop] = cls(channels)

    @classmethod
    async def stop(cls) -> None:
        """What is under way is dropped, and found again by others, or later."""
        labour = cls._by_loop.pop(asyncio.get_running_loop(), None)
        if labour is not None:
            await labour.end()

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self, channel: str) -> None:
        scope = {"type": "channel", "channel": channel}
        while True:
            try:
                await jobs(scope, partial(self._layer.receive, channel), _say_nothing)
            except Exception:
                logger.exception("Nobody listens to %s for a moment", channel)
            await asyncio.sleep(PAUSE)

    async def _look(self, duty: Duty) -> None:
        await asyncio.sleep(duty.first)
        while True:
            try:
                for message in await in_thread(duty.due):
                    await self._layer.send(duty.channel, message)
            except ChannelFull:
                pass  # there is enough to do
            except UnavailableError:
                pass  # by then, perhaps
            await asyncio.sleep(duty.every)


async def _say_nothing(_message: Any) -> None:
    """A job has nobody to answer to."""
