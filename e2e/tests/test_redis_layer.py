"""The layer of many processes, on a Valkey that comes and goes."""

import asyncio
import gc
import weakref
from collections.abc import Iterator
from time import monotonic

import pytest
import pytest_asyncio
import redis
import uvloop

from e2e.faults.proxy import Proxy
from e2e.services import Valkey
from game.redis_layer import RedisLayer

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with Valkey() as valkey:
        yield valkey


class End:
    """One process' end of the layer, with one member in group g."""

    def __init__(self, url: str) -> None:
        self.layer = RedisLayer(url)
        self.heard: list[int] = []
        self.gaps = 0
        self.layer.connect(self.layer.post_here, self.missed)

    def missed(self) -> None:
        self.gaps += 1

    async def join(self) -> None:
        self.channel = await self.layer.new_channel()
        self.layer.attach(self.channel, lambda message: self.heard.append(message["n"]))
        await self.layer.group_add("g", self.channel)

    def say(self, number: int) -> None:
        self.layer.post("g", {"type": "run_it", "n": number})

    async def hears(self, number: int, of: "End") -> None:
        """Have it said until it is heard: what is lost is lost."""
        for _ in range(300):
            of.say(number)
            await asyncio.sleep(0.05)
            if number in self.heard:
                return
        pytest.fail(f"{number} was never heard")


@pytest_asyncio.fixture(loop_scope="session")
async def ends(valkey):
    two = End(valkey.url), End(valkey.url)
    for end in two:
        await end.join()
    await two[0].hears(0, two[1])
    await two[1].hears(0, two[0])
    for end in two:
        end.heard.clear()
    yield two
    for end in two:
        await end.layer.flush()


async def test_a_message_reaches_each_process_once_and_in_order(ends):
    here, there = ends
    numbers = list(range(1, 50))
    for number in numbers:
        here.say(number)
    assert here.heard == numbers  # at once
    await there.hears(99, here)
    for end in ends:  # and no echo after
        assert [number for number in end.heard if number in numbers] == numbers


async def test_who_left_hears_nothing(ends):
    here, there = ends
    await there.layer.group_discard("g", there.channel)
    there.heard.clear()
    for _ in range(10):
        here.say(1)
        await asyncio.sleep(0.05)
    assert there.heard == []
    await there.join()
    await there.hears(2, here)


async def test_posting_here_reaches_nobody_else(ends):
    here, there = ends
    here.layer.post_here("g", {"type": "run_it", "n": 1})
    await there.hears(2, here)
    assert here.heard[0] == 1
    assert 1 not in there.heard


@pytest.mark.parametrize("trouble", ["restart", "hang"])
async def test_redis_may_go_and_nobody_waits(ends, valkey, trouble):
    here, there = ends
    gaps = there.gaps
    if trouble == "hang":
        valkey.pause()
    else:
        valkey.kill()
    began = monotonic()
    here.say(1)
    assert here.heard == [1]
    channel = await here.layer.new_channel()
    await here.layer.group_add("another", channel)  # waits a second at the most
    assert monotonic() - began < 3
    if trouble == "hang":
        await asyncio.sleep(5)  # longer than any answer is waited for
        valkey.resume()
    else:
        valkey.start()
    await there.hears(2, here)
    await here.hears(3, there)
    assert there.gaps > gaps  # and so the log is read for what was missed


async def test_a_message_that_cannot_be_followed_is_survived(ends, caplog):
    here, there = ends
    there.layer.connect(lambda group, message: 1 / 0, there.missed)
    for _ in range(100):
        here.say(1)
        await asyncio.sleep(0.05)
        if "ZeroDivisionError" in caplog.text:
            break
    there.layer.connect(there.layer.post_here, there.missed)
    await there.hears(2, here)


async def test_what_a_stranger_publishes_is_no_message(ends, valkey, caplog):
    here, there = ends
    with redis.Redis.from_url(valkey.url) as stranger:
        stranger.publish("tictac:g", b"\xc1 nonsense")
    await there.hears(1, here)
    assert "Something else publishes" in caplog.text


async def test_what_cannot_be_taken_does_not_make_deaf(ends, caplog):
    here, there = ends

    def take(group, message):
        if message["n"] == 13:
            raise KeyError("a field that only a newer version has")
        there.layer.post_here(group, message)

    there.layer.connect(take, there.missed)
    gaps = there.gaps
    here.say(13)
    await there.hears(1, here)
    assert there.gaps == gaps  # and so it was not even interrupted
    assert "A message for g was not taken" in caplog.text


async def test_a_fault_of_ours_does_not_make_deaf(valkey, caplog):
    here, there = End(valkey.url), End(valkey.url)
    faults = [ValueError("a fault of ours")]

    def missed():
        if faults:
            raise faults.pop()

    there.layer.connect(there.layer.post_here, missed)
    for end in (here, there):
        await end.join()
    await there.hears(1, here)
    assert "The link to Redis broke" in caplog.text
    for end in (here, there):
        await end.layer.flush()


def test_a_reset_makes_nobody_mute(valkey):
    """On the loop that servers run on, which is stricter with what is closed."""

    async def story():
        async with Proxy(valkey.port) as proxy:
            here = End(f"redis://127.0.0.1:{proxy.port}/0")
            there = End(valkey.url)
            for end in (here, there):
                await end.join()
            await there.hears(1, here)
            proxy.reset()
            await asyncio.sleep(0.1)
            here.say(2)
            await there.hears(3, here)
            await here.hears(4, there)
            for end in (here, there):
                await end.layer.flush()

    uvloop.run(story())


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


def test_the_link_of_a_loop_that_ended_is_let_go(valkey):
    layer = RedisLayer(valkey.url)

    async def use():
        assert not layer.is_connected  # not yet
        return weakref.ref(asyncio.get_running_loop())

    ended = [asyncio.run(use()) for _ in range(3)]
    gc.collect()
    assert [loop() is None for loop in ended] == [True, True, False]
