"""A room on a server of this test's own, which answers as it is told, or not at all."""

import asyncio
import io
import json

import pytest
from websockets.asyncio.server import serve

from tictac.terminal import board, line, outbox
from tictac.terminal.line import EndError
from tictac.terminal.room import Place, Room
from tictac.terminal.screen import Screen
from tictac.terminal.typed import Typed

SITTING = {"type": "welcome", "seat": 2, "mark": "O", "resume": "token", "now": 0}
STANDING = SITTING | {"seat": None, "mark": None}


class Typist(Typed):
    """Types the lines it was given, each once the screen shows what it waits for."""

    def __init__(self, out, *lines):
        self._out, self._script = out, list(lines)

    async def line(self):
        if not self._script:
            return None
        wanted, text = self._script.pop(0)
        async with asyncio.timeout(5):
            while wanted not in self._out.getvalue():  # noqa: ASYNC110 - looks on
                await asyncio.sleep(0.005)
        return text


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(line, "FIRST", 0.01)
    monkeypatch.setattr(outbox, "PAUSES", (0.01,))


@pytest.fixture
def visit():
    """Stay in the room `behave` makes; what came, and what was shown."""

    async def visit(behave, *lines, has_title=False, **place):
        asked, out = [], io.StringIO()

        async def serve_one(socket):
            asked.append(
                (socket.request.path, socket.request.headers.get("Authorization"))
            )
            await behave(socket, len(asked))
            await socket.wait_closed()

        async with serve(serve_one, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            where = Place(f"http://127.0.0.1:{port}", "K7QX2M", **place)
            screen = Screen(out, board.plain, has_title=has_title)
            room = Room(where, screen, Typist(out, *lines))
            async with asyncio.timeout(20):
                await room.stay()
        return asked, out.getvalue()

    return visit


async def says(socket, *messages):
    for message in messages:
        await socket.send(json.dumps(message))


async def hears(socket):
    return json.loads(await socket.recv())


async def test_what_has_no_answer_is_sent_again_as_it_was(visit, state):
    heard = []

    async def behave(socket, number):
        await says(socket, SITTING, state(turn="O"))
        heard.append(await hears(socket))
        if number == 1:
            await socket.close(4012, "10")
        else:
            await says(socket, {"type": "ack", "key": heard[-1]["key"], "v": 4})

    asked, shown = await visit(behave, ("Your turn.", "b2"))
    assert heard[0] == heard[1]
    assert heard[0] | {"type": "move", "cell": 4, "ply": 0, "game": 1} == heard[0]
    assert asked == [
        ("/ws/game/K7QX2M", None),
        ("/ws/game/K7QX2M?seat=2", "Bearer token"),
    ]
    assert "The server is being updated. Your game is safe.\nConnected.\n" in shown


async def test_what_could_not_be_saved_is_sent_again_with_its_key(visit, state):
    heard: list[dict[str, object]] = []

    async def behave(socket, _number):
        await says(socket, SITTING, state(turn="O"))
        while len(heard) < 3:
            heard.append(await hears(socket))
            answer = {"type": "rejected", "key": heard[-1]["key"], "message": "No."}
            await says(socket, answer | {"code": "unavailable", "v": 3})
        await says(socket, {"type": "ack", "key": heard[-1]["key"], "v": 4})

    _, shown = await visit(behave, ("Your turn.", "b2"))
    assert heard[0] == heard[1] == heard[2]
    assert "Not saved yet. Trying again…" in shown


async def test_a_seat_taken_before_the_answer_came_is_not_asked_for_twice(visit, state):
    players = [{"name": "Alice"}, None]
    heard = []

    async def behave(socket, number):
        if number == 1:
            await says(socket, STANDING, state(players=players, status="waiting"))
            heard.append(await hears(socket))
            await socket.close(1011)
        else:
            await says(socket, SITTING, state(v=4))

    _, shown = await visit(behave, ("Alice's turn.", "quit"))
    assert [letter["type"] for letter in heard] == ["sit"]
    assert "Connection lost. Your game is safe. Reconnecting…" in shown


async def test_who_watches_takes_no_seat_and_stays_when_nothing_is_typed(visit, state):
    players = [{"name": "Alice"}, None]

    async def behave(socket, _number):
        await says(socket, STANDING, state(players=players, status="waiting"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await socket.recv()
        await socket.close(4004)

    with pytest.raises(EndError):
        await visit(behave, watch=True)


async def test_who_finds_no_seat_is_told(visit, state):
    async def behave(socket, _number):
        await says(socket, {"type": "news from later"}, STANDING, state())

    _, shown = await visit(behave, ("", "help"))
    assert "Both seats are taken, so you're watching." in shown
    assert "resign    give the game up" in shown


async def test_who_goes_without_an_answer_is_told(visit, state, monkeypatch):
    monkeypatch.setattr("tictac.terminal.room.LAST_WORDS", 0.05)

    async def behave(socket, _number):
        await says(socket, SITTING, state())

    _, shown = await visit(behave, ("turn.", "resign"), ("", "quit"))
    assert shown.endswith("Your last command has no answer yet.\n")


async def test_time_goes_on_while_nothing_is_heard(visit, state):
    async def behave(socket, _number):
        running = {"left": [9_000, 9_000], "running": 1, "at": 0}
        await says(socket, SITTING, state(ply=2, clock=running))

    def left(seconds):
        return f"Time left: Alice 0:0{seconds}."

    _, shown = await visit(behave, (left(8), "quit"), has_title=True)
    assert shown.count("\n") == shown[: shown.rindex("turn.\n")].count("\n") + 1
    assert shown.endswith("\x1b[23;2t")


async def test_after_an_outage_it_says_how_much_time_it_took(visit, state):
    async def behave(socket, number):
        welcome = SITTING | {"now": 0 if number == 1 else 30_000}
        running = {"left": [60_000, 60_000], "running": 1, "at": 0}
        await says(socket, welcome, state(ply=2, clock=running))
        if number == 1:
            await socket.close(4012, "10")

    _, shown = await visit(behave, ("Connected.", "quit"))
    assert "Connected.\nTime left: Alice 0:30, Bob (you) 1:00.\n" in shown


async def test_who_opened_the_room_comes_as_the_same(visit, state):
    tokens = []

    async def behave(socket, _number):
        tokens.append(socket.request.headers["Authorization"])
        await says(socket, SITTING, state())

    await visit(behave, token="alice's")  # noqa: S106 - of nobody
    assert tokens == ["Bearer alice's"]
