"""One event loop's connection to RabbitMQ, kept up for ever, through channels-rabbitmq.

That layer alone would keep a newcomer waiting for as long as RabbitMQ is away, and has
no word for what may have been missed. So it only carries: it has one channel for the
whole process, and is made anew whenever RabbitMQ does not answer in time.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from carehare import (
    ChannelClosed,
    ChannelClosedByServer,
    ConnectionClosed,
    ConnectionClosedByHeartbeatMonitor,
    ConnectionClosedByServer,
)
from channels.exceptions import ChannelFull, StopConsumer
from channels_rabbitmq.core import RabbitmqChannelLayer

from game.keeping import PATIENCE, keep

# Whether RabbitMQ is there is told once, and below: not with a trace at every attempt.
logging.getLogger("channels_rabbitmq.core").setLevel(logging.CRITICAL)

PING_EVERY: Final = 3.0
MAX_WAITING: Final = 10_000
MAX_BATCH: Final = 200
LEASE: Final = 5.0  # seconds after which nobody wants to hear a message any more
PORT: Final = 5672
GREETING: Final = b"AMQP\x00\x00\x09\x01"
TROUBLE: Final = (
    *(OSError, EOFError, TimeoutError, ChannelFull, StopConsumer),
    *(ChannelClosed, ChannelClosedByServer, ConnectionClosed),
    *(ConnectionClosedByHeartbeatMonitor, ConnectionClosedByServer),
)

_encode: Final = msgspec.msgpack.Encoder().encode


class RabbitLink:
    """`heard` is called with each message, `gap` when some may have been missed, here
    or by those who were to hear this process.
    """

    def __init__(
        self,
        url: str,
        heard: Callable[[str, bytes], None],
        gap: Callable[[], None],
    ) -> None:
        self._url = url
        self._heard = heard
        self._gap = gap
        self._wanted: dict[str, asyncio.Event] = {}
        self._carrier: Any = None  # the one in use, also while it is being prepared
        self._channel = ""
        self._waiting: deque[tuple[str, bytes]] = deque(maxlen=MAX_WAITING)
        self._has_work = asyncio.Event()
        self._late: list[asyncio.Future[None]] = []
        self._telling: set[asyncio.Task[None]] = set()
        self.is_connected = False
        self._task = asyncio.get_running_loop().create_task(
            keep(self._live, "RabbitMQ", TROUBLE)
        )

    def publish(self, channel: str, content: Any) -> None:
        """Send it soon, or never: what comes late is in the database long before."""
        if self.is_connected:
            self._waiting.append((channel, _encode(content)))
            self._has_work.set()

    async def subscribe(self, channel: str) -> None:
        """Return when RabbitMQ has confirmed it, or is too slow to wait for."""
        self.want(channel)
        if self.is_connected:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self._wanted[channel].wait()

    def want(self, channel: str) -> None:
        if channel not in self._wanted:
            self._wanted[channel] = asyncio.Event()
            if self.is_connected:
                self._tell(self._join(self._carrier, channel))

    def unsubscribe(self, channel: str) -> None:
        if self._wanted.pop(channel, None) and self.is_connected:
            self._tell(self._carrier.group_discard(channel, self._channel))

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _live(self) -> None:
        """From one connection to its end."""
        await _knock(self._url)
        self._carrier = carrier = RabbitmqChannelLayer(
            self._url,
            local_capacity=MAX_WAITING,
            remote_capacity=MAX_WAITING,
            expiry=LEASE,
        )
        loop = asyncio.get_running_loop()
        work: list[asyncio.Future[None]] = []
        # Only waited for: cancelling this future breaks the one who is to set it.
        reached = carrier.carehare_connection
        try:
            await self._in_time([reached])
            self._channel = await carrier.new_channel()
            self.is_connected = True
            joining = [self._join(carrier, channel) for channel in self._wanted]
            await self._in_time([loop.create_task(each) for each in joining])
            # What was published while nobody listened or spoke is in the database.
            self._gap()
            work = [
                loop.create_task(self._listen(carrier)),
                loop.create_task(self._speak(carrier)),
            ]
            closed = reached.result().closed
            await asyncio.wait([*work, closed], return_when=asyncio.FIRST_COMPLETED)
            for each in [each for each in (closed, *work) if each.done()]:
                each.result()
            raise ConnectionClosed
        finally:
            self._carrier, self.is_connected = None, False
            self._waiting.clear()
            for confirmed in self._wanted.values():
                confirmed.clear()
            # Begun at once and on its own: whoever cancels this may do so twice.
            late, self._late = self._late, []
            ending = loop.create_task(_hang_up(carrier, reached, [*work, *late]))
            self._telling.add(ending)
            ending.add_done_callback(self._telling.discard)
            await asyncio.wait([ending])

    async def _listen(self, carrier: Any) -> None:
        while True:
            # Its own pings, at the least, come back.
            async with asyncio.timeout(2 * PING_EVERY + PATIENCE):
                message = await carrier.receive(self._channel)
            if message["type"] == "carry":
                self._heard(message["channel"], message["payload"])

    async def _speak(self, carrier: Any) -> None:
        loop = asyncio.get_running_loop()
        next_ping = 0.0
        while True:
            saying: list[Coroutine[Any, Any, None]] = []
            if loop.time() >= next_ping:
                next_ping = loop.time() + PING_EVERY
                saying.append(carrier.send(self._channel, {"type": "ping"}))
            while self._waiting and len(saying) < MAX_BATCH:
                channel, payload = self._waiting.popleft()
                message = {"type": "carry", "channel": channel, "payload": payload}
                saying.append(carrier.group_send(channel, message))
            # They are written in this order, and confirmed in any.
            await self._in_time([loop.create_task(each) for each in saying])
            if not self._waiting:
                self._has_work.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(PING_EVERY):
                        await self._has_work.wait()

    async def _join(self, carrier: Any, channel: str) -> None:
        confirmed = self._wanted.get(channel)
        if confirmed is None:
            return  # nobody wants it any more
        await carrier.group_add(channel, self._channel)
        if carrier is self._carrier:  # else it came back because all was over
            confirmed.set()

    async def _in_time(self, work: Sequence[asyncio.Future[None]]) -> None:
        """Have it done, and raise what went wrong; what takes too long ends later."""
        if not work:
            return
        done, late = await asyncio.wait(work, timeout=PATIENCE)
        self._late += late
        for each in done:
            each.result()
        if late:
            raise TimeoutError("it does not answer")

    def _tell(self, words: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(_quietly(words))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)


async def _knock(url: str) -> None:
    """Find out whether anybody answers: the layer would wait for that for ever."""
    place = urlsplit(url)
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(
            place.hostname, place.port or PORT
        )
        try:
            writer.write(GREETING)
            await reader.readexactly(1)
        finally:
            writer.close()


async def _quietly(words: Coroutine[Any, Any, None]) -> None:
    with suppress(*TROUBLE):  # the link finds out and says everything again
        await words


async def _hang_up(
    carrier: Any, reached: asyncio.Future[Any], work: list[asyncio.Future[None]]
) -> None:
    """In good order if it goes; else whoever waits for an answer is told of the end."""
    closing = asyncio.get_running_loop().create_task(carrier.close())
    await asyncio.wait([closing], timeout=PATIENCE)
    if not closing.done() and reached.done() and not reached.cancelled():
        transport = reached.result()._protocol._transport  # noqa: SLF001 - the only way
        transport.abort()
        await asyncio.wait([closing], timeout=PATIENCE)
    await _end([closing, *work])


async def _end(work: list[asyncio.Future[None]]) -> None:
    for each in work:
        each.cancel()
    await asyncio.gather(*work, return_exceptions=True)
