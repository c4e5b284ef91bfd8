"""A room heard over HTTP: nothing missed, counted, bounded, ended with the server."""

import asyncio
import json
import threading

import pytest

from game.api import limits, listening, wires
from game.api.app import Api
from game.bans import ban
from game.connection import drain
from game.engine.commands import Close, Move
from game.engine.events import Player
from game.sockets import Socket
from game.tests.api.asked import Asked, pages
from game.tests.stage import ALICE, BOB, CAROL, alice, bob, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(game):
    return f"/api/rooms/{game}"


async def listeners(number):
    await until(lambda: len(Socket.all) == number)


async def test_what_is_new_already_is_told_at_once(ask, room):
    answer = await ask(CAROL, "GET", f"{room}/events?since=2")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert (answer.json["type"], answer.json["v"]) == ("state", 3)


async def test_a_poll_without_a_version_is_a_look(ask, room):
    assert (await ask(CAROL, "GET", f"{room}/events")).json["v"] == 3


async def test_a_poll_waits_for_what_is_newer(begin, rooms, game, room):
    poll = await begin(CAROL, "GET", f"{room}/events?since=3&wait=20")
    await listeners(1)
    assert await poll.receive_nothing(timeout=0.05)
    await rooms.ask(game, Move(4), alice)
    answer = await poll.answered()
    assert (answer.status, answer.json["v"]) == (200, 4)


async def test_a_poll_ends_with_nothing(ask, room):
    answer = await ask(CAROL, "GET", f"{room}/events?since=3&wait=0")
    assert (answer.status, answer.body) == (204, b"")


async def test_nothing_falls_between_two_polls(ask, rooms, game, room):
    """Moves as fast as they go: a poll tells the newest, never an older."""

    async def play():
        for ply in range(7):
            await rooms.ask(game, Move(ply), alice if ply % 2 == 0 else bob)

    playing, seen = asyncio.create_task(play()), [3]
    while seen[-1] < 10:
        answer = await ask(CAROL, "GET", f"{room}/events?since={seen[-1]}")
        assert answer.status == 200
        assert answer.json["v"] > seen[-1]
        seen.append(answer.json["v"])
    await playing


async def test_who_waits_holds_no_thread(begin, ask, room):
    await ask(CAROL, "GET", room)
    before = threading.active_count()
    for number in range(30):
        somebody = Player(f"p{number}", "Somebody")
        await begin(somebody, "GET", f"{room}/events?since=3")
        await begin(somebody, "GET", f"{room}/stream")
    await listeners(60)
    assert threading.active_count() == before


async def test_a_stream_tells_what_a_socket_is_told(begin, rooms, game, room):
    stream = await (await begin(ALICE, "GET", f"{room}/stream")).starts()
    assert stream.headers["content-type"] == "text/event-stream"
    assert stream.headers["cache-control"] == "no-store, no-transform"
    welcome = await stream.event()
    assert "id" not in welcome
    told = json.loads(welcome["data"])
    assert (told["type"], told["seat"], told["mark"]) == ("welcome", 1, "X")
    state = await stream.event()
    assert (state["id"], json.loads(state["data"])["type"]) == ("3", "state")
    await rooms.ask(game, Move(4), alice)
    assert (await stream.event())["id"] == "4"


async def test_a_stream_goes_on_after_what_was_heard_last(begin, rooms, game, room):
    last = {"last-event-id": "3"}
    stream = await (await begin(ALICE, "GET", f"{room}/stream", **last)).starts()
    assert "welcome" in (await stream.event())["data"]
    await rooms.ask(game, Move(4), alice)
    assert (await stream.event())["id"] == "4"


@pytest.mark.parametrize("last", ["", "x", "-1", "9" * 40, "\u00b2"])
async def test_an_odd_last_id_is_none(begin, room, last):
    odd = {"last-event-id": last}
    stream = await (await begin(ALICE, "GET", f"{room}/stream", **odd)).starts()
    assert "welcome" in (await stream.event())["data"]
    assert (await stream.event())["id"] == "3"


async def test_a_quiet_stream_is_kept_alive(begin, room, limits, monkeypatch):
    limits(silence=0.05)
    monkeypatch.setattr(wires, "KEEP_ALIVE", 0.02)
    stream = await (await begin(CAROL, "GET", f"{room}/stream")).starts()
    heard = b""
    while heard.count(b": still here\n\n") < 5:
        part = await stream.receive_output(timeout=5)
        assert part["more_body"]
        heard += part["body"]


async def test_who_listens_is_there_until_they_go(begin, rooms, game, room):
    presence = (await rooms.find(game)).presence
    stream = await (await begin(ALICE, "GET", f"{room}/stream")).starts()
    watcher = await begin(CAROL, "GET", f"{room}/events?since=3")
    await until(lambda: presence.sockets == [1, 1, 0])
    await stream.goes()
    await watcher.goes()
    await until(lambda: presence.sockets == [0, 0, 0])
    assert not presence.is_live(1, 0)


async def test_who_polls_is_there_between_two_polls(ask, rooms, game, room):
    presence = (await rooms.find(game)).presence
    await ask(ALICE, "GET", f"{room}/events?since=3&wait=0")
    assert presence.sockets == [0, 0, 0]
    assert [presence.shared(presence.since[1])[seat] for seat in (3, 4)] == [1, 0]


async def test_nobody_waits_too_often(begin, ask, room, monkeypatch):
    monkeypatch.setattr(limits, "LISTENERS_OF_ONE", 2)
    monkeypatch.setattr(limits, "LISTENERS_OF_AN_ADDRESS", 3)
    path = f"{room}/events?since=3"
    first = await begin(ALICE, "GET", path)
    await begin(ALICE, "GET", path)
    await listeners(2)
    assert (await ask(ALICE, "GET", path)).problem == (429, "too_many")
    await begin(BOB, "GET", path)
    await listeners(3)
    assert (await ask(CAROL, "GET", path)).problem == (429, "too_many")
    await first.goes()
    await listeners(2)
    await begin(CAROL, "GET", path)
    await listeners(3)


async def test_the_server_s_end_is_told(begin, room):
    stream = await (await begin(ALICE, "GET", f"{room}/stream")).starts()
    poll = await begin(BOB, "GET", f"{room}/events?since=3")
    await listeners(2)
    await drain()
    assert (await poll.answered()).problem == (503, "restarting")
    told = await stream.event()
    while told.get("event") != "close":
        told = await stream.event()
    assert json.loads(told["data"])["code"] == 4012
    assert 200 <= int(told["retry"]) < 1500
    last = await stream.receive_output(timeout=5)
    assert not last.get("more_body")


async def test_a_room_s_end_is_told(begin, rooms, code):
    stream = await (await begin(ALICE, "GET", f"/api/rooms/{code}/stream")).starts()
    poll = await begin(CAROL, "GET", f"/api/rooms/{code}/events?since=2")
    await listeners(2)
    await rooms.ask(code, Close(), alice)
    assert (await poll.answered()).problem == (404, "no_such_room")
    told = await stream.event()
    while told.get("event") != "close":
        told = await stream.event()
    assert json.loads(told["data"])["code"] == 4004


async def test_whoever_is_banned_hears_no_more(begin, room, at_the_door, settings):
    settings.POSITION_CHECK = 0.05
    poll = await begin(ALICE, "GET", f"{room}/events?since=3")
    await listeners(1)
    await at_the_door(ban, [ALICE.id])
    assert (await poll.answered()).problem == (403, "banned")


async def test_who_does_not_read_is_let_go(rooms, game, room, limits, monkeypatch):
    """A send that hangs for good holds neither the room nor a place in it."""
    limits(send_timeout=0.05)
    asked = Asked("GET", f"{room}/stream", None, {})
    hangs, sent = asyncio.Event(), []

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)
        await hangs.wait()

    presence = (await rooms.find(game)).presence
    monkeypatch.setattr(listening, "CLOSE_TIMEOUT", 0.05)
    request = asyncio.create_task(Api(pages)(asked.scope, receive, send))
    await until(lambda: presence.sockets[0])
    await until(lambda: not presence.sockets[0])
    async with asyncio.timeout(5):
        await request


@pytest.mark.parametrize("part", ["events", "stream"])
async def test_a_room_that_cannot_be_read_is_told_as_that(ask, room, monkeypatch, part):
    monkeypatch.setattr(
        "game.journal.Journal.catch_up", lambda _self, _known, done: done(None)
    )
    assert (await ask(ALICE, "GET", f"{room}/{part}")).problem == (503, "unavailable")
