"""One client, and every way in which its frames may be cut and mixed on their way."""

import asyncio
import json
import os
import struct
from asyncio import StreamReader, StreamWriter

import pytest

from e2e.contract.test_raw import SHAKE, dial

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
FIN = 0x80
PLEASE = {"type": "ping"}
LONG = {"type": "ping", "padding": "é" * 300}
LONGEST = {
    "type": "ping",
    "padding": "x" * (4096 - len('{"type":"ping","padding":""}')),
}


def masked(opcode: int, payload: bytes = b"", *, first: int = FIN) -> bytes:
    mask, size = os.urandom(4), len(payload)
    head = bytes((first | opcode, 0x80 | min(size, 126)))
    if size > 125:
        head += struct.pack("!H", size)
    hidden = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
    return head + mask + hidden


def text(message: dict[str, str]) -> bytes:
    wire = json.dumps(message, separators=(",", ":"), ensure_ascii=False)
    return masked(TEXT, wire.encode())


async def heard(reader: StreamReader) -> tuple[int, bytes]:
    opcode, size = await reader.readexactly(2)
    if size == 126:
        (size,) = struct.unpack("!H", await reader.readexactly(2))
    return opcode & 0x0F, await reader.readexactly(size)


async def answers(reader: StreamReader, number: int) -> list[str | bytes]:
    """Skip what is told to everybody; a text by its type, a control by its payload."""
    said: list[str | bytes] = []
    while len(said) < number:
        opcode, payload = await heard(reader)
        kind = json.loads(payload)["type"] if opcode == TEXT else payload
        if kind not in {"welcome", "state", "presence"}:
            said.append(kind)
    return said


async def enter(cast, reader: StreamReader, writer: StreamWriter) -> None:
    room = await cast.open_room()
    writer.write(SHAKE.format(path=room.path, host=cast.server.host).encode())
    await reader.readuntil(b"\r\n\r\n")


MIXED = (
    text(PLEASE),
    masked(PING, b"one"),
    text(LONG),
    masked(PONG, b"nobody asked"),
    text({"type": "storm"}),
    masked(PING),
    text(LONGEST),
)
SAID = ["pong", b"one", "pong", "rejected", b"", "pong"]


@pytest.mark.parametrize("size", [1, 2, 5, 7, 64, 1000, 10_000])
async def test_frames_are_whole_however_they_are_cut(cast, size):
    stream = b"".join(MIXED)
    async with dial(cast.server) as (reader, writer):
        await enter(cast, reader, writer)
        for start in range(0, len(stream), size):
            writer.write(stream[start : start + size])
            await asyncio.sleep(0)
        # A control may overtake what waits for its turn, but nothing is lost.
        assert sorted(map(str, await answers(reader, 6))) == sorted(map(str, SAID))


async def test_a_message_in_pieces_and_all_after_it_are_heard(cast):
    whole = json.dumps(PLEASE).encode()
    async with dial(cast.server) as (reader, writer):
        await enter(cast, reader, writer)
        writer.write(text(PLEASE) + masked(TEXT, whole[:5], first=0))
        writer.write(masked(PING, b"between") + masked(0, whole[5:]) + text(PLEASE))
        said = await answers(reader, 4)
        assert sorted(map(str, said)) == sorted(["pong"] * 3 + [str(b"between")])


async def test_a_close_is_answered_and_nothing_after_it_heard(cast):
    async with dial(cast.server) as (reader, writer):
        await enter(cast, reader, writer)
        goodbye = struct.pack("!H", 1000)
        writer.write(text(PLEASE) + masked(CLOSE, goodbye) + text(PLEASE) * 3)
        rest = await reader.read()
    assert rest.count(b'"pong"') <= 1
    assert rest.endswith(bytes((FIN | CLOSE, 2)) + goodbye)


async def test_a_flood_in_one_packet_is_closed_like_any_other(cast):
    async with dial(cast.server) as (reader, writer):
        await enter(cast, reader, writer)
        writer.write(text(PLEASE) * 200)
        opcode, payload = TEXT, b""
        while opcode != CLOSE:
            opcode, payload = await heard(reader)
    assert payload[:2] == struct.pack("!H", 4008)
