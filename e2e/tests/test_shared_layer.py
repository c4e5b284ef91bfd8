"""The layers of many processes: one suite, on each broker, which comes and goes."""

import asyncio
import gc
import weakref
from collections.abc import Iterator
from time import monotonic

import pytest
import pytest_asyncio
import uvloop

from e2e.brokers import RabbitMQ, TlsRedis, Valkey
from e2e.ends import RENAMED, End
from e2e.faults.proxy import Proxy
from e2e.services import Service

pytestmark = [pytest.mark.timeout(240), pytest.mark.filterwarnings(RENAMED)]
BROKERS = [
    Valkey,
    pytest.param(TlsRedis, marks=pytest.mark.slow),
    pytest.param(RabbitMQ, marks=pytest.mark.slow),
]


@pytest.fixture(scope="module", params=BROKERS)
def broker(request: pytest.FixtureRequest) -> Iterator[Service]:
    with request.param() as broker:
        yield broker


@pytest_asyncio.fixture(loop_scope="session")
async def ends(broker):
    two = End(broker.url), End(broker.url)
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
async def test_the_broker_may_go_and_nobody_waits(ends, broker, trouble):
    here, there = ends
    gaps = there.gaps
    if trouble == "hang":
        broker.pause()
    else:
        broker.kill()
    began = monotonic()
    here.say(1)
    assert here.heard == [1]
    channel = await here.layer.new_channel()
    await here.layer.group_add("another", channel)  # waits a second at the most
    assert monotonic() - began < 3
    if trouble == "hang":
        await asyncio.sleep(5)  # longer than any answer is waited for
        broker.resume()
    else:
        broker.start()
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


def test_a_reset_makes_nobody_mute(broker):
    """On the loop that servers run on, which is stricter with what is closed."""

    async def story():
        port = getattr(broker, "tls_port", broker.port)
        async with Proxy(port) as proxy:
            here = End(broker.url.replace(str(port), str(proxy.port)))
            there = End(broker.url)
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
            await asyncio.sleep(0.5)  # TLS says goodbye before it goes

    uvloop.run(story())


def test_the_link_of_a_loop_that_ended_is_let_go(broker):
    layer = End(broker.url).layer

    async def use():
        assert not layer.is_connected  # not yet
        return weakref.ref(asyncio.get_running_loop())

    ended = [asyncio.run(use()) for _ in range(3)]
    gc.collect()
    assert [loop() is None for loop in ended] == [True, True, False]


async def test_a_fault_of_ours_does_not_make_deaf(broker, caplog):
    here, there = End(broker.url), End(broker.url)
    faults = [ValueError("a fault of ours")]

    def missed():
        if faults:
            raise faults.pop()

    there.layer.connect(there.layer.post_here, missed)
    for end in (here, there):
        await end.join()
    await there.hears(1, here)
    assert "The link to R" in caplog.text
    for end in (here, there):
        await end.layer.flush()


async def test_who_listens_to_a_named_channel_hears_what_others_send_there(ends):
    here, there = ends
    hearing = asyncio.create_task(there.layer.receive("jobs-test"))
    async with asyncio.timeout(15):
        while not hearing.done():
            await here.layer.send("jobs-test", {"type": "job", "n": 1})
            await asyncio.sleep(0.05)
    assert (await hearing) == {"type": "job", "n": 1}


async def test_one_may_listen_where_one_sends(ends):
    here, _ = ends
    await here.layer.send("jobs-own", {"type": "job", "n": 2})
    hearing = asyncio.create_task(here.layer.receive("jobs-own"))
    async with asyncio.timeout(15):
        while not hearing.done():
            await here.layer.send("jobs-own", {"type": "job", "n": 2})
            await asyncio.sleep(0.05)
    assert (await hearing) == {"type": "job", "n": 2}


async def test_while_the_broker_is_away_who_listens_hears_its_own_process(ends, broker):
    here, _ = ends
    broker.kill()
    try:
        hearing = asyncio.create_task(here.layer.receive("jobs-away"))
        async with asyncio.timeout(15):
            while not hearing.done():
                here.layer.hint("jobs-away", {"type": "job", "n": 3})
                await asyncio.sleep(0.05)
        assert (await hearing)["n"] == 3
    finally:
        broker.start()
