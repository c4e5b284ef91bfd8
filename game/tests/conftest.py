import asyncio
import contextlib

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from game import threshold
from game.engine.commands import Sit
from game.rooms import Rooms
from game.tests.stage import ALICE, BOB, Process, Tab, bob
from game.tests.trouble import Storage


@pytest.fixture(autouse=True)
def nothing_leaks(_django_db_marker):
    """Rooms, the door's own and the journal's connections are gone after each test."""
    yield
    threshold.close()
    Rooms._by_loop.clear()


@pytest.fixture
async def rooms():
    rooms = Rooms.here()
    yield rooms
    await rooms.close()


@pytest.fixture
async def code(rooms):
    """A public room: Alice has opened it and sits in seat 1."""
    return await rooms.open(ALICE, "classic", private=False)


@pytest.fixture
async def game(rooms, code):
    """The same with Bob in seat 2: Alice is to move at v 3."""
    await rooms.ask(code, Sit(2), bob)
    return code


@pytest.fixture
async def tabs(rooms):
    """Open a socket: `await tabs(ALICE, f"game/{code}?seat=1")`."""
    opened = []

    async def enter(player, path, headers=()):
        opened.append(Tab(player, path, list(headers)))
        return await opened[-1].enters()

    yield enter
    for tab in opened:
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            await tab.disconnect(timeout=5)


@pytest.fixture
async def alice_and_bob(tabs, game):
    """Both at the board, with their welcome and the first state behind them."""
    pair = [await tabs(ALICE, f"game/{game}?seat=1"), await tabs(BOB, f"game/{game}")]
    for tab in pair:
        await tab.hears("welcome")
        await tab.hears("state")
    return pair


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


@pytest.fixture
def other_process():
    process = Process()
    yield process
    process.close()


@pytest.fixture
async def at_the_door():
    """The door as a page of a server reaches it: from a thread, on the loop."""

    async def call(function, *args, **kwargs):
        return await sync_to_async(function)(*args, **kwargs)

    yield call
    await sync_to_async(connections.close_all)()


@pytest.fixture
def storage(transactional_db, monkeypatch):
    storage = Storage.of(monkeypatch)
    with storage.impatient():
        yield storage
