"""Two players and a watcher at their sockets, on our own layer and on a stock one."""

import asyncio
from typing import Any

import pytest

from game import closes
from game.consumers import GameRoom
from game.engine.commands import HOUSE, Actor, Close, Move
from game.identity import Pass, from_token
from game.rooms import Rooms
from game.tests.stage import ALICE, BOB, CAROL, Tab, log_of, submit, until

pytestmark = pytest.mark.django_db(transaction=True)

OURS = {"default": {"BACKEND": "game.layers.LocalLayer"}}
STOCK = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


@pytest.fixture(autouse=True, params=[OURS, STOCK], ids=["ours", "stock"])
def _layer(request, settings):
    settings.CHANNEL_LAYERS = request.param


@pytest.fixture
async def carol(tabs, alice_and_bob, game):
    """Watching, with the welcome and the first state behind her."""
    tab = await tabs(CAROL, f"game/{game}")
    assert (await tab.hears("welcome"))["seat"] is None
    await tab.hears("state")
    return tab


async def test_a_welcome_says_who_one_is_and_a_state_how_it_stands(tabs, code):
    alice = await tabs(ALICE, f"game/{code}?seat=1")
    welcome = await alice.hears("welcome")
    assert (welcome["proto"], welcome["room"]) == (1, code)
    assert (welcome["seat"], welcome["mark"]) == (1, "X")
    assert from_token(welcome["resume"]) == Pass(ALICE)
    state = await alice.hears("state")
    assert (state["v"], state["status"]) == (2, "waiting")
    assert state["event"] == {"type": "sat", "seat": 1}


async def test_who_sits_down_is_welcomed_then_confirmed_then_shown(tabs, code):
    alice = await tabs(ALICE, f"game/{code}?seat=1")
    bob = await tabs(BOB, f"game/{code}")
    for tab in (alice, bob):
        await tab.hears("welcome")
        await tab.hears("state")
    await bob.says(type="sit", key="s1")
    welcome = await bob.hears("welcome")
    assert (welcome["seat"], welcome["mark"]) == (2, "O")
    assert "resume" not in welcome
    assert await bob.hears("ack") == {"type": "ack", "key": "s1", "v": 3}
    assert (await bob.hears("state"))["v"] == 3
    assert (await alice.hears("state"))["players"][1]["name"] == "Bob"
    await alice.hears_nothing()


async def test_a_move_is_confirmed_to_the_mover_and_shown_to_all(alice_and_bob, carol):
    alice, bob = alice_and_bob
    await alice.says(type="move", cell=4, game=1, ply=0, key="m1")
    assert await alice.hears("ack") == {"type": "ack", "key": "m1", "v": 4}
    states = [await tab.hears("state") for tab in (alice, bob, carol)]
    assert states[0] == states[1] == states[2]
    assert (states[0]["board"], states[0]["turn"]) == ("....X....", "O")
    for tab in (alice, bob, carol):
        await tab.hears_nothing()


async def test_a_move_without_a_key_is_shown_and_not_confirmed(alice_and_bob):
    alice, _ = alice_and_bob
    await alice.says(type="move", cell=4)
    assert (await alice.hears("state"))["v"] == 4


async def test_a_refusal_is_told_to_its_sender_alone(alice_and_bob, carol, game):
    alice, bob = alice_and_bob
    await bob.says(type="move", cell=4, key="m1")
    refusal = await bob.hears("rejected")
    assert (refusal["code"], refusal["key"]) == ("not_your_turn", "m1")
    assert refusal["v"] == 3
    assert refusal["message"]
    await carol.says(type="move", cell=4)
    assert (await carol.hears("rejected"))["code"] == "not_seated"
    for tab in (alice, bob, carol):
        await tab.hears_nothing()
    assert len(log_of(game)) == 3


async def test_who_is_behind_gets_the_state_with_the_refusal(alice_and_bob):
    alice, bob = alice_and_bob
    await alice.says(type="move", cell=4, ply=0)
    await bob.hears("state")
    await bob.says(type="move", cell=0, ply=0, key="m1")
    assert (await bob.hears("rejected"))["code"] == "stale"
    assert (await bob.hears("state"))["v"] == 4


async def test_a_key_sent_twice_is_one_move_and_two_acks(alice_and_bob, tabs, game):
    alice, bob = alice_and_bob
    await alice.says(type="move", cell=4, key="m1")
    assert (await alice.hears("ack"))["v"] == 4
    assert (await alice.hears("state"))["v"] == 4
    await alice.says(type="move", cell=4, key="m1")
    assert (await alice.hears("ack"))["v"] == 4
    assert (await bob.hears("state"))["v"] == 4
    await bob.hears_nothing()
    again = await tabs(ALICE, f"game/{game}?seat=1")
    await again.says(type="move", cell=4, key="m1")
    await again.hears("welcome")
    await again.hears("state")
    assert (await again.hears("ack"))["v"] == 4
    await again.says(type="move", cell=5, key="m1")
    assert (await again.hears("rejected"))["code"] == "bad_message"


async def test_a_player_who_talks_nonsense_still_plays(alice_and_bob):
    alice, bob = alice_and_bob
    for text in ("nonsense", '{"type":"move","cell":true}', '{"type":"fly"}'):
        await alice.sends(text)
        await alice.hears("rejected")
    await bob.hears_nothing()
    await alice.says(type="move", cell=4)
    assert (await bob.hears("state"))["v"] == 4


async def test_a_ping_that_is_behind_is_answered_by_a_state_first(alice_and_bob):
    alice, _ = alice_and_bob
    await alice.says(type="ping", v=2)
    assert (await alice.hears("state"))["v"] == 3
    assert (await alice.hears("pong"))["v"] == 3
    await alice.says(type="ping", v=3)
    await alice.hears("pong")


async def test_a_series_to_the_end_and_a_rematch(alice_and_bob, carol):
    alice, bob = alice_and_bob
    states: list[dict[str, Any]] = []
    for tab, cell in zip((alice, bob) * 3, (0, 3, 1, 4, 2), strict=False):
        await tab.says(type="move", cell=cell, key=f"m{cell}")
        await tab.hears("ack")
        states = [await each.hears("state") for each in (alice, bob, carol)]
    assert (states[0]["winner"], states[0]["line"]) == ("X", [0, 1, 2])
    await alice.says(type="rematch", game=1, key="r1")
    await alice.hears("ack")
    offer = (await alice.hears("state"))["offer"]
    assert (await bob.hears("state"))["offer"] == offer
    await carol.hears("state")
    await bob.says(type="rematch", game=1, offer=offer["v"], key="r2")
    assert (await bob.hears("welcome"))["mark"] == "X"
    await bob.hears("ack")
    assert (await bob.hears("state"))["marks"] == "OX"
    assert (await alice.hears("welcome"))["mark"] == "O"
    assert (await alice.hears("state"))["score"] == [1, 0, 0]
    assert (await carol.hears("state"))["game"] == 2
    await alice.says(type="resign", game=1)
    assert (await alice.hears("rejected"))["code"] == "stale"


async def test_who_leaves_the_seat_watches(alice_and_bob):
    alice, bob = alice_and_bob
    await bob.says(type="leave", key="l1")
    welcome = await bob.hears("welcome")
    assert (welcome["seat"], welcome["mark"]) == (None, None)
    await bob.hears("ack")
    assert (await bob.hears("state"))["players"][1] is None
    assert (await alice.hears("state"))["status"] == "waiting"
    await bob.says(type="sit", seat=2)
    assert (await bob.hears("welcome"))["seat"] == 2


async def test_presence_says_who_is_here_and_how_many_watch(tabs, game):
    alice = await tabs(ALICE, f"game/{game}?seat=1")
    await alice.hears("welcome")
    await alice.hears("state")
    await alice.hears_presence([True, False], 0)
    await tabs(BOB, f"game/{game}?seat=2")
    carol = await tabs(CAROL, f"game/{game}")
    await alice.hears_presence([True, True], 1)
    await carol.hears("welcome")
    await carol.hears("state")
    await carol.disconnect()
    await alice.hears_presence([True, True], 0)


async def test_a_room_that_closes_closes_its_sockets(alice_and_bob, carol, rooms, game):
    await rooms.ask(game, Close(), HOUSE)
    for tab in (*alice_and_bob, carol):
        assert await tab.is_closed() == closes.NO_SUCH_ROOM


async def test_nothing_is_heard_before_the_welcome(rooms, game, monkeypatch):
    """Whoever joins the group and then reads hears of what comes in between once."""
    find, may_find = Rooms.find, asyncio.Event()

    async def slowly(self, code):
        await may_find.wait()
        return await find(self, code)

    monkeypatch.setattr(Rooms, "find", slowly)
    bob = await Tab(BOB, f"game/{game}", []).enters()
    room = await find(rooms, game)
    await asyncio.sleep(0.01)
    submit(rooms, room, Move(4), Actor(ALICE, 1))
    await until(lambda: room.state.v == 4)
    await asyncio.sleep(0.02)
    may_find.set()
    await bob.hears("welcome")
    assert (await bob.hears("state"))["v"] == 4
    await bob.hears_nothing()
    await bob.disconnect()


async def test_a_handler_that_fails_keeps_the_next_message_from_nobody(
    alice_and_bob, rooms, monkeypatch, caplog
):
    alice, bob = alice_and_bob
    with monkeypatch.context() as patch:
        patch.setattr(GameRoom, "run_game", lambda *_: 1 / 0)
        await alice.says(type="move", cell=4, key="m1")
        await alice.hears("ack")
        await until(lambda: caplog.text.count("ZeroDivisionError: ") == 2)
    await bob.says(type="move", cell=0)
    assert (await alice.hears("state"))["v"] == 5


async def test_who_is_gone_before_the_answer_leaves_the_room_as_it_was(rooms, code):
    room = await rooms.find(code)
    for v, command in ((3, "sit"), (4, "leave")):
        tab = await Tab(BOB, f"game/{code}", []).enters()
        await tab.hears("welcome")
        await tab.says(type=command)
        await tab.disconnect()
        await until(lambda: room.state.v == v)  # noqa: B023 - called at once
        assert room.presence.sockets == [0, 0, 0]
    assert not room.presence.is_live(2, room.state.at)
