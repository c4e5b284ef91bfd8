"""Many streams on one socket, on our own layer and on a stock one."""

import asyncio
import json

import pytest
from channels.layers import get_channel_layer

from game import closes, envelope, metrics
from game.engine.commands import Close, Move, Sit
from game.errors import REFUSALS
from game.patience import MAX_NONSENSE
from game.routing import sockets
from game.sockets import Socket
from game.streams import MAX_ROOMS
from game.tests.stage import ALICE, CAROL, alice, bob, until

pytestmark = pytest.mark.django_db(transaction=True)

LAYERS = ["game.layers.LocalLayer", "channels.layers.InMemoryChannelLayer"]


@pytest.fixture(autouse=True, params=LAYERS)
def _layer(request, settings):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": request.param}}


class Reader:
    """A socket of streams; who is here is heard only by those who ask for it."""

    def __init__(self, tab):
        self.tab = tab

    async def opens(self, stream, *, is_open=True):
        await self.tab.says(stream=stream, open=is_open)

    async def says(self, stream, **payload):
        await self.tab.says(stream=stream, payload=payload)

    async def hears(self):
        while True:
            output = await self.tab.receive_output(timeout=5)
            assert output["type"] == "websocket.send", output
            frame = json.loads(output["text"])
            if frame.get("payload", {}).get("type") != "presence":
                return frame

    async def hears_on(self, stream, kind):
        frame = await self.hears()
        assert (frame["stream"], frame["payload"]["type"]) == (stream, kind), frame
        return frame["payload"]

    async def is_told(self, stream, *, is_open=True):
        assert await self.hears() == {"stream": stream, "open": is_open}

    async def is_refused(self, stream, code):
        refusal = await self.hears_on(stream, "rejected")
        assert refusal["code"] == code
        return refusal

    async def watches(self, code):
        """Open a room; its first state."""
        await self.opens(f"room:{code}")
        await self.is_told(f"room:{code}")
        return await self.hears_on(f"room:{code}", "state")

    async def hears_nothing(self):
        await asyncio.sleep(0.02)
        await self.tab.says(type="ping")
        assert (await self.hears())["type"] == "pong"


@pytest.fixture
async def carol(tabs):
    return Reader(await tabs(CAROL, "streams"))


async def test_an_echo_answers_what_it_was_told(carol):
    await carol.says("echo", text="hello", n=[1, None])
    assert await carol.hears() == {
        "stream": "echo",
        "payload": {"original_message": {"text": "hello", "n": [1, None]}},
    }
    await carol.opens("echo")
    await carol.is_told("echo")


async def test_the_lobby_says_what_is_so_and_then_what_changes(carol, tabs, code):
    await carol.opens("lobby")
    await carol.is_told("lobby")
    assert (await carol.hears_on("lobby", "rooms"))["waiting"] == []
    tab = await tabs(ALICE, f"game/{code}?seat=1")
    await tab.hears("welcome")
    changed = await carol.hears_on("lobby", "changed")
    assert [row["code"] for row in changed["rows"]] == [code]
    await carol.says("lobby", type="ping")
    assert (await carol.hears_on("lobby", "pong"))["v"] == 0
    await carol.opens("lobby", is_open=False)
    await carol.is_told("lobby", is_open=False)
    await tab.disconnect()
    await asyncio.sleep(0.6)
    await carol.hears_nothing()


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


async def test_a_socket_that_goes_leaves_nothing(carol, rooms, game):
    await carol.opens("lobby")
    await carol.opens(f"room:{game}")
    await until(lambda: all(s.task for s in Socket.all))
    await carol.tab.disconnect()
    room = await rooms.find(game)
    assert (room.presence.members, Socket.all) == (0, set())
    assert not getattr(get_channel_layer(), "_memberships", None)


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


async def test_who_is_behind_is_shown_the_state_before_the_pong(carol, game):
    stream = f"room:{game}"
    await carol.watches(game)
    await carol.says(stream, type="ping", v=3)
    assert (await carol.hears_on(stream, "pong"))["v"] == 3
    await carol.says(stream, type="ping", v=2)
    kinds = {(await carol.hears())["payload"]["type"] for _ in range(2)}
    assert kinds == {"state", "pong"}


async def test_rooms_are_for_watching(carol, rooms, game):
    stream = f"room:{game}"
    await carol.watches(game)
    for command in ({"type": "sit"}, {"type": "move", "cell": 4}, {"type": "leave"}):
        await carol.says(stream, **command, key="k")
        refusal = await carol.is_refused(stream, "not_allowed")
        assert (refusal["key"], refusal["v"]) == ("k", 3)
    assert (await rooms.find(game)).state.v == 3


async def test_a_command_without_a_stream_is_refused_without_one(carol):
    await carol.tab.says(type="sit", key="k")
    refusal = await carol.hears()
    assert (refusal["type"], refusal["code"], refusal["key"]) == (
        *("rejected", "not_allowed"),
        "k",
    )


async def test_a_bad_stream_harms_only_itself(carol, rooms, game):
    before = metrics.REJECTIONS["no_such_room"]._value.get()
    await carol.watches(game)
    await carol.opens("room:222222")
    await carol.is_refused("room:222222", "no_such_room")
    assert metrics.REJECTIONS["no_such_room"]._value.get() == before + 1
    await carol.says("room:222222", type="ping")
    await carol.is_refused("room:222222", "not_open")
    await carol.opens("nowhere")
    await carol.is_refused("nowhere", "no_such_stream")
    await carol.says("lobby", type="teleport")
    await carol.is_refused("lobby", "unknown_type")
    await carol.tab.sends("{")
    assert (await carol.hears())["code"] == "bad_message"
    await rooms.ask(game, Move(4), alice)
    assert (await carol.hears_on(f"room:{game}", "state"))["v"] == 4


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


async def test_nonsense_in_a_row_ends_the_socket(carol):
    for _ in range(MAX_NONSENSE):
        await carol.opens("nowhere")
    assert await carol.tab.is_closed() == closes.BAD_PROTOCOL


async def test_too_much_is_refused_on_its_stream_and_then_shut_out(carol, limits):
    for _ in range(20):
        await carol.says("echo")
        await carol.hears()
    await carol.says("echo")
    refusal = await carol.is_refused("echo", "rate_limited")
    assert refusal["message"] == REFUSALS["rate_limited"]
    for _ in range(30):
        await carol.says("echo")
    assert await carol.tab.is_closed() == closes.TOO_MANY


async def test_thirty_rooms_are_enough(limits, tabs, rooms):
    limits(burst=200)
    carol = Reader(await tabs(CAROL, "streams"))
    await carol.opens("lobby")  # which is not one of them
    await carol.is_told("lobby")
    await carol.hears_on("lobby", "rooms")
    codes = [
        await rooms.open(ALICE, "classic", private=True) for _ in range(MAX_ROOMS + 1)
    ]
    for code in codes[:-1]:
        await carol.watches(code)
    await carol.opens(f"room:{codes[-1]}")
    await carol.is_refused(f"room:{codes[-1]}", "too_many_streams")
    await carol.watches(codes[0])
    await carol.opens(f"room:{codes[0]}", is_open=False)
    await carol.is_told(f"room:{codes[0]}", is_open=False)
    await carol.watches(codes[-1])


async def test_a_move_is_wrapped_once_for_everybody(tabs, rooms, game, monkeypatch):
    readers = [Reader(await tabs(CAROL, "streams")) for _ in range(20)]
    for reader in readers:
        await reader.watches(game)
    await asyncio.sleep(0.3)  # the presence of them all is told
    before = envelope.wrapped.cache_info().misses
    await rooms.ask(game, Move(4), alice)
    for reader in readers:
        await reader.hears_on(f"room:{game}", "state")
    assert envelope.wrapped.cache_info().misses == before + 1


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
