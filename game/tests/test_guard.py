"""Sockets of the banned, who were banned by another process without a word."""

import asyncio

import pytest

from game import database
from game.bans import BANS
from game.closes import SESSION_INVALID
from game.tests import stage
from game.tests.stage import ALICE, BOB, Tab, log_of, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def often(settings):
    settings.POSITION_CHECK = 0.05


@pytest.fixture
def readings(monkeypatch):
    """How often sockets had the database asked who is banned."""
    asked = []
    read = database.read

    def counted(loop, work, done, failed):
        if getattr(work, "__self__", None) is BANS:  # others read as well
            asked.append(work)
        read(loop, work, done, failed)

    monkeypatch.setattr(database, "read", counted)
    return asked


async def test_every_socket_of_theirs_is_closed_and_no_other(tabs, alice_and_bob, game):
    alice_tab, bob_tab = alice_and_bob
    theirs = [bob_tab, await tabs(BOB, "lobby"), await tabs(BOB, f"game/{game}")]
    stage.ban(BOB.id)
    for tab in theirs:
        assert await tab.is_closed() == SESSION_INVALID
    await alice_tab.says(type="move", cell=4, key="k")
    assert (await alice_tab.hears("ack"))["key"] == "k"


async def test_the_close_says_that_it_is_a_ban(tabs, game):
    tab = await tabs(BOB, "lobby")
    await tab.hears("rooms")
    stage.ban(BOB.id)
    goodbye = await tab.receive_output(timeout=5)
    assert (goodbye["code"], goodbye["reason"]) == (SESSION_INVALID, "banned")


async def test_who_is_banned_is_told_so_at_the_door(tabs, game):
    """In, so that a browser learns the code, and out before anything is said."""
    await tabs(ALICE, "lobby")
    stage.ban(BOB.id)
    await until(lambda: BOB.id in BANS.ids)
    for path in (f"game/{game}", "lobby"):
        tab = await Tab(BOB, path, []).enters()
        goodbye = await tab.receive_output(timeout=5)
        assert (goodbye["type"], goodbye["code"]) == ("websocket.close", 4001)
        await tab.wait()


async def test_nothing_they_ask_is_done_even_where_nobody_looked_for_long(
    settings, rooms, game
):
    """The first socket for a while: who is banned is read before its room is."""
    settings.POSITION_CHECK = 60
    await rooms.find(game)
    stage.ban(BOB.id)
    tab = await Tab(BOB, f"game/{game}?seat=2", []).enters()
    await tab.says(type="leave")
    goodbye = await tab.receive_output(timeout=5)
    assert (goodbye["type"], goodbye["code"]) == ("websocket.close", 4001)
    await tab.wait()
    assert log_of(game)[-1] == (3, "sat")


async def test_the_same_is_done_for_who_is_not_banned(tabs, rooms, game):
    tab = await tabs(BOB, f"game/{game}?seat=2")
    await tab.says(type="leave")
    await until(lambda: log_of(game)[-1] == (4, "left"))


async def test_who_is_let_in_again_comes_in(tabs, game):
    await tabs(ALICE, "lobby")
    stage.ban(BOB.id)
    await until(lambda: BOB.id in BANS.ids)
    stage.unban(BOB.id)
    await until(lambda: BOB.id not in BANS.ids)
    tab = await tabs(BOB, f"game/{game}")
    assert (await tab.hears("welcome"))["seat"] == 2


async def test_all_who_are_here_share_one_reading(settings, tabs, game, readings):
    settings.POSITION_CHECK = 60
    for player in (ALICE, BOB) * 5:
        await tabs(player, f"game/{game}")
    assert len(readings) == 1


async def test_nobody_looks_while_nobody_is_here(tabs, game, readings):
    tab = await tabs(ALICE, "lobby")
    await until(lambda: len(readings) > 2)
    await tab.disconnect()
    before = len(readings)
    await asyncio.sleep(0.2)
    assert len(readings) == before
