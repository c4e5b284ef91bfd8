import asyncio

import pytest

from game.engine.commands import Move
from game.errors import NoSuchRoomError, UnavailableError
from game.journal import Journal
from game.readings import Readings
from game.tests.stage import alice, outsider, until

pytestmark = pytest.mark.django_db(transaction=True)


class CountingJournal(Journal):
    reads = 0

    def catch_up(self, known, done):
        self.reads += 1
        super().catch_up(known, done)


@pytest.fixture
async def journal():
    return CountingJournal(asyncio.get_running_loop())


@pytest.fixture
async def readings(journal):
    return Readings(asyncio.get_running_loop(), journal, lambda _: 0)


def want(readings, code):
    found = asyncio.get_running_loop().create_future()
    readings.want(code, found.set_result)
    return found


async def test_all_who_ask_at_once_share_one_read(readings, journal, game):
    other = await asyncio.gather(*(want(readings, game) for _ in range(50)))
    assert journal.reads == 1
    assert [[entry.v for entry in entries] for entries in other] == [[1, 2, 3]] * 50


async def test_who_asks_during_a_read_gets_the_next(readings, journal, rooms, game):
    first = want(readings, game)
    await until(lambda: journal.reads == 1)
    writing = asyncio.ensure_future(rooms.ask(game, Move(4), alice))
    second = want(readings, game)
    assert readings.is_wanted(game)
    await asyncio.gather(first, second, writing)
    third = await want(readings, game)
    assert journal.reads == 3
    assert len(third) == 4
    assert not readings.is_wanted(game)


async def test_a_room_that_is_not_there_is_said_so(readings, game):
    missing, found = await asyncio.gather(
        want(readings, "NOBODY"), want(readings, game)
    )
    assert isinstance(missing, NoSuchRoomError)
    assert len(found) == 3


async def test_a_log_that_cannot_be_understood_is_unavailable(readings, game):
    with outsider() as database:
        database.execute("UPDATE game_event SET type = 'new'")
    assert isinstance(await want(readings, game), UnavailableError)


async def test_a_database_that_cannot_be_read_is_unavailable(readings, game):
    with outsider() as database:
        database.execute("ALTER TABLE game_event RENAME TO elsewhere")
    answer = await want(readings, game)
    with outsider() as database:
        database.execute("ALTER TABLE elsewhere RENAME TO game_event")
    assert isinstance(answer, UnavailableError)
    assert len(await want(readings, game)) == 3


async def test_who_cannot_take_the_answer_keeps_it_from_nobody(readings, game, caplog):
    readings.want(game, lambda _: 1 / 0)
    assert len(await want(readings, game)) == 3
    assert "ZeroDivisionError" in caplog.text
    assert len(await want(readings, game)) == 3
