"""Any text is said back; what is no text, or too much of it, is refused as anywhere."""

import asyncio

import pytest

from game import closes
from game.protocol import MAX_FRAME
from game.tests.stage import ALICE

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = [
    "hello",
    "",
    " \n ",
    '{"type":"ping"}',
    '{"type":"run_game"}',
    "[" * 4000,
    "<b>Grüße</b> \0 ☃ 🦊",
    "x" * MAX_FRAME,
    "ж" * (MAX_FRAME // 2),
]


@pytest.fixture
async def line(tabs):
    return await tabs(ALICE, "echo")


async def said_back(line):
    return (await line.receive_output(timeout=5))["text"]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
async def test_a_text_is_said_back(line, text):
    await line.sends(text)
    assert await said_back(line) == f"You said: {text}"


async def test_nothing_is_said_before_and_answers_keep_their_order(line):
    assert await line.receive_nothing(0.05)
    for number in range(5):
        await line.sends(f"{number}")
    assert [await said_back(line) for _ in range(5)] == [
        f"You said: {number}" for number in range(5)
    ]


@pytest.mark.parametrize("text", ["x" * (MAX_FRAME + 1), "ж" * (MAX_FRAME // 2 + 1)])
async def test_what_is_too_long_is_refused(line, text):
    await line.sends(text)
    answer = await line.hears("rejected")
    assert (answer["code"], answer["message"]) == (
        "bad_message",
        "The message is too long.",
    )
    await line.sends("still here")
    assert await said_back(line) == "You said: still here"


async def test_the_tenth_binary_frame_in_a_row_closes(line):
    for _ in range(9):
        await line.send_input({"type": "websocket.receive", "bytes": b"hello"})
        assert (await line.hears("rejected"))["message"] == "Frames are text."
    await line.send_input({"type": "websocket.receive", "bytes": b"hello"})
    assert await line.is_closed() == closes.BAD_PROTOCOL


async def test_who_is_too_fast_is_told_and_then_closed(tabs, limits):
    limits(burst=2, rate=0)
    line = await tabs(ALICE, "echo")
    for _ in range(5):
        await line.sends("hello")
    assert [await said_back(line) for _ in range(2)] == ["You said: hello"] * 2
    for _ in range(2):
        assert (await line.hears("rejected"))["code"] == "rate_limited"
    assert await line.is_closed() == closes.TOO_MANY


async def test_silence_ends_it_and_any_text_breaks_the_silence(tabs, limits):
    limits(silence=0.8)
    line, silent = await tabs(ALICE, "echo"), await tabs(ALICE, "echo")
    for _ in range(4):
        await asyncio.sleep(0.25)
        await line.sends("")
        await said_back(line)
    assert await silent.is_closed() == closes.SILENT
    await line.sends("I am not")
    assert await said_back(line) == "You said: I am not"
