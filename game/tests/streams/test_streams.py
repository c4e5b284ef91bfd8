"""Many streams on one socket, on our own layer and on a stock one."""

import asyncio

import pytest
from channels.layers import get_channel_layer

from game import closes, envelope, metrics
from game.engine.commands import Move
from game.errors import REFUSALS
from game.patience import MAX_NONSENSE
from game.sockets import Socket
from game.streams import MAX_ROOMS
from game.tests.stage import ALICE, CAROL, alice, until
from game.tests.streams.reader import Reader

pytestmark = pytest.mark.django_db(transaction=True)


async def test_an_echo_answers_what_it_was_told(carol):
    await carol.says("echo", text="hello", n=[1, None])
    assert await carol.hears() == {
        "stream": "echo",
        "payload": {"original_message": {"text": "hello", "n": [1, None]}},
    }
    await carol.opens("echo")
    await carol.is_told("echo")


async def test_the_lobby_says_what_is_so_and_then_what_changes(carol, tabs, code):
    await carol.opens("lobby")
    await carol.is_told("lobby")
    assert (await carol.hears_on("lobby", "rooms"))["waiting"] == []
    tab = await tabs(ALICE, f"game/{code}?seat=1")
    await tab.hears("welcome")
    changed = await carol.hears_on("lobby", "changed")
    assert [row["code"] for row in changed["rows"]] == [code]
    await carol.says("lobby", type="ping")
    assert (await carol.hears_on("lobby", "pong"))["v"] == 0
    await carol.opens("lobby", is_open=False)
    await carol.is_told("lobby", is_open=False)
    await tab.disconnect()
    await asyncio.sleep(0.6)
    await carol.hears_nothing()


async def test_a_socket_that_goes_leaves_nothing(carol, rooms, game):
    await carol.opens("lobby")
    await carol.opens(f"room:{game}")
    await until(lambda: all(s.task for s in Socket.all))
    await carol.tab.disconnect()
    room = await rooms.find(game)
    assert (room.presence.members, Socket.all) == (0, set())
    assert not getattr(get_channel_layer(), "_memberships", None)


async def test_rooms_are_for_watching(carol, rooms, game):
    stream = f"room:{game}"
    await carol.watches(game)
    for command in ({"type": "sit"}, {"type": "move", "cell": 4}, {"type": "leave"}):
        await carol.says(stream, **command, key="k")
        refusal = await carol.is_refused(stream, "not_allowed")
        assert (refusal["key"], refusal["v"]) == ("k", 3)
    assert (await rooms.find(game)).state.v == 3


async def test_a_command_without_a_stream_is_refused_without_one(carol):
    await carol.tab.says(type="sit", key="k")
    refusal = await carol.hears()
    assert (refusal["type"], refusal["code"], refusal["key"]) == (
        *("rejected", "not_allowed"),
        "k",
    )


async def test_a_bad_stream_harms_only_itself(carol, rooms, game):
    before = metrics.REJECTIONS["no_such_room"]._value.get()
    await carol.watches(game)
    await carol.opens("room:222222")
    await carol.is_refused("room:222222", "no_such_room")
    assert metrics.REJECTIONS["no_such_room"]._value.get() == before + 1
    await carol.says("room:222222", type="ping")
    await carol.is_refused("room:222222", "not_open")
    await carol.opens("nowhere")
    await carol.is_refused("nowhere", "no_such_stream")
    await carol.says("lobby", type="teleport")
    await carol.is_refused("lobby", "unknown_type")
    await carol.tab.sends("{")
    assert (await carol.hears())["code"] == "bad_message"
    await rooms.ask(game, Move(4), alice)
    assert (await carol.hears_on(f"room:{game}", "state"))["v"] == 4


async def test_nonsense_in_a_row_ends_the_socket(carol):
    for _ in range(MAX_NONSENSE):
        await carol.opens("nowhere")
    assert await carol.tab.is_closed() == closes.BAD_PROTOCOL


async def test_too_much_is_refused_on_its_stream_and_then_shut_out(carol, limits):
    for _ in range(20):
        await carol.says("echo")
        await carol.hears()
    await carol.says("echo")
    refusal = await carol.is_refused("echo", "rate_limited")
    assert refusal["message"] == REFUSALS["rate_limited"]
    for _ in range(30):
        await carol.says("echo")
    assert await carol.tab.is_closed() == closes.TOO_MANY


async def test_thirty_rooms_are_enough(limits, tabs, rooms):
    limits(burst=200)
    carol = Reader(await tabs(CAROL, "streams"))
    await carol.opens("lobby")  # which is not one of them
    await carol.is_told("lobby")
    await carol.hears_on("lobby", "rooms")
    codes = [
        await rooms.open(ALICE, "classic", private=True) for _ in range(MAX_ROOMS + 1)
    ]
    for code in codes[:-1]:
        await carol.watches(code)
    await carol.opens(f"room:{codes[-1]}")
    await carol.is_refused(f"room:{codes[-1]}", "too_many_streams")
    await carol.watches(codes[0])
    await carol.opens(f"room:{codes[0]}", is_open=False)
    await carol.is_told(f"room:{codes[0]}", is_open=False)
    await carol.watches(codes[-1])


async def test_a_move_is_wrapped_once_for_everybody(tabs, rooms, game, monkeypatch):
    readers = [Reader(await tabs(CAROL, "streams")) for _ in range(20)]
    for reader in readers:
        await reader.watches(game)
    await asyncio.sleep(0.3)  # the presence of them all is told
    before = envelope.wrapped.cache_info().misses
    await rooms.ask(game, Move(4), alice)
    for reader in readers:
        await reader.hears_on(f"room:{game}", "state")
    assert envelope.wrapped.cache_info().misses == before + 1
