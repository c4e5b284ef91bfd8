import asyncio

import pytest
from channels.exceptions import ChannelFull
from channels.layers import BaseChannelLayer, InMemoryChannelLayer, channel_layers

from game.layers import LocalLayer, Message, Poster
from game.tests.stage import until


@pytest.fixture
def layer():
    return LocalLayer()


@pytest.fixture
async def heard(layer):
    """Three members of a group, and what each of them heard."""
    heard: dict[str, list[Message]] = {name: [] for name in ("a", "b", "c")}
    for name, messages in heard.items():
        layer.attach(name, messages.append)
        await layer.group_add("room", name)
    return heard


def test_it_is_the_layer_of_the_project():
    layer = channel_layers["default"]
    assert isinstance(layer, LocalLayer)
    assert isinstance(layer, BaseChannelLayer)


async def test_a_channel_is_new_and_valid(layer):
    names = {await layer.new_channel() for _ in range(100)}
    assert len(names) == 100
    assert all(layer.require_valid_channel_name(name) for name in names)
    assert (await layer.new_channel("mine")).startswith("mine.")


async def test_a_channel_without_a_handler_is_read_in_order(layer):
    for number in range(3):
        await layer.send("a", {"type": "run_game", "v": number})
    assert [(await layer.receive("a"))["v"] for _ in range(3)] == [0, 1, 2]


async def test_reading_waits_for_a_message(layer):
    reading = asyncio.ensure_future(layer.receive("a"))
    await asyncio.sleep(0)
    assert not reading.done()
    await layer.send("a", {"type": "run_game"})
    assert await reading == {"type": "run_game"}


async def test_a_full_channel_refuses_and_its_group_does_not_suffer():
    layer = LocalLayer(capacity=2)
    await layer.group_add("room", "slow")
    heard: list[Message] = []
    layer.attach("quick", heard.append)
    await layer.group_add("room", "quick")
    for number in range(4):
        await layer.group_send("room", {"v": number})
    assert [message["v"] for message in heard] == [0, 1, 2, 3]
    with pytest.raises(ChannelFull):
        await layer.send("slow", {})
    assert (await layer.receive("slow"))["v"] == 0


async def test_members_hear_at_once_the_very_same_message_in_order(layer, heard):
    messages = [{"type": "run_game", "v": number} for number in range(5)]
    for message in messages:
        layer.post("room", message)
    for each in heard.values():
        assert all(one is other for one, other in zip(each, messages, strict=True))


async def test_who_is_not_in_the_group_hears_nothing(layer, heard):
    other: list[Message] = []
    layer.attach("d", other.append)
    await layer.group_add("another", "d")
    await layer.group_send("room", {})
    await layer.group_send("nobody", {})
    assert other == []
    assert heard["a"] == [{}]


async def test_a_failing_handler_keeps_the_message_from_nobody(layer, heard, caplog):
    def fail(_):
        raise ValueError("bad")

    layer.attach("a", fail)
    layer.post("room", {"v": 1})
    assert heard["b"] == heard["c"] == [{"v": 1}]
    assert "A handler of a failed" in caplog.text


async def test_joining_twice_is_joining_once(layer, heard):
    await layer.group_add("room", "a")
    layer.post("room", {})
    assert heard["a"] == [{}]


async def test_who_discards_the_group_hears_no_more(layer, heard):
    await layer.group_discard("room", "a")
    await layer.group_discard("room", "a")
    await layer.group_discard("never", "a")
    layer.post("room", {})
    assert (heard["a"], heard["b"]) == ([], [{}])


async def test_a_member_may_go_while_a_message_is_handed_round(layer, heard):
    layer.attach("a", lambda _: layer.detach("b"))
    layer.post("room", {})
    layer.post("room", {})
    assert heard["c"] == [{}, {}]


async def test_detaching_leaves_nothing(layer, heard):
    await layer.group_add("another", "a")
    await layer.send("unread", {})
    for name in (*heard, "unread", "unknown"):
        layer.detach(name)
    kept = [value for value in vars(layer).values() if isinstance(value, dict)]
    assert [each for each in kept if each] == []


async def test_flushing_leaves_nothing(layer, heard):
    await layer.flush()
    layer.post("room", {})
    assert heard["a"] == []


@pytest.mark.parametrize("name", ["", "é", "a b", "x" * 100, None, "a\n!"])
async def test_a_bad_name_is_refused(layer, name):
    for call in (layer.group_add, layer.group_send, layer.send):
        with pytest.raises(TypeError):
            await call(name, "ok" if call == layer.group_add else {})
    with pytest.raises(TypeError):
        await layer.group_add("ok", name)


async def test_posting_calls_the_members_of_our_own_layer_at_once(layer, heard):
    Poster(layer).post("room", {"v": 1})
    assert heard["a"] == [{"v": 1}]


async def test_posting_through_a_stock_layer_keeps_the_order():
    layer = InMemoryChannelLayer()
    await layer.group_add("room", "a")
    poster = Poster(layer)
    for number in range(20):
        poster.post("room", {"v": number})
        if number % 7 == 0:
            await asyncio.sleep(0)
    assert [(await layer.receive("a"))["v"] for _ in range(20)] == list(range(20))


async def test_a_message_that_cannot_be_posted_does_not_stop_the_next(caplog):
    layer = InMemoryChannelLayer()
    await layer.group_add("room", "a")
    poster = Poster(layer)
    poster.post("no such name", {"v": 1})
    poster.post("room", {"v": 2})
    assert (await layer.receive("a"))["v"] == 2
    await until(lambda: "The channel layer failed" in caplog.text)
    poster.post("room", {"v": 3})
    assert (await layer.receive("a"))["v"] == 3


async def test_a_hint_reaches_who_listens_and_is_lost_where_nobody_does():
    layer = LocalLayer(capacity=2)
    poster = Poster(layer)
    for number in range(4):
        poster.hint("jobs", {"v": number})
    assert [(await layer.receive("jobs"))["v"] for _ in range(2)] == [0, 1]
    reading = asyncio.ensure_future(layer.receive("jobs"))
    await asyncio.sleep(0)
    poster.hint("jobs", {"v": 9})
    assert (await reading)["v"] == 9


async def test_a_stock_layer_takes_hints_too():
    layer = InMemoryChannelLayer()
    Poster(layer).hint("jobs", {"type": "job_think"})
    assert await layer.receive("jobs") == {"type": "job_think"}
