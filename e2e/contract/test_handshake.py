"""Who may connect, and as whom: real handshakes on both servers."""

from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from e2e.bot import Bot
from e2e.contract.cast import alternate

# `{url}` is the server's own address, `{port}` its port, `{cookie}` that of a player.
REFUSED = {
    "a foreign origin": {"Origin": "https://evil.example"},
    "a foreign origin with a cookie": {
        "Origin": "https://evil.example",
        "Cookie": "{cookie}",
    },
    "no origin that counts": {"Origin": "null"},
    "our host by another scheme": {"Origin": "https://127.0.0.1:{port}"},
    "our host at another port": {"Origin": "http://127.0.0.1:1"},
    "our host without its port": {"Origin": "http://127.0.0.1"},
    "our address as a prefix": {"Origin": "{url}.evil.example"},
    "our address as a user": {"Origin": "{url}@evil.example"},
    "our other name": {"Origin": "http://localhost:{port}"},
    "a cookie without an origin": {"Cookie": "{cookie}"},
    "any cookie without an origin": {"Cookie": "a=b"},
}


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("path", ["{room}", "/ws/lobby"], ids=["room", "lobby"])
async def test_a_stranger_is_turned_away(cast, headers, path):
    server, room = cast.server, await cast.open_room()
    headers = {
        name: value.format(url=server.url, port=server.port, cookie=room.cookie)
        for name, value in headers.items()
    }
    with pytest.raises(InvalidStatus) as refusal:
        await cast.join(path.format(room=room.path), additional_headers=headers)
    # Daphne says 400 to an Origin that is no address at all.
    assert refusal.value.response.status_code in {400, 403}


async def test_a_host_that_is_not_ours_is_turned_away(cast):
    """A name that an attacker points at this machine: its pages may not come in."""
    room = await cast.open_room()
    headers = {"Origin": "http://rebound.example", "Host": "rebound.example"}
    with pytest.raises(InvalidStatus):
        await Bot.connect(cast.server, room.path, additional_headers=headers)


async def test_a_browser_is_its_cookie(cast):
    room = await cast.open_room()
    alice = await cast.join(room.path, cookie=room.cookie)
    welcome = await alice.hear("welcome")
    assert (welcome["seat"], welcome["mark"]) == (1, "X")
    assert "resume" not in welcome


async def test_a_browser_without_a_cookie_watches(cast):
    room = await cast.open_room()
    headers = {"Origin": cast.server.url}
    welcome = await (await cast.join(room.path, additional_headers=headers)).hear(
        "welcome"
    )
    assert welcome["seat"] is None


async def test_a_script_gets_a_token_and_comes_back_with_it(cast):
    room = await cast.open_room()
    first = await cast.join(room.path)
    token = (await first.hear("welcome"))["resume"]
    await first.ask("sit")
    second = await cast.join(room.path, token=token)
    assert (await second.hear("welcome"))["seat"] == 2


@pytest.mark.parametrize("spoil", ["{}x", "x{}", "", "{}:{}", "\xff"])
async def test_a_forged_cookie_is_nobody(cast, spoil):
    room = await cast.open_room()
    name, _, value = room.cookie.partition("=")
    forged = f"{name}={spoil.format(value, value)}"
    headers: Any = {"Cookie": forged, "Origin": cast.server.url}
    mallory = await cast.join(f"{room.path}?seat=1", additional_headers=headers)
    assert (await mallory.hear("welcome"))["seat"] is None
    await mallory.hear("state")
    assert (await mallory.play(4))["code"] == "not_seated"


async def test_a_cookie_is_no_token_and_a_token_no_cookie(cast):
    room = await cast.open_room()
    name, _, value = room.cookie.partition("=")
    as_token = await cast.join(f"{room.path}?seat=1", token=value.strip('"'))
    assert (await as_token.hear("welcome"))["seat"] is None
    bob = await cast.join(room.path)
    token = (await bob.hear("welcome"))["resume"]
    await bob.ask("sit")
    as_cookie = await cast.join(f"{room.path}?seat=2", cookie=f"{name}={token}")
    assert (await as_cookie.hear("welcome"))["seat"] is None


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Basic YTpi", "Bearer a b c", "Bearer \xff", "x" * 4000],
)
async def test_a_strange_token_is_nobody(cast, header):
    room = await cast.open_room()
    guest = await cast.join(room.path, additional_headers={"Authorization": header})
    welcome = await guest.hear("welcome")
    assert welcome["seat"] is None
    assert welcome["resume"]


@pytest.mark.parametrize(
    "query",
    [
        *("seat=2", "seat=3", "seat=0", "seat=", "seat", "seat=1%00", "seat=watch"),
        *("seat=%ff", "seat=2&seat=9", "a=b&c", "=&=&", "%", "seat=\u0661", "&" * 2000),
    ],
)
async def test_an_odd_wish_watches_or_gets_its_own_seat(cast, query):
    room, alice, bob = await cast.sit_down()
    path = f"{room.path}?{query}"
    stranger = await cast.join(path)
    assert (await stranger.hear("welcome"))["seat"] is None
    owner = await cast.join(path, cookie=room.cookie)
    assert (await owner.hear("welcome"))["seat"] in {None, 1}
    await alternate(alice, bob, 4, 0)


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/ws", "/ws/", "/ws/lobby/", "/ws/nowhere", "/ws/game/"),
        *("/ws/game/k7qx2m", "/ws/game/K7QX2", "/ws/game/K7QX2M9", "/ws/game/K7QX2M/"),
        *("/ws/game/../lobby", "/ws/game/%2e%2e", "/ws/game/%00", "/ws/game/%ff"),
        f"/ws/game/{'K' * 4000}",
    ],
)
async def test_an_unknown_path_is_closed_with_a_code(cast, path):
    async with await Bot.connect(cast.server, path) as bot:
        assert await bot.closed() == 4004
        assert not bot.heard


@pytest.mark.parametrize("path", ["/ws/lobby", "/ws/game/K7QX2M"])
async def test_a_socket_is_no_page(either_server, path):
    assert either_server.get(path).status == 404
