"""What is Redis' own in the layer of many processes: several hosts, TLS, its ways."""

import asyncio
from collections.abc import Iterator

import pytest
import redis

from e2e.brokers import TlsRedis, Valkey
from e2e.ends import End
from game.redis_layer import RedisLayer

pytestmark = pytest.mark.timeout(120)
# Whether it goes to the second of two hosts.
EXPECTED = {
    "room_K7QX2M": False,
    "room_AAAAAA": True,
    "lobby": True,
    "processes": False,
}
GROUPS = [f"room_{number}" for number in range(40)]


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with Valkey() as valkey:
        yield valkey


@pytest.fixture(scope="module")
def tls_redis() -> Iterator[TlsRedis]:
    with TlsRedis() as redis:
        yield redis


def listeners(valkey: Valkey) -> set[str]:
    """The groups that somebody listens to there."""
    with redis.Redis.from_url(valkey.url) as client:
        channels = client.execute_command("PUBSUB", "CHANNELS", "tictac:*")
    return {channel.decode().removeprefix("tictac:") for channel in channels}


async def two_ends(url: str) -> tuple[End, End]:
    """Both in all groups, and in each the second hears the first."""
    here, there = End(url), End(url)
    for end in (here, there):
        for group in GROUPS:
            await end.join(group)
    for group in GROUPS:
        await there.hears(GROUPS.index(group), here, group)
    return here, there


async def test_each_group_has_one_host_and_the_same_for_all(valkey):
    with Valkey() as second:
        here, there = await two_ends(f"{valkey.url}, {second.url}")
        at_first, at_second = listeners(valkey), listeners(second)
        assert at_first | at_second == set(GROUPS)
        assert at_first & at_second == set()
        assert min(len(at_first), len(at_second)) > len(GROUPS) // 4
        for end in (here, there):
            await end.layer.flush()


async def test_a_group_goes_where_it_always_went(valkey):
    """Two releases side by side, or two machines, must agree: these may not change."""
    with Valkey() as second:
        layer = RedisLayer(f"{valkey.url},{second.url}")
        async with asyncio.timeout(5):
            while not layer.is_connected:  # noqa: ASYNC110 - it looks on from outside
                await asyncio.sleep(0.02)
        for group in EXPECTED:
            await layer.group_add(group, "member")
        there = listeners(second)
        assert {group: group in there for group in EXPECTED} == EXPECTED
        await layer.flush()


@pytest.mark.parametrize("trouble", ["kill", "pause"])
async def test_a_host_that_is_away_silences_no_other(valkey, trouble):
    with Valkey() as second:
        here, there = await two_ends(f"{valkey.url},{second.url}")
        living = listeners(valkey)
        getattr(second, trouble)()
        for number, group in enumerate(sorted(living), start=1000):
            async with asyncio.timeout(1):  # no waiting for the other one
                await there.hears(number, here, group)
        if trouble == "kill":
            second.start()
        else:
            second.resume()
        for number, group in enumerate(GROUPS, start=2000):
            await there.hears(number, here, group)
        assert here.layer.is_connected
        for end in (here, there):
            await end.layer.flush()


async def test_of_those_who_listen_to_a_named_channel_one_gets_each_message(valkey):
    """The two listeners share the work; what was sent before they came is kept."""
    sender, *listening = (End(valkey.url) for _ in range(3))
    got: list[list[int]] = [[], []]

    async def listen(number):
        while True:
            message = await listening[number].layer.receive("jobs-test")
            got[number].append(message["n"])
            await asyncio.sleep(0.005)

    async with asyncio.timeout(20):
        while not sender.layer.is_connected:  # noqa: ASYNC110 - from outside
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)  # until it speaks as well
        for number in range(30):
            await sender.layer.send("jobs-test", {"type": "job", "n": number})
        tasks = [asyncio.create_task(listen(number)) for number in (0, 1)]
        while len(got[0]) + len(got[1]) < 30:  # noqa: ASYNC110 - from outside
            await asyncio.sleep(0.02)
    assert sorted(got[0] + got[1]) == list(range(30))
    assert min(len(got[0]), len(got[1])) > 0
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for end in (sender, *listening):
        await end.layer.flush()


@pytest.mark.slow
async def test_who_shows_a_certificate_nobody_signed_is_not_believed(tls_redis, caplog):
    layer = RedisLayer(tls_redis.url.partition("?")[0])
    for _ in range(40):
        assert not layer.is_connected
        await asyncio.sleep(0.05)
    assert "certificate verify failed" in caplog.text
    await layer.flush()


async def test_a_redis_that_hangs_while_it_is_told_all_is_tried_anew():
    tried = []

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        while b"SUBSCRIBE" not in (words := await reader.read(256)):
            if not words:
                writer.close()
                return
            writer.write(b"+OK\r\n" * words.count(b"*"))
        tried.append(writer)  # and what else comes is not read

    server = await asyncio.start_server(hang, "127.0.0.1", 0, limit=256)
    port = server.sockets[0].getsockname()[1]
    layer = RedisLayer(f"redis://127.0.0.1:{port}/0")
    for number in range(10_000):
        layer.listen(f"{number:0999}")
    async with asyncio.timeout(10):
        while len(tried) < 2:  # noqa: ASYNC110 - it looks on from outside
            await asyncio.sleep(0.05)
    await layer.flush()
    server.close()
    for writer in tried:
        writer.close()


async def test_what_a_stranger_publishes_is_no_message(valkey, caplog):
    here, there = End(valkey.url), End(valkey.url)
    for end in (here, there):
        await end.join()
    await there.hears(0, here)
    with redis.Redis.from_url(valkey.url) as stranger:
        stranger.publish("tictac:g", b"\xc1 nonsense")
    await there.hears(1, here)
    assert "Something else publishes" in caplog.text
    for end in (here, there):
        await end.layer.flush()
