"""How connections end: with the code that the contract says, and for its reason."""

import asyncio
import signal
import socket
from contextlib import suppress

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from e2e.bot import Bot, close_room
from e2e.conftest import EVERY_KIND
from e2e.contract.cast import Cast, alternate
from e2e.server import Server
from game.closes import CLOSES


@pytest.mark.parametrize("code", ["K7QX2M", "K7QX2MK7"])
async def test_a_room_that_is_not_there(cast, code):
    bot = await cast.join(f"/ws/game/{code}")
    assert await bot.closed() == 4004
    assert bot.heard == []


@pytest.mark.parametrize("kind", EVERY_KIND)
async def test_silence_ends_and_a_ping_is_enough(serve, contract):
    server = serve(SOCKET_SILENCE="1")
    async with Cast(server, contract) as cast:
        room = await cast.open_room()
        quiet, awake = await cast.join(room.path), await cast.join(room.path)
        lobby = await cast.join("/ws/lobby")
        listening = asyncio.gather(quiet.closed(), lobby.closed())
        while not listening.done():
            await awake.send("ping")
            await asyncio.wait([listening], timeout=0.2)
        assert set(await listening) == {4009}
        await awake.send("ping")
        await awake.hear("pong")


async def test_who_does_not_read_is_shut_out_while_others_play(serve, contract):
    server = serve(SOCKET_SEND_TIMEOUT="1", SOCKET_BURST="100000")
    async with Cast(server, contract) as cast:
        room, alice, bob = await cast.sit_down("gomoku")
        deaf = await connect_narrowly(server, room.path)
        await alice.hear("presence", spectators=1)
        shouting = asyncio.create_task(shout(deaf))
        async with asyncio.timeout(20):
            cells = iter(range(0, 200, 2))
            while alice.last("presence")["spectators"]:
                cell = next(cells)
                await alternate(alice, bob, cell, cell + 1)
                await asyncio.wait([shouting], timeout=0.1)
        await alternate(alice, bob, 201, 202)
        deaf.transport.abort()
        await asyncio.gather(shouting, deaf.wait_closed())


async def test_who_reads_again_reads_why_it_was_shut_out(serve, contract):
    server = serve(SOCKET_BURST="100000")
    async with Cast(server, contract) as cast:
        room, alice, _ = await cast.sit_down("gomoku")
        url = f"ws://{server.host}{room.path}"
        deaf = await connect(url, max_queue=None, proxy=None, compression=None)
        await alice.hear("presence", spectators=1)
        deaf.transport.pause_reading()
        while alice.last("presence")["spectators"]:
            asking = deaf.send('{"type": "ping", "v": -1}')
            with suppress(TimeoutError):
                await asyncio.wait_for(asking, 0.1)
        deaf.transport.resume_reading()
        with suppress(ConnectionClosed):
            while True:
                await deaf.recv()
        assert deaf.close_code == 4011


async def connect_narrowly(server: Server, path: str) -> ClientConnection:
    """Through a window as small as can be: what is not read soon stands in the way."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    narrow.connect(("127.0.0.1", server.port))
    url = f"ws://{server.host}{path}"
    return await connect(url, sock=narrow, max_queue=1, proxy=None, compression=None)


async def shout(connection):
    """Ask for the whole state without end, and read none of it."""
    try:
        while True:
            await connection.send('{"type": "ping", "v": -1}')
    except ConnectionClosed:
        pass


async def test_a_server_that_stops_tells_everybody_and_forgets_nothing(serve, contract):
    server = serve()
    async with Cast(server, contract) as cast:
        room, alice, bob = await cast.sit_down()
        carol = await cast.join(f"{room.path}?seat=watch")
        lobby = await cast.join("/ws/lobby")
        await alternate(alice, bob, 4, 0)
        before = alice.state
        stopping = asyncio.to_thread(server.stop, signal.SIGTERM)
        everybody = [bot.closed() for bot in (alice, bob, carol, lobby)]
        status, *codes = await asyncio.gather(stopping, *everybody)
        assert status == 0
        assert codes == [4012] * 4

        await asyncio.to_thread(server.start)
        back = await cast.join(room.path, cookie=room.cookie)
        assert (await back.hear("welcome"))["seat"] == 1
        assert await back.hear("state") == before


async def test_ctrl_c_amid_moves_loses_none_that_was_confirmed(serve, contract):
    server = serve()
    async with Cast(server, contract) as cast:
        room, alice, bob = await cast.sit_down("gomoku")
        playing = asyncio.create_task(play_on(alice, bob))
        await bob.until(lambda frame: frame.get("ply") == 6)
        stopping = asyncio.to_thread(server.stop, signal.SIGINT)
        status, _ = await asyncio.gather(stopping, playing)
        assert (status, alice.code, bob.code) == (0, 4012, 4012)
        await asyncio.to_thread(server.start)
        back = await cast.join(room.path, cookie=room.cookie)
        kept = await back.hear("state")
        confirmed = [f["v"] for f in (*alice.heard, *bob.heard) if f["type"] == "ack"]
        assert kept["v"] >= max(confirmed)


async def test_a_key_outlives_a_server_that_is_killed(serve, contract):
    server = serve()
    async with Cast(server, contract) as cast:
        room, alice, _ = await cast.sit_down()
        move = {"cell": 4, "ply": 0, "game": 1, "key": "kept"}
        answer = await alice.ask("move", **move)
        server.kill()
        assert await alice.closed() == 1006
        await asyncio.to_thread(server.start)
        back = await cast.join(room.path, cookie=room.cookie)
        assert (await back.hear("state"))["moves"] == [4]
        assert await back.ask("move", **move) == answer


async def play_on(alice: Bot, bob: Bot) -> None:
    """Both fill the board in turn until they are cut off."""
    try:
        for cell in range(0, 224, 2):
            await alternate(alice, bob, cell, cell + 1)
    except (AssertionError, ConnectionClosed):
        pass


async def test_a_room_that_is_closed_lets_everybody_go(cast):
    room = await cast.open_room()
    alice = await cast.join(room.path, cookie=room.cookie)
    carol = await cast.join(room.path)
    await carol.hear("state")
    await asyncio.to_thread(close_room, cast.server, room)
    assert (await alice.closed(), await carol.closed()) == (4004, 4004)
    late = await cast.join(room.path)
    assert await late.closed() == 4004


def test_each_close_code_has_one_meaning():
    codes = [close.code for close in CLOSES]
    assert codes == sorted(set(codes))
    assert all(4000 <= code < 5000 for code in codes)
