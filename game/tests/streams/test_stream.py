"""One stream of many: opened, followed, left, on our own layer and on a stock one."""

import asyncio
import json

import pytest
from channels.layers import get_channel_layer

from game.engine.commands import Close, Move, Sit
from game.routing import sockets
from game.sockets import Socket
from game.tests.stage import ALICE, alice, bob, until

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_room_is_watched_from_its_state_on(carol, rooms, game):
    stream = f"room:{game}"
    assert (await carol.watches(game))["v"] == 3
    await rooms.ask(game, Move(4), alice)
    state = await carol.hears_on(stream, "state")
    assert (state["v"], state["moves"]) == (4, [4])
    await carol.opens(stream, is_open=False)
    await carol.is_told(stream, is_open=False)
    await rooms.ask(game, Move(0), bob)
    await carol.hears_nothing()


async def test_rooms_do_not_mix(carol, rooms, game):
    other = await rooms.open(ALICE, "four", private=False)
    await rooms.ask(other, Sit(2), bob)
    await carol.watches(game)
    await carol.watches(other)
    await rooms.ask(other, Move(5), alice)
    assert (await carol.hears_on(f"room:{other}", "state"))["room"] == other
    await rooms.ask(game, Move(4), alice)
    assert (await carol.hears_on(f"room:{game}", "state"))["room"] == game


async def test_an_open_room_counts_one_watcher(carol, rooms, game):
    room = await rooms.find(game)
    await carol.watches(game)
    await carol.watches(game)  # asked again it is told again, and counted once
    assert room.presence.sockets == [1, 0, 0]
    await carol.opens(f"room:{game}", is_open=False)
    await carol.is_told(f"room:{game}", is_open=False)
    assert room.presence.sockets == [0, 0, 0]
    await carol.watches(game)
    assert room.presence.sockets == [1, 0, 0]
    await carol.tab.disconnect()
    assert (room.presence.sockets, Socket.all) == ([0, 0, 0], set())


async def test_who_watches_hears_who_is_here(carol, game):
    await carol.watches(game)
    while True:
        frame = json.loads((await carol.tab.receive_output(timeout=5))["text"])
        if frame["payload"]["type"] == "presence":
            assert (frame["stream"], frame["payload"]["spectators"]) == (
                f"room:{game}",
                1,
            )
            return


async def test_a_change_of_mind_ends_as_it_was_last_wished(carol, rooms, game):
    stream = f"room:{game}"
    for is_open in (True, False, True, False, True):
        await carol.opens(stream, is_open=is_open)
    told = [await carol.hears() for _ in range(4)]
    assert [frame.get("open") for frame in told] == [False, False, True, None]
    room = await rooms.find(game)
    assert room.presence.sockets == [1, 0, 0]
    await rooms.ask(game, Move(4), alice)
    assert (await carol.hears_on(stream, "state"))["v"] == 4


async def test_what_is_closed_and_opened_at_once_is_open(carol, rooms, game):
    stream = f"room:{game}"
    await carol.watches(game)
    for is_open in (False, True):
        await carol.opens(stream, is_open=is_open)
    told = [await carol.hears() for _ in range(3)]
    assert [frame.get("open") for frame in told] == [False, True, None]
    room = await rooms.find(game)
    assert room.presence.sockets == [1, 0, 0]
    await rooms.ask(game, Move(4), alice)
    assert (await carol.hears_on(stream, "state"))["v"] == 4


async def test_a_stream_that_broke_says_so_and_can_be_opened(carol, game, monkeypatch):
    async def broken(*_):
        raise ZeroDivisionError

    with monkeypatch.context() as mistake:
        mistake.setattr("game.rooms.Rooms.find", broken)
        await carol.opens(f"room:{game}")
        await carol.is_refused(f"room:{game}", "unavailable")
    await carol.watches(game)


async def test_who_is_behind_is_shown_the_state_before_the_pong(carol, game):
    stream = f"room:{game}"
    await carol.watches(game)
    await carol.says(stream, type="ping", v=3)
    assert (await carol.hears_on(stream, "pong"))["v"] == 3
    await carol.says(stream, type="ping", v=2)
    kinds = {(await carol.hears())["payload"]["type"] for _ in range(2)}
    assert kinds == {"state", "pong"}


async def test_a_room_that_cannot_be_read_is_refused_alone(carol, game, monkeypatch):
    with monkeypatch.context() as storage:
        storage.setattr(
            "game.journal.Journal.catch_up", lambda _self, _known, done: done(None)
        )
        await carol.opens(f"room:{game}")
        await carol.is_refused(f"room:{game}", "unavailable")
    await carol.watches(game)


async def test_a_room_that_is_closed_closes_its_stream(carol, rooms, game):
    other = await rooms.open(ALICE, "classic", private=False)
    await carol.watches(game)
    await carol.watches(other)
    await rooms.ask(other, Close(), alice)
    while (frame := await carol.hears()) != {"stream": f"room:{other}", "open": False}:
        assert frame["payload"]["type"] == "state"
    await rooms.ask(game, Move(4), alice)
    assert (await carol.hears_on(f"room:{game}", "state"))["v"] == 4
    await carol.opens(f"room:{other}")
    await carol.is_refused(f"room:{other}", "no_such_room")


class Slow:
    """A peer that reads nothing before the gate is open."""

    def __init__(self, *frames):
        self.gate, self.heard = asyncio.Event(), []
        self.frames: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self.frames.put_nowait({"type": "websocket.connect"})
        for frame in frames:
            text = json.dumps(frame)
            self.frames.put_nowait({"type": "websocket.receive", "text": text})

    async def send(self, message):
        if message["type"] == "websocket.send":
            await self.gate.wait()
            self.heard.append(json.loads(message["text"]))

    async def serve(self):
        scope = {"type": "websocket", "path": "/ws/streams", "headers": []}
        await sockets(scope | {"query_string": b""}, self.frames.get, self.send)


async def test_who_reads_slowly_skips_to_the_present_of_each_room(rooms, game):
    other = await rooms.open(ALICE, "classic", private=False)
    await rooms.ask(other, Sit(2), bob)
    peer = Slow(*({"stream": f"room:{code}", "open": True} for code in (game, other)))
    serving = asyncio.ensure_future(peer.serve())
    watched = [await rooms.find(code) for code in (game, other)]
    await until(lambda: all(room.presence.members for room in watched))
    for cell, by in ((4, alice), (0, bob), (1, alice)):
        await rooms.ask(game, Move(cell), by)
    await rooms.ask(other, Move(8), alice)
    await asyncio.sleep(0.05)  # a stock layer takes a few turns
    peer.gate.set()
    await until(lambda: len(peer.heard) >= 6)  # both open, both states, both presences
    states = [
        (frame["stream"], frame["payload"]["moves"])
        for frame in peer.heard
        if frame.get("payload", {}).get("type") == "state"
    ]
    assert sorted(states) == sorted(
        [(f"room:{game}", [4, 0, 1]), (f"room:{other}", [8])]
    )
    await peer.frames.put({"type": "websocket.disconnect"})
    await serving


async def test_what_comes_twice_or_late_is_no_news(carol, game):
    await carol.watches(game)
    old = {"type": "run_game", "room": game, "v": 3, "text": '{"type":"state"}'}
    await get_channel_layer().group_send(f"room_{game}", old)
    await carol.hears_nothing()
