"""A session that ends, ends everywhere: sockets, streams, polls, forms and commands."""

import asyncio
import http.client
import json
import time
from secrets import token_hex
from typing import Any, Final

import pytest

from e2e.bot import PATIENCE, Bot, Room, post
from e2e.contract.cast import Cast, alternate
from e2e.server import Kind, Server

PASSWORD: Final = "chalk-and-slate-9"
OTHER: Final = "ink-and-pencil-8"
LIMIT: Final = 5.0  # seconds, for all who are to hear of it
SOCKETS: Final = 6  # as many as reach each of three processes, most likely
HERE: Final = (
    Kind.UVICORN,
    Kind.DAPHNE,
    pytest.param(Kind.MANY, marks=pytest.mark.slow),
)


def sent(server: Server, path: str, cookie: str = "", **fields: str) -> str:
    """Send a form; the cookie of whoever one is afterwards."""
    response = post(server, path, cookie, **fields)
    for line in response.headers.get_all("Set-Cookie") or ():
        if line.startswith("tictac_guest="):
            return line.partition(";")[0]
    return cookie


def keep(server: Server, cookie: str) -> tuple[str, str]:
    """Make the guest with this cookie an account; its name, and the cookie now."""
    name = f"Ada {token_hex(4)}x"
    fields = {"name": name, "new": PASSWORD, "again": PASSWORD}
    return name, sent(server, "/account/", cookie, **fields)


def sign_in(server: Server, name: str, password: str = PASSWORD) -> str:
    return sent(server, "/account/sign-in/", name=name, password=password)


def request(
    server: Server, method: str, path: str, cookie: str, body: str | None = None
) -> tuple[int, str]:
    """Ask the API as a page of ours does; the answer, once it is whole."""
    connection = http.client.HTTPConnection(server.host, timeout=PATIENCE)
    try:
        headers = {"Cookie": cookie, "Origin": server.url}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def command(server: Server, room: Room, cookie: str, **fields: Any) -> tuple[int, str]:
    """What the API says to it: the status, and the code of a refusal."""
    path = f"/api/rooms/{room.code}/commands?seat=1"
    status, text = request(server, "POST", path, cookie, json.dumps(fields))
    return status, json.loads(text).get("code", "")


def ask(server: Server, path: str, cookie: str) -> "asyncio.Future[tuple[int, str]]":
    work = asyncio.to_thread(request, server, "GET", path, cookie)
    return asyncio.ensure_future(work)


async def told(bots: list[Bot]) -> None:
    for bot in bots:
        await bot.until(lambda frame: frame["type"] in {"welcome", "rooms"})


async def all_closed(bots: list[Bot], began: float) -> set[int]:
    codes = await asyncio.gather(*(bot.closed() for bot in bots))
    assert time.monotonic() - began < LIMIT
    return set(codes)


@pytest.mark.parametrize("either_server", HERE, indirect=True)
async def test_signing_out_closes_every_socket_of_the_session(cast):
    server, room = cast.server, await cast.open_room()
    name, cookie = await asyncio.to_thread(keep, server, room.cookie)
    other = await asyncio.to_thread(sign_in, server, name)
    paths = [f"{room.path}?seat=1", "/ws/lobby"] * SOCKETS
    bots = [await cast.join(path, cookie=cookie) for path in paths]
    staying = [await cast.join(path, cookie=other) for path in paths[:2]]
    await told(bots + staying)
    polls = [
        ask(server, f"/api/rooms/{room.code}/{way}", cookie)
        for way in ("events?since=99&wait=25", "stream")
    ]
    await asyncio.sleep(0.3)  # they wait

    await asyncio.to_thread(sent, server, "/account/sign-out/", cookie)
    began = time.monotonic()
    assert await all_closed(bots, began) == {4001}
    poll, stream = await asyncio.wait_for(asyncio.gather(*polls), LIMIT)
    assert (poll[0], json.loads(poll[1])["code"]) == (401, "signed_out")
    assert stream[1].endswith(
        'event: close\ndata: {"code":4001,"reason":"signed_out"}\n\n'
    )
    assert time.monotonic() - began < LIMIT

    # Nothing of it is taken any more, in whatever process.
    for _ in range(SOCKETS):
        asked = await asyncio.to_thread(command, server, room, cookie, type="leave")
        assert asked == (401, "signed_out")
        again = await cast.join(f"{room.path}?seat=1", cookie=cookie)
        assert (await again.closed(), again.heard) == (4001, [])
        bots.append(again)
    if server.kind is not Kind.DAPHNE:  # which gives no reasons
        assert {bot.reason for bot in bots} == {"signed_out"}
    # The control: the same player's other browser plays on, by the same ways.
    assert (await staying[0].ask("leave"))["type"] == "ack"
    asked = await asyncio.to_thread(command, server, room, other, type="sit", seat=1)
    assert asked == (200, "")
    assert staying[1].code is None


@pytest.mark.parametrize("either_server", HERE, indirect=True)
async def test_another_password_closes_the_other_sessions(cast):
    server, room = cast.server, await cast.open_room()
    name, cookie = await asyncio.to_thread(keep, server, room.cookie)
    stolen = await asyncio.to_thread(sign_in, server, name)
    bots = [
        await cast.join(f"{room.path}?seat=1", cookie=stolen) for _ in range(SOCKETS)
    ]
    own = await cast.join(f"{room.path}?seat=1", cookie=cookie)
    await told([*bots, own])
    fields = {"password": PASSWORD, "new": OTHER, "again": OTHER}
    fresh = await asyncio.to_thread(
        sent, server, "/account/password/", cookie, **fields
    )
    began = time.monotonic()
    assert await all_closed(bots, began) == {4001}
    assert await all_closed([own], began) == {4010}
    assert fresh != cookie
    back = await cast.join(f"{room.path}?seat=1", cookie=fresh)
    assert (await back.hear("welcome"))["seat"] == 1
    assert (await back.ask("leave"))["type"] == "ack"
    with pytest.raises(RuntimeError, match="answers 422"):
        await asyncio.to_thread(sign_in, server, name)


@pytest.mark.parametrize("either_server", HERE, indirect=True)
async def test_a_guest_becomes_an_account_and_plays_on(cast):
    server = cast.server
    room, alice, bob = await cast.sit_down()
    await alternate(alice, bob, 4, 0)
    began = time.monotonic()
    _, cookie = await asyncio.to_thread(keep, server, room.cookie)
    assert cookie != room.cookie
    assert await all_closed([alice], began) == {4010}
    asked = await asyncio.to_thread(command, server, room, room.cookie, type="resign")
    assert asked[0] == 401
    alice = await cast.join(room.path, cookie=cookie)
    welcome = await alice.hear("welcome")
    assert (welcome["seat"], welcome["mark"]) == (1, "X")
    await alice.hear("state")
    assert (await alice.ask("move", cell=1, key="later"))["type"] == "ack"
    # Whoever has the guest's old cookie has nothing.
    async with asyncio.timeout(20):
        code = 4010
        while code == 4010:  # for as long as its browser may be on the way
            thief = await cast.join(f"{room.path}?seat=1", cookie=room.cookie)
            code = await thief.closed()
            assert thief.heard == []
            await asyncio.sleep(0.5)
    assert code == 4001
    asked = (0, "renewed")
    async with asyncio.timeout(10):  # another process may have heard of it later
        while asked[1] == "renewed":
            asked = await asyncio.to_thread(
                command, server, room, room.cookie, type="resign", game=1
            )
    assert asked == (401, "signed_out")


@pytest.mark.parametrize("kind", [Kind.UVICORN])  # those of many have Redis
async def test_it_holds_in_every_process_without_a_word_between_them(
    serve, contract, tmp_path
):
    """Two servers that share nothing but the database, as when Redis is away."""
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'both.sqlite3'}"}
    first, second = serve(**settings), serve(**settings)
    async with Cast(first, contract) as here, Cast(second, contract) as there:
        room = await here.open_room()
        name, cookie = await asyncio.to_thread(keep, first, room.cookie)
        other = await asyncio.to_thread(sign_in, second, name)
        bots = [
            await cast.join(path, cookie=cookie)
            for cast in (here, there)
            for path in (f"{room.path}?seat=1", "/ws/lobby")
        ]
        control = await there.join(f"{room.path}?seat=1", cookie=other)
        await told([*bots, control])
        await asyncio.to_thread(sent, first, "/account/sign-out/", cookie)
        began = time.monotonic()
        assert await all_closed(bots, began) == {4001}
        for server in (first, second):
            asked = await asyncio.to_thread(command, server, room, cookie, type="leave")
            assert asked == (401, "signed_out")
        assert (await control.ask("leave"))["type"] == "ack"


@pytest.mark.parametrize("kind", [Kind.UVICORN])
async def test_guesses_are_counted_over_processes(serve, contract, tmp_path):
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'both.sqlite3'}"}
    servers = serve(**settings), serve(**settings)
    async with Cast(servers[0], contract) as cast:
        room = await cast.open_room()
        name, _ = await asyncio.to_thread(keep, servers[0], room.cookie)
        guesses = 0
        while await asyncio.to_thread(is_wrong, servers[guesses % 2], name):
            guesses += 1
            assert guesses < 12
        assert guesses >= 5
        # Nor does the right one help meanwhile, at the other.
        with pytest.raises(RuntimeError, match="answers 429"):
            await asyncio.to_thread(sign_in, servers[(guesses + 1) % 2], name)


def is_wrong(server: Server, name: str) -> bool:
    """Guess; whether it was looked at."""
    with pytest.raises(RuntimeError, match=r"answers 4(22|29)") as refused:
        sign_in(server, name, OTHER)
    return "422" in str(refused.value)
