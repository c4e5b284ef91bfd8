"""Peers that do not even keep to HTTP or to WebSocket's own rules."""

import asyncio
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import pytest

from e2e.contract.cast import alternate
from e2e.server import Server

PATIENCE: Final = 10

KEY: Final = "dGhlIHNhbXBsZSBub25jZQ=="
SHAKE: Final = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    f"Sec-WebSocket-Key: {KEY}\r\n\r\n"
)


def frame(
    opcode: int, payload: bytes = b"", *, first: int = 0x80, mask: bool = True
) -> bytes:
    """A frame as the protocol wants it, or nearly."""
    bit, size = (0x80 if mask else 0), len(payload)
    if size < 126:
        head = struct.pack("!BB", first | opcode, bit | size)
    else:
        head = struct.pack("!BBH", first | opcode, bit | 126, size)
    return head + (bytes(4) if mask else b"") + payload


PING: Final = b'{"type": "ping"}'

BROKEN: Final = {
    "no mask": frame(1, PING, mask=False),
    "a reserved kind": frame(3, PING),
    "a reserved control": frame(11),
    "a reserved bit": frame(1, PING, first=0xC0),
    "all reserved bits": frame(1, PING, first=0xF0),
    "a long control": frame(9, bytes(126)),
    "a control in pieces": frame(9, b"x", first=0),
    "a piece of nothing": frame(0, PING),
    "a message within a message": frame(1, PING, first=0) + frame(1, PING),
    "a size without end": struct.pack("!BBQ", 0x81, 0x80 | 127, 2**62) + bytes(4),
    "a negative size": struct.pack("!BBQ", 0x81, 0x80 | 127, 2**64 - 1) + bytes(4),
    "noise": bytes(range(255, -1, -1)) * 8,
    "plain http": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a close of one byte": frame(8, b"\x03"),
    "a close with no such code": frame(8, struct.pack("!H", 0)),
    "a close with a reserved code": frame(8, struct.pack("!H", 1006)),
    "a close that is no text": frame(8, struct.pack("!H", 1000) + b"\xff"),
    "a close and more": frame(8, struct.pack("!H", 1000)) + frame(1, PING) * 3,
    "text that is cut": frame(1, b'{"type": "\xd0'),
    "text cut between pieces": frame(1, b"\xd0", first=0) + frame(0, b"\x20"),
}


def shake(old: str = "", new: str = "", coding: str = "ascii") -> bytes:
    return SHAKE.replace(old, new).encode(coding)


def with_header(line: str, coding: str = "ascii") -> bytes:
    return shake("\r\n\r\n", f"\r\n{line}\r\n\r\n", coding)


# What comes instead of a handshake.
KNOCKS: Final = {
    "nothing": b"",
    "noise": bytes(range(256)) * 8,
    "a tls hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
    "no version": shake("Sec-WebSocket-Version: 13\r\n"),
    "an old version": shake("Version: 13", "Version: 8"),
    "no key": shake(f"Sec-WebSocket-Key: {KEY}\r\n"),
    "a short key": shake(KEY, "YQ=="),
    "a key that is none": shake(KEY, "!"),
    "two keys": with_header("Sec-WebSocket-Key: YQ=="),
    "another method": shake("GET", "POST"),
    "another upgrade": shake("websocket", "h2c"),
    "no host": shake("Host: {host}\r\n"),
    "two hosts": with_header("Host: evil.example"),
    "an enormous header": with_header("X: " + "x" * 200_000),
    "many headers": with_header("\r\n".join(["X: x"] * 3000)),
    "a header that is no text": with_header("X: \xff", "latin-1"),
    "an origin that is no text": with_header("Origin: \xff", "latin-1"),
    "a cookie that is no text": with_header("Cookie: \xff=\xfe", "latin-1"),
    "a host that is no text": shake("{host}", "\xff", "latin-1"),
    "an old http": shake("HTTP/1.1", "HTTP/1.0"),
    "half a handshake": shake()[:60],
}


@asynccontextmanager
async def dial(server: Server) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        async with asyncio.timeout(PATIENCE):
            yield reader, writer
    finally:
        writer.close()


async def tell(reader: StreamReader, writer: StreamWriter, what: bytes) -> bytes:
    """Say it, fall silent, and return what comes back until the other side hangs up."""
    with suppress(OSError):
        writer.write(what)
        await writer.drain()
        writer.write_eof()
        return await reader.read()
    return b""


@pytest.mark.parametrize("nonsense", BROKEN.values(), ids=BROKEN.keys())
async def test_a_peer_that_breaks_the_frames_harms_nobody(cast, nonsense):
    room, alice, bob = await cast.sit_down()
    async with dial(cast.server) as (reader, writer):
        writer.write(SHAKE.format(path=room.path, host=cast.server.host).encode())
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        await tell(reader, writer, nonsense)
    await alternate(alice, bob, 4, 0)


@pytest.mark.parametrize("knock", KNOCKS.values(), ids=KNOCKS.keys())
async def test_a_peer_that_breaks_the_handshake_harms_nobody(cast, knock):
    room, alice, bob = await cast.sit_down()
    knock = knock.replace(b"{path}", room.path.encode())
    knock = knock.replace(b"{host}", cast.server.host.encode())
    async with dial(cast.server) as (reader, writer):
        answer = await tell(reader, writer, knock)
    assert b" 500 " not in answer.partition(b"\r\n")[0]
    await alternate(alice, bob, 4, 0)


async def test_nothing_is_unpacked(cast):
    """A few bytes that unpack into many are no way in: packing is not agreed to."""
    room = await cast.open_room()
    bot = await cast.join(room.path, compression="deflate")
    assert bot.extensions == []
