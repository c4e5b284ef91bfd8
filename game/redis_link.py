"""One event loop's connections to Redis, kept up for ever: one speaks, one listens.

Nobody waits for Redis here, and nothing is queued while it is away. Whoever takes from
a list does wait, on a connection of their own.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final

import msgspec
from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.exceptions import RedisError

from game.keeping import PATIENCE, keep

PING_EVERY: Final = 3.0
MAX_WAITING: Final = 10_000
MAX_BATCH: Final = 200
LONGEST_LIST: Final = 1_000
LIST_LEASE: Final = 60  # seconds after which nobody comes for what is in a list
TAKE_WAIT: Final = 1  # second; so long who takes hears of nothing else
# A RuntimeError is what uvloop says of writing to a connection that was reset.
TROUBLE: Final = (RedisError, OSError, TimeoutError, EOFError, RuntimeError)

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder().decode


class RedisLink:
    """`heard` is called with each message, `gap` when some may have been missed, here
    or by those who were to hear this process.
    """

    def __init__(
        self,
        url: str,
        heard: Callable[[str, bytes], None],
        gap: Callable[[], None],
    ) -> None:
        self._pool = ConnectionPool.from_url(
            url, socket_timeout=None, socket_connect_timeout=PATIENCE, protocol=2
        )
        self._heard = heard
        self._gap = gap
        self._wanted: set[str] = set()
        self._confirmed: dict[str, asyncio.Future[None]] = {}
        self._ear: AbstractConnection | None = None
        self._waiting: deque[bytes] = deque(maxlen=MAX_WAITING)
        self._has_work = asyncio.Event()
        self._saying: set[asyncio.Task[None]] = set()
        self._hands: dict[str, AbstractConnection] = {}
        self.is_connected = False
        self.is_speaking = False
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(keep(work, "Redis", TROUBLE))
            for work in (self._listen, self._speak)
        ]

    def publish(self, channel: str, content: Any) -> None:
        """Send it soon, or never: what comes late is in the database long before."""
        if not self.is_speaking:
            return
        command = (b"PUBLISH", channel.encode(), _encode(content))
        self._waiting.append(_packed(command))
        self._has_work.set()

    def push(self, name: str, content: Any) -> bool:
        """Put it into the list of that name, soon; say whether Redis is there."""
        if not self.is_speaking:
            return False
        key = name.encode()
        for command in (
            (b"RPUSH", key, _encode(content)),
            (b"LTRIM", key, b"%d" % -LONGEST_LIST, b"-1"),
            (b"EXPIRE", key, b"%d" % LIST_LEASE),
        ):
            self._waiting.append(_packed(command))
        self._has_work.set()
        return True

    async def pop(self, name: str) -> Any:
        """Take the oldest out of the list; None after a while, or without Redis.

        One caller at a time for each list. Who is cancelled may have lost something.
        """
        hand = self._hands.pop(name, None) or _connection(self._pool)
        answer = None
        try:
            async with asyncio.timeout(PATIENCE):
                await hand.connect()  # type: ignore[no-untyped-call]
            await hand.send_command("BLPOP", name, TAKE_WAIT)
            answer = await _read(hand, TAKE_WAIT + PATIENCE)
            self._hands[name] = hand
        except TROUBLE:
            await asyncio.sleep(PATIENCE)
        finally:
            if name not in self._hands:
                await _hang_up(hand)
        return _decode(answer[1]) if answer else None

    async def subscribe(self, channel: str) -> None:
        """Return when Redis has confirmed it, or is too slow to wait for."""
        self.want(channel)
        confirmed = self._confirmed.get(channel)
        if confirmed is not None and self.is_connected:
            await asyncio.wait([confirmed], timeout=PATIENCE)

    def want(self, channel: str) -> None:
        if channel not in self._wanted:
            self._wanted.add(channel)
            self._confirmed[channel] = asyncio.get_running_loop().create_future()
            self._tell("SUBSCRIBE", channel)

    def unsubscribe(self, channel: str) -> None:
        self._wanted.discard(channel)
        self._confirmed.pop(channel, None)
        self._tell("UNSUBSCRIBE", channel)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        while self._hands:
            await _hang_up(self._hands.popitem()[1])

    async def _listen(self) -> None:
        ear = _connection(self._pool)
        try:
            async with asyncio.timeout(PATIENCE):
                await ear.connect()  # type: ignore[no-untyped-call]
                self._ear = ear
                if self._wanted:
                    await ear.send_command("SUBSCRIBE", *self._wanted)
            self.is_connected = True
            # What was published while nobody listened is found in the database.
            self._gap()
            while True:
                self._take(await self._next(ear))
        finally:
            self._ear, self.is_connected = None, False
            await _hang_up(ear)

    async def _next(self, ear: AbstractConnection) -> Any:
        """The next word from Redis; a silent one is asked whether it lives."""
        try:
            return await _read(ear, PING_EVERY)
        except TimeoutError:
            await ear.send_command("PING")
            return await _read(ear, PATIENCE)

    def _take(self, response: Any) -> None:
        match response:
            case [b"message", channel, payload]:
                self._heard(channel.decode(), payload)
            case [b"subscribe", channel, _]:
                confirmed = self._confirmed.get(channel.decode())
                if confirmed is not None and not confirmed.done():
                    confirmed.set_result(None)
            case _:
                pass

    def _tell(self, *words: str) -> None:
        """Have the listening connection say it; when it is away it says all later."""
        if self._ear is not None:
            task = asyncio.get_running_loop().create_task(_say(self._ear, *words))
            self._saying.add(task)
            task.add_done_callback(self._saying.discard)

    async def _speak(self) -> None:
        voice = _connection(self._pool)
        try:
            async with asyncio.timeout(PATIENCE):
                await voice.connect()  # type: ignore[no-untyped-call]
            self.is_speaking = True
            # What was to be published while nobody spoke is in nobody's ear.
            self._gap()
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(PING_EVERY):
                        await self._has_work.wait()
                # Also when there is nothing to say: whether Redis lives is found out
                # before something is.
                await self._send_waiting(voice)
        finally:
            self.is_speaking = False
            self._waiting.clear()
            await _hang_up(voice)

    async def _send_waiting(self, voice: AbstractConnection) -> None:
        self._has_work.clear()
        if not self._waiting:
            self._waiting.append(_packed([b"PING"]))
        while self._waiting:
            count = min(len(self._waiting), MAX_BATCH)
            batch = [self._waiting.popleft() for _ in range(count)]
            async with asyncio.timeout(PATIENCE):
                await voice.send_packed_command(batch, check_health=False)
                for _ in batch:
                    await voice.read_response()


def _connection(pool: ConnectionPool) -> AbstractConnection:
    connection: AbstractConnection = pool.make_connection()  # type: ignore[no-untyped-call]
    return connection


async def _say(connection: AbstractConnection, *words: str) -> None:
    with suppress(*TROUBLE):  # the listener finds out and says everything again
        await connection.send_command(*words, check_health=False)


async def _read(connection: AbstractConnection, seconds: float) -> Any:
    async with asyncio.timeout(seconds):
        return await connection.read_response(disconnect_on_error=False)


async def _hang_up(connection: AbstractConnection) -> None:
    with suppress(*TROUBLE):
        async with asyncio.timeout(PATIENCE):
            await connection.disconnect(nowait=True)


def _packed(words: Iterable[bytes]) -> bytes:
    """A command in Redis' own notation."""
    parts = [b"$%d\r\n%s\r\n" % (len(word), word) for word in words]
    return b"*%d\r\n%s" % (len(parts), b"".join(parts))
