"""Whatever ends a socket, its peer hears why, also in the middle of a sentence."""

import asyncio
import contextlib
import signal
import time
from collections import Counter

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

TIRELESS = {"SOCKET_BURST": "1000000", "SOCKET_RATE": "1000000"}
PING = '{"type": "ping"}'
UNMASKED = bytes(4)  # what a mask of zeros comes to
LONG_TEXT = b"\x81\xfe\x03\xe8" + UNMASKED + b" " * 1000


@pytest.fixture
async def server(start):
    server = await start("play", "--port=0", **TIRELESS)
    await server.until_ready()
    return server


async def join(server) -> ClientConnection:
    url = server.url.replace("http", "ws") + "ws/lobby"
    client = await connect(
        url, max_queue=None, compression=None, ping_interval=None, open_timeout=30
    )
    await client.recv()
    return client


async def end(client: ClientConnection) -> int | None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await client.recv()
    await client.wait_closed()
    return client.close_code


async def chat(client: ClientConnection) -> int | None:
    """Answer each answer, and be slow at it: something is always on its way."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            await client.send(PING)
            time.sleep(0.0002)  # noqa: ASYNC251 - the whole crowd stands still
            await client.send(PING.ljust(2000))
            for _ in range(2):
                await client.recv()
    return await end(client)


async def test_a_crowd_that_never_falls_silent_is_told_of_the_stop(server):
    clients = await asyncio.gather(*(join(server) for _ in range(200)))
    chatting = [asyncio.create_task(chat(client)) for client in clients]
    await asyncio.sleep(0.5)
    told, ended = await asyncio.gather(
        asyncio.gather(*chatting), server.stop(signal.SIGTERM)
    )
    assert Counter(told) == {4012: 200}
    assert ended == (0, "")


async def test_a_frame_on_its_way_does_not_keep_the_reason_from_its_sender(server):
    client = await join(server)
    client.transport.pause_reading()

    async def speak() -> int | None:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(4):
                await asyncio.sleep(0.2)
                await client.send(PING)
        client.transport.resume_reading()
        return await end(client)

    told, ended = await asyncio.gather(speak(), server.stop(signal.SIGTERM))
    assert (told, ended) == (4012, (0, ""))


async def test_who_does_not_answer_is_not_waited_for_long(server):
    deaf, talker = await join(server), await join(server)
    deaf.transport.pause_reading()
    began = time.monotonic()
    told, ended = await asyncio.gather(end(talker), server.stop(signal.SIGTERM))
    seconds = time.monotonic() - began
    deaf.transport.abort()
    assert (told, ended) == (4012, (0, ""))
    assert 1 < seconds < 5


def shout(client: ClientConnection, first: bytes) -> None:
    """Say something against the protocol, and do not stop at once."""
    client.transport.write(first)
    for _ in range(100):
        client.transport.write(LONG_TEXT)
        time.sleep(0.0002)


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (b"\xff\x80" + UNMASKED, 1002),  # reserved bits
        (b"\x81\xfe\xff\xff" + UNMASKED, 1009),  # 65,535 bytes are to come
        (b"\x81\x81" + UNMASKED + b"\xff", 1007),  # no UTF-8
        (b"\x81\x80" + UNMASKED + b"\x81\x81" + UNMASKED + b"\xff", 1007),
    ],
)
async def test_who_breaks_the_protocol_hears_it_while_still_talking(
    server, first, code
):
    clients = [await join(server) for _ in range(8)]
    for client in clients:
        shout(client, first)
    assert Counter([await end(client) for client in clients]) == {code: 8}
    assert (await server.stop()) == (0, "")


@pytest.mark.parametrize(
    "small", [b"\x89\x80" + UNMASKED, b"\x8a\x80" + UNMASKED, b"\x00\x80" + UNMASKED]
)
async def test_frames_nobody_is_told_of_are_counted_too(server, small):
    client, neighbour = await join(server), await join(server)
    if small[0] == 0:
        client.transport.write(b"\x01\x80" + UNMASKED)  # what goes on for ever
    for _ in range(20):
        client.transport.write(small)
    await neighbour.send(PING)
    assert "pong" in await neighbour.recv()
    for _ in range(200):
        client.transport.write(small)
    assert await end(client) == 1008
    await neighbour.send(PING)
    assert "pong" in await neighbour.recv()
    await neighbour.close()
    assert (await server.stop()) == (0, "")


async def test_who_breaks_the_protocol_and_stays_is_let_go(server):
    client = await join(server)
    client.transport.pause_reading()
    shout(client, b"\xff\x80" + UNMASKED)
    began = time.monotonic()
    ended = await server.stop(signal.SIGTERM)
    client.transport.abort()
    assert ended == (0, "")
    assert time.monotonic() - began < 5
