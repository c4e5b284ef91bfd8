"""A process that begins, or was cut off, hears from the others how things are."""

import asyncio
from collections.abc import Iterator

import pytest
import pytest_asyncio
from channels.layers import channel_layers

from e2e.brokers import Valkey
from game.journal import Journal
from game.live import LiveRoom
from game.memory import Memory
from game.presence import now_ms
from game.redis_layer import RedisLayer
from game.tests.engine.scenes import Scene

CODE = "K7QX2M"
SOON = 2.0  # much sooner than everybody tells everything again


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with Valkey() as valkey:
        yield valkey


class Process:
    """What a server process knows, and its own way to the others."""

    def __init__(self, url: str) -> None:
        loop = asyncio.get_running_loop()
        self.layer = RedisLayer(url)
        shared = channel_layers.set("default", self.layer)
        self.memory = Memory(loop, Journal(loop), lambda _: None)
        channel_layers.set("default", shared)

    def opens_a_room(self) -> None:
        room = LiveRoom(CODE, Scene().state)
        room.presence.touch(1, now_ms())
        self.memory.keep(room)
        self.memory.herald.presence_changed(room)

    async def lists_it(self) -> None:
        async with asyncio.timeout(SOON):
            while not self.memory.herald.lobby.snapshot().waiting:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        self.memory.close()
        await self.layer.flush()


@pytest_asyncio.fixture(loop_scope="session")
async def start(valkey):
    started = []

    def start():
        started.append(Process(valkey.url))
        return started[-1]

    yield start
    for process in started:
        await process.close()


async def test_who_is_new_is_told_at_once(start):
    old = start()
    old.opens_a_room()
    await asyncio.sleep(0.5)
    await start().lists_it()


async def test_who_could_not_speak_is_heard_once_it_can(start):
    """It says something before it has come to Redis."""
    listener, speaker = start(), start()
    speaker.opens_a_room()
    await listener.lists_it()
