"""Three processes that RabbitMQ joins, and what they keep while it is away."""

import asyncio
from collections.abc import Iterator

import pytest

from e2e.bot import Bot, Room, open_room
from e2e.brokers import RabbitMQ
from e2e.server import Kind, Server, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
WATCHERS = 6


@pytest.fixture(scope="module")
def rabbitmq() -> Iterator[RabbitMQ]:
    with RabbitMQ() as rabbitmq:
        yield rabbitmq


@pytest.fixture(scope="module")
def server(
    rabbitmq: RabbitMQ, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("rabbitmq")
    with running(folder, Kind.MANY, CHANNEL_LAYER_URL=rabbitmq.url) as server:
        yield server
        server.stop()
        assert "hangs" not in server.log


async def everybody(server: Server, room: Room) -> tuple[Bot, list[Bot]]:
    alice = await Bot.connect(server, room.path, cookie=room.cookie)
    others = [await Bot.connect(server, room.path) for _ in range(WATCHERS)]
    await others[0].ask("sit", seat=2)
    return alice, others


async def all_see(bots: list[Bot], ply: int) -> None:
    for bot in bots:
        await bot.until(lambda frame: frame["type"] == "state" and frame["ply"] >= ply)


async def test_every_process_hears_of_moves_and_of_people(server):
    alice, others = await everybody(server, open_room(server))
    for bot in (alice, *others):
        await bot.until(lambda frame: frame.get("spectators") == WATCHERS - 1)
    await alice.play(4)
    await all_see(others, 1)
    for bot in (alice, *others):
        await bot.close()


async def test_moves_are_seen_without_rabbitmq_too(server, rabbitmq):
    rabbitmq.kill()
    try:
        async with asyncio.timeout(20):
            alice, others = await everybody(server, open_room(server))
            await alice.play(4)
            await all_see(others, 1)
    finally:
        rabbitmq.start()
    for bot in (alice, *others):
        await bot.close()
