"""Whatever a client sends, it is answered or shown out, and the neighbours play on."""

import json
from typing import Final

import pytest

from e2e.conftest import MANY
from e2e.contract.cast import alternate
from e2e.server import Kind

FULL: Final = 4096
REFUSED: Final = {"bad_message", "unknown_type", "out_of_range", "not_seated"}
# The peer broke the WebSocket's own rules: text that is not UTF-8, a frame too long.
# Daphne never gives a reason.
REASONS: Final = {1007, 1009}
POLICY: Final = {Kind.UVICORN: REASONS, Kind.DAPHNE: {1006}, Kind.MANY: REASONS}


def move(**fields: object) -> str:
    return json.dumps({"type": "move", "cell": 4, **fields})


BAD: Final = {
    "nothing": "",
    "spaces": "  \n ",
    "null": "null",
    "a number": "7",
    "a string": '"move"',
    "a list": '["move", 4]',
    "half an object": '{"type": "move", "cell": 4',
    "two objects": '{"type": "ping"}{"type": "ping"}',
    "not json": "{type: move}",
    "html": "<script>alert(1)</script>",
    "no type": '{"cell": 4}',
    "a null type": '{"type": null}',
    "a type of lists": '{"type": ["move"]}',
    "an unknown type": '{"type": "teleport"}',
    "a handler's name": '{"type": "run_game", "text": "{}", "v": 9}',
    "a server's event": '{"type": "websocket.disconnect", "code": 1000}',
    "a server's message": '{"type": "state", "v": 99}',
    "no cell": '{"type": "move"}',
    "a cell in words": move(cell="4"),
    "a cell that is true": move(cell=True),
    "a cell and a half": move(cell=4.5),
    "a list of cells": move(cell=[4]),
    "no cell at all": move(cell=None),
    "a cell before the first": move(cell=-1),
    "a cell after the last": move(cell=9),
    "an enormous cell": move(cell=10**30),
    "an infinite cell": '{"type": "move", "cell": 1e999}',
    "a cell that is no number": '{"type": "move", "cell": NaN}',
    "a cell of 4000 digits": f'{{"type": "move", "cell": {"9" * 4000}}}',
    "a ply in words": move(ply="0"),
    "a game that is true": move(game=True),
    "a seat too many": '{"type": "sit", "seat": 3}',
    "a seat that is true": '{"type": "sit", "seat": true}',
    "a seat in words": '{"type": "sit", "seat": "1"}',
    "an empty key": move(key=""),
    "a long key": move(key="k" * 65),
    "a key with a line end": move(key="k\n"),
    "a key with a null": move(key="k\0"),
    "a key beyond ascii": move(key="ключ"),
    "a key of numbers": move(key=7),
    "half a character": '{"type": "move", "cell": 4, "key": "\\ud800"}',
    "half a character as a type": '{"type": "\\udfff"}',
    "half a character as a name": '{"type": "move", "cell": 4, "\\ud800": 1}',
    "a null as a type": '{"type": "\\u0000"}',
    "lists in lists": "[" * FULL,
    "lists in lists, closed": "[" * (FULL // 2) + "]" * (FULL // 2),
    "objects in objects": '{"a":' * (FULL // 5),
    "lists inside a command": '{"type":"move","cell":' + "[" * 4000,
    "lists beside a command": f'{{"type":"teleport","x":{"[" * 2000}{"]" * 2000}}}',
    "too long by one": move().ljust(FULL + 1),
    "far too long": move(key="k" * 100_000),
    "too long in bytes only": move(name="ж" * 2500),
    "bytes": move().encode(),
    "no bytes": b"",
    "bytes that are no text": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("frame", BAD.values(), ids=BAD.keys())
async def test_nonsense_is_answered_or_shown_out(cast, either_server, frame):
    room, alice, bob = await cast.sit_down()
    mallory = await cast.join(room.path)
    await mallory.hear("state")
    await mallory.send_raw(frame)
    answer = await mallory.end_or(lambda heard: heard["type"] == "rejected")
    if answer is None:
        assert mallory.code in POLICY[either_server.kind]
    else:
        assert answer["code"] in REFUSED
        await mallory.send("ping")
        await mallory.hear("pong")
    await alternate(alice, bob, 4, 0)


async def test_text_that_is_not_utf_8_is_shown_out(cast, either_server):
    room, alice, bob = await cast.sit_down()
    mallory = await cast.join(room.path)
    await mallory.hear("state")
    await mallory.send_raw(b'{"type": "ping", "x": "\xff"}', text=True)
    assert await mallory.closed() in POLICY[either_server.kind]
    await alternate(alice, bob, 4, 0)


async def test_a_command_of_the_full_length_is_heard(cast):
    _, alice, _ = await cast.sit_down()
    await alice.send_raw(move(key="long").ljust(FULL))
    await alice.hear("ack", key="long")


@pytest.mark.parametrize("frame", ["{}", b"\x00"], ids=["text", "binary"])
async def test_the_tenth_nonsense_in_a_row_closes(cast, frame):
    room, alice, bob = await cast.sit_down()
    mallory = await cast.join(room.path)
    for _ in range(9):
        await mallory.send_raw(frame)
    await mallory.send("ping")  # which is sense, and the count begins anew
    for _ in range(9):
        await mallory.send_raw(frame)
    await mallory.send("ping")
    await mallory.hear("pong")
    for _ in range(10):
        await mallory.send_raw(frame)
    assert await mallory.closed() == 4000
    await alternate(alice, bob, 4, 0)


@pytest.mark.parametrize("frame", [move(), '{"type": "ping"}'], ids=["moves", "pings"])
async def test_a_flood_is_refused_and_then_shut_out(cast, frame):
    room, alice, bob = await cast.sit_down()
    mallory = await cast.join(room.path)
    await mallory.flood(frame, 200)
    assert await mallory.closed() == 4008
    refused = [frame for frame in mallory.heard if frame["type"] == "rejected"]
    assert any(frame["code"] == "rate_limited" for frame in refused)
    await alternate(alice, bob, 4, 0)


@pytest.mark.parametrize("path", ["/ws/lobby", "/ws/streams"])
async def test_a_flood_where_one_only_looks_is_shut_out(cast, path):
    mallory = await cast.join(path)
    await mallory.flood('{"type": "ping"}', 200)
    assert await mallory.closed() == 4008


async def test_many_frames_in_pieces_are_one_command(cast):
    _, alice, _ = await cast.sit_down()
    await alice.send_raw(['{"type": "mo', 've", "cell": 4, ', '"key": "pieces"}'])
    await alice.hear("ack", key="pieces")


# Daphne gathers pieces without a limit; it is for development.
@pytest.mark.parametrize("either_server", [Kind.UVICORN, MANY], indirect=True)
async def test_an_endless_message_in_pieces_is_shut_out(cast):
    room, alice, bob = await cast.sit_down()
    mallory = await cast.join(room.path)
    await mallory.flood([" " * 1000] * 50, 1)
    assert await mallory.closed() in REASONS
    await alternate(alice, bob, 4, 0)
