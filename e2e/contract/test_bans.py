"""A ban, made by another process that tells nobody: it is heard of all the same."""

import asyncio
import time

import pytest

from e2e.bot import Room, post
from e2e.contract.cast import Cast
from e2e.server import Kind, Server

BAN = """
from game import bans, identity
bans.{what}([identity.from_cookie({cookie!r}.partition("=")[2]).player.id])
"""


async def decide(server: Server, what: str, room: Room) -> None:
    script = BAN.format(what=what, cookie=room.cookie)
    await asyncio.to_thread(server.manage, "shell", "--no-imports", "-c", script)


# Each process hears of it in its own time, and this looks at once.
@pytest.mark.parametrize("either_server", [Kind.UVICORN, Kind.DAPHNE], indirect=True)
async def test_who_is_banned_is_shown_out_and_does_not_come_in_again(cast):
    room = await cast.open_room()
    alice = await cast.join(f"{room.path}?seat=1", cookie=room.cookie)
    feed = await cast.join("/ws/lobby", cookie=room.cookie)
    bob = await cast.join(room.path)
    await bob.ask("sit")
    await decide(cast.server, "ban", room)
    # Daphne gives no reasons.
    reason = "" if cast.server.kind is Kind.DAPHNE else "banned"
    assert (await alice.closed(), alice.reason) == (4001, reason)
    assert (await feed.closed(), feed.reason) == (4001, reason)
    again = await cast.join(f"{room.path}?seat=1", cookie=room.cookie)
    assert (await again.closed(), again.reason) == (4001, reason)
    assert again.heard == []
    with pytest.raises(RuntimeError, match="answers 403"):
        post(cast.server, "/new/", room.cookie, variant="classic")
    assert (await bob.ask("leave"))["type"] == "ack"

    await decide(cast.server, "unban", room)
    back = None
    async with asyncio.timeout(5):
        while back is None or back.code is not None:
            back = await cast.join(f"{room.path}?seat=1", cookie=room.cookie)
            await back.end_or(lambda frame: frame["type"] == "welcome")
    assert back.last("welcome")["seat"] == 1


@pytest.mark.parametrize("kind", [Kind.UVICORN])  # those of many have Redis
async def test_it_holds_in_every_process_without_a_word_between_them(
    serve, contract, tmp_path
):
    """Two servers that share nothing but the database, as when Redis is away."""
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'both.sqlite3'}"}
    first, second = serve(**settings), serve(**settings)
    async with Cast(first, contract) as here, Cast(second, contract) as there:
        room = await here.open_room()
        bots = [
            await cast.join(path, cookie=room.cookie)
            for cast in (here, there)
            for path in (room.path, "/ws/lobby")
        ]
        for bot in bots:
            await bot.until(lambda frame: frame["type"] in {"welcome", "rooms"})
        await decide(first, "ban", room)
        began = time.monotonic()
        codes = await asyncio.gather(*(bot.closed() for bot in bots))
        assert codes == [4001] * 4
        assert time.monotonic() - began < 5
        for server in (first, second):
            with pytest.raises(RuntimeError, match="answers 403"):
                post(server, "/new/", room.cookie, variant="classic")


async def test_a_form_is_refused_even_where_nobody_is_connected(serve, contract):
    """No socket has its process look at who is banned: the form itself does."""
    server = serve()
    async with Cast(server, contract) as cast:
        room = await cast.open_room()
        post(server, "/new/", room.cookie, variant="classic")
        await decide(server, "ban", room)
        with pytest.raises(RuntimeError, match="answers 403"):
            await insist(server, room)


async def insist(server: Server, room: Room) -> None:
    """Open rooms for as long as a ban may take to be heard of."""
    async with asyncio.timeout(5):
        while True:
            post(server, "/new/", room.cookie, variant="classic")
            await asyncio.sleep(0.1)
