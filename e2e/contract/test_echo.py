"""The echo keeps to the limits of every socket, and harms no room beside it."""

import asyncio
from typing import Final

import pytest
from websockets.exceptions import InvalidStatus

from e2e.bot import Caller
from e2e.conftest import EVERY_KIND
from e2e.contract.cast import Cast, alternate
from e2e.contract.test_bad_input import POLICY

TOO_LONG: Final = ["x" * 4097, "ж" * 2049, "x" * 100_000]


@pytest.mark.parametrize("text", TOO_LONG, ids=["by one", "in bytes only", "by far"])
async def test_a_text_that_is_too_long_is_refused_or_shown_out(
    cast, either_server, text
):
    caller = await cast.call()
    await caller.send_raw(text)
    answer = await caller.end_or(lambda heard: heard["type"] == "rejected")
    if answer is None:
        assert caller.code in POLICY[either_server.kind]
    else:
        assert answer["code"] == "bad_message"
        await caller.call("still here")
        await caller.hear("echo")


async def test_text_that_is_not_utf_8_is_shown_out(cast, either_server):
    caller = await cast.call()
    await caller.send_raw(b"\xff", text=True)
    assert await caller.closed() in POLICY[either_server.kind]


async def test_the_tenth_binary_frame_in_a_row_closes(cast):
    caller = await cast.call()
    for _ in range(10):
        await caller.send_raw(b"hello")
    assert await caller.closed() == 4000


async def test_a_flood_is_refused_and_then_shut_out(cast):
    _, alice, bob = await cast.sit_down()
    caller = await cast.call()
    await caller.flood("hello", 200)
    assert await caller.closed() == 4008
    refused = [frame for frame in caller.heard if frame["type"] == "rejected"]
    assert {frame["code"] for frame in refused} == {"rate_limited"}
    await alternate(alice, bob, 4, 0)


@pytest.mark.parametrize("kind", EVERY_KIND)
async def test_silence_ends_and_a_word_is_enough(serve, contract):
    server = serve(SOCKET_SILENCE="1")
    async with Cast(server, contract) as cast:
        quiet, awake = await cast.call(), await cast.call()
        listening = asyncio.ensure_future(quiet.closed())
        while not listening.done():
            await awake.call("")
            await asyncio.wait([listening], timeout=0.2)
        assert await listening == 4009
        await awake.call("I am not")
        await awake.hear("echo", payload="You said: I am not")


async def test_a_page_from_elsewhere_is_turned_away(cast):
    headers = {"Origin": "https://evil.example"}
    with pytest.raises(InvalidStatus) as refusal:
        await Caller.connect(cast.server, "/ws/echo", additional_headers=headers)
    assert refusal.value.response.status_code == 403
