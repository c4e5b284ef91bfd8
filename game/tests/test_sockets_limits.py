"""How much nonsense, how fast, how long in silence: what a socket puts up with."""

import asyncio

import pytest

from game import closes
from game.tests.stage import ALICE, BOB, log_of

pytestmark = pytest.mark.django_db(transaction=True)

NONSENSE = ["nonsense", "null", "[]", "{}", '{"type":5}', "[" * 4000, "x" * 4097]


@pytest.mark.parametrize("text", NONSENSE)
async def test_nonsense_is_answered_and_the_socket_lives(tab, text):
    await tab.sends(text)
    answer = await tab.hears("rejected")
    assert (answer["code"], answer["key"]) == ("bad_message", None)
    await tab.says(type="ping")
    await tab.hears("pong")


async def test_a_binary_frame_is_answered(tab):
    await tab.send_input({"type": "websocket.receive", "bytes": b'{"type":"ping"}'})
    assert (await tab.hears("rejected"))["code"] == "bad_message"
    await tab.says(type="ping")
    await tab.hears("pong")


async def test_an_unknown_command_is_answered_with_its_key(tab):
    await tab.says(type="fly", key="f1")
    answer = await tab.hears("rejected")
    assert (answer["code"], answer["key"]) == ("unknown_type", "f1")


async def test_the_tenth_nonsense_in_a_row_closes(tab):
    for _ in range(9):
        await tab.sends("nonsense")
        await tab.hears("rejected")
    await tab.sends("nonsense")
    assert await tab.is_closed() == closes.BAD_PROTOCOL


async def test_sense_in_between_forgives(tab):
    for _ in range(2):
        for _ in range(9):
            await tab.sends("nonsense")
            await tab.hears("rejected")
        await tab.says(type="ping")
        await tab.hears("pong")


async def test_what_comes_after_the_close_is_not_heard(tabs, code):
    tab = await tabs(BOB, f"game/{code}")
    for _ in range(10):
        await tab.sends("nonsense")
    await tab.says(type="sit", seat=2)
    assert await tab.is_closed() == closes.BAD_PROTOCOL
    await asyncio.sleep(0.1)
    assert len(log_of(code)) == 2


async def test_who_is_too_fast_is_told_and_then_closed(tabs, limits):
    limits(burst=3, rate=0)
    tab = await tabs(ALICE, "lobby")
    await tab.hears("rooms")
    for number in range(7):
        await tab.says(type="ping", key=f"p{number}")
    for _ in range(3):
        await tab.hears("pong")
    for number in range(3, 6):
        answer = await tab.hears("rejected")
        assert (answer["code"], answer["key"]) == ("rate_limited", f"p{number}")
    assert await tab.is_closed() == closes.TOO_MANY


async def test_nonsense_counts_too(tabs, limits):
    limits(burst=1, rate=0)
    tab = await tabs(ALICE, "lobby")
    await tab.hears("rooms")
    for expected in ("bad_message", "rate_limited"):
        await tab.sends("nonsense")
        assert (await tab.hears("rejected"))["code"] == expected
    await tab.sends("nonsense")
    assert await tab.is_closed() == closes.TOO_MANY


async def test_who_waits_may_speak_again(tabs, limits):
    limits(burst=1, rate=50)
    tab = await tabs(ALICE, "lobby")
    await tab.hears("rooms")
    for _ in range(3):
        await tab.says(type="ping")
        await tab.hears("pong")
        await asyncio.sleep(0.05)


async def test_who_is_silent_is_closed(tabs, limits):
    limits(silence=0.05)
    tab = await tabs(ALICE, "lobby")
    assert await tab.is_closed() == closes.SILENT


async def test_a_ping_breaks_the_silence(tabs, limits):
    limits(silence=0.8)
    tab = await tabs(ALICE, "lobby")
    await tab.hears("rooms")
    for _ in range(4):
        await asyncio.sleep(0.25)
        await tab.says(type="ping")
        await tab.hears("pong")
