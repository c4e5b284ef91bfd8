import asyncio

import pytest
from channels.layers import get_channel_layer

from game import closes, connection
from game.connection import drain
from game.consumers import LobbyFeed
from game.engine.commands import Sit
from game.identity import COOKIE
from game.incoming import Ping
from game.routing import sockets as application
from game.sockets import Socket
from game.tests.stage import ALICE, Tab, bob, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "headers",
    [
        [(b"origin", b"http://evil.example"), (b"host", b"localhost")],
        [(b"origin", b"null"), (b"host", b"localhost")],
        [(b"cookie", f"{COOKIE}=x".encode())],
    ],
)
async def test_a_socket_from_elsewhere_is_not_accepted(headers):
    tab = Tab(None, "lobby", headers)
    assert await tab.connect() == (False, closes.FORBIDDEN)
    await tab.wait()


async def test_a_socket_from_our_own_pages_is(tabs):
    own = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
    tab = await tabs(None, "lobby", own)
    await tab.hears("rooms")


async def test_who_never_connects_is_let_go():
    tab = Tab(ALICE, "lobby", [])
    await tab.disconnect()
    assert not Socket.all


class Deaf:
    """A peer whose buffer is full: what is sent to it waits."""

    def __init__(self, *, hears_close):
        self.frames: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self.closed_with = None
        self._hears_close = hears_close
        self.frames.put_nowait({"type": "websocket.connect"})

    async def send(self, message):
        if message["type"] == "websocket.accept":
            return
        if message["type"] == "websocket.close":
            self.closed_with = message["code"]
            if self._hears_close:
                return
        await asyncio.Event().wait()

    async def serve(self, path):
        scope = {"type": "websocket", "path": path, "headers": [], "query_string": b""}
        await application(scope, self.frames.get, self.send)


@pytest.mark.parametrize("hears_close", [True, False])
async def test_who_does_not_read_is_closed(rooms, limits, monkeypatch, hears_close):
    monkeypatch.setattr(connection, "CLOSE_TIMEOUT", 0.05)
    limits(send_timeout=0.05)
    peer = Deaf(hears_close=hears_close)
    await asyncio.wait_for(peer.serve("/ws/lobby"), 5)
    assert peer.closed_with == closes.TOO_SLOW
    assert not Socket.all


async def test_who_does_not_read_keeps_nobody_waiting(tabs, rooms, code, limits):
    limits(send_timeout=5)
    peer = Deaf(hears_close=True)
    serving = asyncio.ensure_future(peer.serve(f"/ws/game/{code}"))
    tab = await tabs(ALICE, f"game/{code}")
    await tab.hears("welcome")
    await tab.hears("state")
    await rooms.ask(code, Sit(2), bob)
    assert (await tab.hears("state"))["v"] == 3
    serving.cancel()
    await asyncio.wait([serving])


class Gone(Deaf):
    """A peer who is no more when the server says goodbye."""

    async def send(self, message):
        if message["type"] == "websocket.close":
            raise RuntimeError("closed already")


async def test_a_peer_that_is_gone_while_it_is_closed_is_no_error(rooms):
    serving = asyncio.ensure_future(Gone(hears_close=True).serve("/ws/lobby"))
    await until(lambda: Socket.all)
    await drain()
    await serving


async def test_draining_tells_every_socket_and_sees_them_go(tabs, game):
    paths = ["lobby", f"game/{game}?seat=1", f"game/{game}", "lobby"]
    opened = [await tabs(ALICE, path) for path in paths]
    await drain()
    assert not Socket.all
    assert [await tab.is_closed() for tab in opened] == [closes.RESTARTING] * 4
    await drain()


async def test_who_comes_while_others_are_told_is_told_as_well(tabs, rooms):
    peer = Deaf(hears_close=False)
    serving = asyncio.ensure_future(peer.serve("/ws/lobby"))
    await until(lambda: Socket.all)
    draining = asyncio.ensure_future(drain())
    await asyncio.sleep(0.1)
    late = await tabs(ALICE, "lobby")
    await draining
    assert not Socket.all
    assert await late.is_closed() == closes.RESTARTING
    await serving


async def test_a_socket_the_server_drops_leaves_nothing(tabs, rooms, code):
    tab = await tabs(ALICE, f"game/{code}")
    await tab.hears("welcome")
    room = await rooms.find(code)
    assert room.presence.members == 1
    tab.future.cancel()
    await asyncio.wait([tab.future])
    assert tab.future.cancelled()
    assert (room.presence.members, Socket.all) == (0, set())
    groups = [value for value in vars(get_channel_layer()).values() if value]
    assert not [value for value in groups if isinstance(value, dict)]


async def test_a_socket_must_say_what_it_does():
    await Socket().opened()
    with pytest.raises(NotImplementedError):
        Socket().heard(Ping())
    Socket().closed()


async def test_a_fault_of_ours_ends_the_socket_and_is_seen(rooms, monkeypatch):
    tab = await Tab(ALICE, "lobby", []).enters()
    monkeypatch.setattr(LobbyFeed, "heard", lambda *_: 1 / 0)
    await tab.says(type="ping")
    with pytest.raises(ZeroDivisionError):
        await tab.wait()
    assert not Socket.all


async def test_no_message_but_run_reaches_a_method(tab, caplog):
    for name in ("close", "dispatch", "_tear_down", "heard"):
        await get_channel_layer().group_send("lobby", {"type": name, "code": 4000})
    await tab.hears_nothing()
    assert caplog.text.count("ValueError: no message for a socket") == 4


async def test_a_room_that_cannot_be_read_asks_to_come_back(code, rooms, monkeypatch):
    def fail(_self, _known, done):
        done(None)

    monkeypatch.setattr("game.journal.Journal.catch_up", fail)
    tab = Tab(ALICE, f"game/{code}", [])
    await tab.enters()
    assert await tab.is_closed() == closes.RESTARTING
