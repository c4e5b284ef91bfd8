"""Three processes, two people who do anything at all, and a database that hiccups.

Whatever happens: what was confirmed is in the log, once, at the place confirmed; what
was refused is not; and all come to see the same.
"""

import asyncio
import contextlib
import random
import sqlite3
import threading

import psycopg
import pytest

from game import log
from game.engine.commands import Actor, Decline, Leave, Move, Rematch, Resign, Sit
from game.engine.errors import Rejection
from game.engine.events import Player, Seat
from game.engine.evolve import fold
from game.errors import UnavailableError
from game.tests.stage import Process, locked

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = [Player(name, name.title()) for name in ("alice", "bob")]
ROOMS, WORKERS, COMMANDS = 3, 4, 30
BUSY = (sqlite3.OperationalError, psycopg.OperationalError)


class Story:
    """What everybody was told, by the key of what they asked."""

    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311 - a game of dice
        self.confirmed: dict[tuple[str, str], int] = {}
        self.refused: set[tuple[str, str]] = set()
        self.troubles = 0

    def command(self):
        seats: list[Seat] = [1, 2]
        seat = self.random.choice(seats)
        by = Actor(self.random.choice(PEOPLE), seat)
        cell = self.random.randrange(9)
        moves = [Move(cell)] * 8
        others = [Sit(), Sit(seat), Sit(), Leave(), Resign(), Rematch(), Decline()]
        return self.random.choice(moves + others), by

    async def live(self, rooms, codes, name):
        for number in range(COMMANDS):
            code, key = self.random.choice(codes), f"{name}-{number}"
            command, by = self.command()
            await self.ask(rooms, code, command, by, key)

    async def ask(self, rooms, code, command, by, key):
        while True:
            try:
                self.confirmed[code, key] = await rooms.ask(code, command, by, key)
            except UnavailableError:
                self.troubles += 1
                continue
            except Rejection:
                self.refused.add((code, key))
            return


@pytest.fixture
def processes(storage):
    started = [Process() for _ in range(3)]
    yield started
    for process in started:
        process.close()


@contextlib.contextmanager
def hiccups():
    """Every now and then the database is locked for longer than one waits for it.

    Also at the very beginning: however quick the machine, that is met by somebody.
    """
    has_begun, is_over = threading.Event(), threading.Event()

    def hiccup():
        while not is_over.is_set():
            with contextlib.suppress(*BUSY), locked():
                has_begun.set()
                is_over.wait(0.25)
            is_over.wait(0.1)

    thread = threading.Thread(target=hiccup)
    thread.start()
    has_begun.wait(5)
    yield
    is_over.set()
    thread.join()


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_the_log_is_what_was_told(processes, seed):
    story = Story(seed)
    codes = [
        processes[0].run(processes[0].rooms.open(None, "classic", private=False))
        for _ in range(ROOMS)
    ]
    with hiccups():
        everybody_lives(story, processes, codes)
    assert len(story.confirmed) + len(story.refused) == 3 * WORKERS * COMMANDS
    changed = 0
    for code in codes:
        entries = log.tail(code, 0)
        stored = {(code, entry.key): entry.v for entry in entries if entry.key}
        changed += len(stored)
        assert [entry.v for entry in entries] == list(range(1, len(entries) + 1))
        assert not story.refused & stored.keys()
        assert stored.items() <= story.confirmed.items()
        truth = fold(entry.event for entry in entries)
        for process in processes:
            assert process.run(process.rooms.find(code)).state == truth
    assert changed > 20
    assert story.troubles


def everybody_lives(story, processes, codes):
    living = [
        asyncio.run_coroutine_threadsafe(
            story.live(process.rooms, codes, f"{index}-{worker}"), process.loop
        )
        for index, process in enumerate(processes)
        for worker in range(WORKERS)
    ]
    for each in living:
        each.result(30)
