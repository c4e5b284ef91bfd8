import asyncio

import pytest
from channels.layers import get_channel_layer

from game import closes, sockets
from game.consumers import LobbyFeed
from game.engine.commands import Sit
from game.identity import COOKIE
from game.protocol import Ping
from game.routing import sockets as application
from game.sockets import Socket, drain
from game.tests.stage import ALICE, BOB, Tab, bob, log_of, until

pytestmark = pytest.mark.django_db(transaction=True)

NONSENSE = ["nonsense", "null", "[]", "{}", '{"type":5}', "[" * 4000, "x" * 4097]


@pytest.fixture
async def tab(tabs):
    """Any socket promises the same: this one shows the lobby."""
    tab = await tabs(ALICE, "lobby")
    await tab.hears("rooms")
    return tab


@pytest.fixture
def limits(settings):
    """Set before a socket connects."""

    def limit(**values):
        for name, value in values.items():
            setattr(settings, f"SOCKET_{name.upper()}", value)

    return limit


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


@pytest.mark.parametrize("text", NONSENSE)
async def test_nonsense_is_answered_and_the_socket_lives(tab, text):
    await tab.sends(text)
    answer = await tab.hears("rejected")
    assert (answer["code"], answer["key"]) == ("bad_message", None)
    await tab.says(type="ping")
    await tab.hears("pong")


async def test_a_binary_frame_is_answered(tab):
    await tab.send_input({"type": "websocket.receive", "bytes": b'{"type":"ping"}'})
    assert (await tab.hears("rejected"))["code"] == "bad_message"
    await tab.says(type="ping")
    await tab.hears("pong")


async def test_an_unknown_command_is_answered_with_its_key(tab):
    await tab.says(type="fly", key="f1")
    answer = await tab.hears("rejected")
    assert (answer["code"], answer["key"]) == ("unknown_type", "f1")


async def test_the_tenth_nonsense_in_a_row_closes(tab):
    for _ in range(9):
        await tab.sends("nonsense")
        await tab.hears("rejected")
    await tab.sends("nonsense")
    assert await tab.is_closed() == closes.BAD_PROTOCOL


async def test_sense_in_between_forgives(tab):
    for _ in range(2):
        for _ in range(9):
            await tab.sends("nonsense")
            await tab.hears("rejected")
        await tab.says(type="ping")
        await tab.hears("pong")


async def test_what_comes_after_the_close_is_not_heard(tabs, code):
    tab = await tabs(BOB, f"game/{code}")
    for _ in range(10):
        await tab.sends("nonsense")
    await tab.says(type="sit", seat=2)
    assert await tab.is_closed() == closes.BAD_PROTOCOL
    assert len(log_of(code)) == 2


async def test_who_is_too_fast_is_told_and_then_closed(tabs, limits):
    limits(burst=3, rate=0)
    tab = await tabs(ALICE, "lobby")
    await tab.hears("rooms")
    for number in range(7):
        await tab.says(type="ping", key=f"p{number}")
    for _ in range(3):
        await tab.hears("pong")
    for number in range(3, 6):
        answer = await tab.hears("rejected")
        assert (answer["code"], answer["key"]) == ("rate_limited", f"p{number}")
    assert await tab.is_closed() == closes.TOO_MANY


async def test_nonsense_counts_too(tabs, limits):
    limits(burst=1, rate=0)
    tab = await tabs(ALICE, "lobby")
    await tab.hears("rooms")
    for expected in ("bad_message", "rate_limited"):
        await tab.sends("nonsense")
        assert (await tab.hears("rejected"))["code"] == expected
    await tab.sends("nonsense")
    assert await tab.is_closed() == closes.TOO_MANY


async def test_who_waits_may_speak_again(tabs, limits):
    limits(burst=1, rate=50)
    tab = await tabs(ALICE, "lobby")
    await tab.hears("rooms")
    for _ in range(3):
        await tab.says(type="ping")
        await tab.hears("pong")
        await asyncio.sleep(0.05)


async def test_who_is_silent_is_closed(tabs, limits):
    limits(silence=0.05)
    tab = await tabs(ALICE, "lobby")
    assert await tab.is_closed() == closes.SILENT


async def test_a_ping_breaks_the_silence(tabs, limits):
    limits(silence=0.3)
    tab = await tabs(ALICE, "lobby")
    await tab.hears("rooms")
    for _ in range(6):
        await asyncio.sleep(0.1)
        await tab.says(type="ping")
        await tab.hears("pong")


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
    monkeypatch.setattr(sockets, "CLOSE_TIMEOUT", 0.05)
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
    with pytest.raises(NotImplementedError):
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
