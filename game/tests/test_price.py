"""What things may cost, in counts that are the same on every machine."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from game import log, protocol, remarks, talks
from game.engine.commands import Move, Sit
from game.tests.stage import ALICE, BOB, CAROL, alice, bob, submit

pytestmark = pytest.mark.django_db(transaction=True)

WATCHERS = 20


class Counted:
    """Counts the calls of what it stands for, and passes them on."""

    def __init__(self, monkeypatch, owner, name):
        self.calls = 0
        original = getattr(owner, name)

        def call(*args, **options):
            self.calls += 1
            return original(*args, **options)

        monkeypatch.setattr(owner, name, call)


@pytest.fixture
def counted(monkeypatch):
    return lambda owner, name: Counted(monkeypatch, owner, name)


@pytest.fixture
async def table(tabs, game):
    """Alice, Bob, and a crowd that watches; everybody has heard all there is so far."""
    players = [await tabs(ALICE, f"game/{game}"), await tabs(BOB, f"game/{game}")]
    crowd = [await tabs(CAROL, f"game/{game}") for _ in range(WATCHERS)]
    for tab in (*players, *crowd):
        await tab.hears("welcome")
        await tab.hears("state")
    await asyncio.sleep(0.5)  # the presence of them all is told
    return players, crowd


async def test_a_move_is_encoded_once_for_everybody(table, counted):
    (mover, other), crowd = table
    encoded = counted(protocol, "encode")
    await mover.says(type="move", cell=4)
    for tab in (mover, other, *crowd):
        await tab.hears("state")
    assert encoded.calls == 1


async def test_a_move_makes_no_task(table):
    (mover, other), crowd = table
    loop, made = asyncio.get_running_loop(), []

    def make(loop, work, **options):
        made.append(work)
        return asyncio.Task(work, loop=loop, **options)

    loop.set_task_factory(make)
    await mover.says(type="move", cell=4, key="k")
    await asyncio.sleep(0.1)
    loop.set_task_factory(None)
    assert made == []
    for tab in (other, *crowd):
        await tab.hears("state")


async def test_a_message_that_changes_nothing_reaches_no_thread(table, counted):
    (mover, _), _ = table
    handed = counted(ThreadPoolExecutor, "submit")
    for _ in range(10):
        await mover.says(type="ping", v=3)
        await mover.hears("pong")
    # The position check of all rooms, every 2 s, may fall into this time.
    assert handed.calls <= 1


async def test_what_was_said_is_read_once_for_a_whole_crowd(tabs, game, counted):
    read = counted(remarks, "newest")
    crowd = [await tabs(CAROL, f"game/{game}") for _ in range(WATCHERS)]
    for tab in crowd:
        await tab.hears("welcome")
        await tab.hears("state")
    assert read.calls <= 2  # those who came before it was known share the next


async def test_a_move_asks_nothing_of_the_chat(table, counted):
    (mover, other), crowd = table
    calls = [counted(talks.Talks, name) for name in ("hear", "_want", "_read", "_tell")]
    await mover.says(type="move", cell=4, key="k")
    for tab in (other, *crowd):
        await tab.hears("state")
    assert [each.calls for each in calls] == [0] * 4


async def test_an_idle_connection_is_one_task(table):
    assert table
    tasks = asyncio.all_tasks()
    assert len(tasks) <= WATCHERS + 2 + 2, tasks


async def test_moves_that_come_together_are_committed_together(rooms, counted):
    found = []
    for _ in range(200):
        code = await rooms.open(ALICE, "classic", private=False)
        await rooms.ask(code, Sit(2), bob)
        found.append(await rooms.find(code))
    inserted = counted(log, "insert")
    for by, cell in ((alice, 4), (bob, 0), (alice, 1), (bob, 2), (alice, 8)):
        await asyncio.gather(*(submit(rooms, room, Move(cell), by) for room in found))
    assert inserted.calls <= 100  # for 1,000 moves
