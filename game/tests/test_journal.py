import asyncio
from functools import partial

import pytest
from django.db import InterfaceError, connection
from django.db.backends.signals import connection_created

from game import database, log, summaries
from game.engine.events import Closed
from game.engine.evolve import fold
from game.journal import MAX_GROUP, Journal, Result, store
from game.log import Append
from game.tests.engine.scenes import Scene
from game.tests.stage import log_of, outsider, until, written

pytestmark = pytest.mark.django_db(transaction=True)


def opening(code, key=None, body=""):
    events = Scene().log
    rows = summaries.changes(code, None, fold(events), events)
    return Append(code, 1, events, key=key, body=body, **rows)


def codes(number):
    return [f"R{index:05}" for index in range(number)]


class HastyJournal(Journal):
    """The control: it says "stored" before anything is."""

    def append(self, append, done):
        done(Result.STORED)
        super().append(append, lambda _: None)


@pytest.fixture
async def writer():
    return Journal(asyncio.get_running_loop())


@pytest.fixture
def commits(request):
    """How many there were, as the database itself counts."""
    return request.getfixturevalue(f"commits_of_{connection.vendor}")


@pytest.fixture
def commits_of_postgresql():
    """Every row bears the number of the transaction that wrote it."""

    def count():
        with outsider() as database:
            (commits,) = database.execute(
                "SELECT count(DISTINCT xmin::text) FROM game_event"
            ).fetchone()
        return commits

    return count


@pytest.fixture
def commits_of_sqlite():
    """It tells what the writer's connection asks of it."""
    statements: list[str] = []

    def listen(connection, **_):
        connection.connection.set_trace_callback(statements.append)

    database.close()
    connection_created.connect(listen)
    yield lambda: statements.count("COMMIT")
    connection_created.disconnect(listen)
    database.close()


async def append(writer, *appends):
    """Hand them over in one turn of the loop; their results, in order."""
    results = [asyncio.get_running_loop().create_future() for _ in appends]
    for each, result in zip(appends, results, strict=True):
        writer.append(each, result.set_result)
    return await asyncio.gather(*results)


async def catch_up(writer, known):
    tails = asyncio.get_running_loop().create_future()
    writer.catch_up(known, tails.set_result)
    return await tails


async def test_what_one_turn_of_the_loop_brings_is_one_commit(writer, commits):
    results = await append(writer, *map(opening, codes(200)))
    assert set(results) == {Result.STORED}
    assert written() == set(codes(200))
    assert commits() == 1


async def test_what_comes_during_a_commit_shares_the_next(writer, commits):
    stored: list[Result] = []
    for code in codes(100):
        writer.append(opening(code), stored.append)
        await asyncio.sleep(0)
    await until(lambda: len(stored) == 100)
    assert 2 <= commits() < 50


async def test_a_group_has_an_end(writer, commits):
    await append(writer, *map(opening, codes(MAX_GROUP + 1)))
    assert commits() == 2


async def test_who_loses_a_place_does_not_harm_the_group(writer):
    await append(writer, opening("TAKEN1"))
    results = await append(writer, opening("A"), opening("TAKEN1"), opening("B"))
    assert results == [Result.STORED, Result.LOST, Result.STORED]
    assert written() == {"TAKEN1", "A", "B"}


async def test_two_for_one_place_in_one_group_are_one_winner(writer):
    results = await append(writer, opening("A"), opening("A"))
    assert results == [Result.STORED, Result.LOST]


async def test_an_append_that_is_stored_already_is_stored(writer):
    mine = opening("A", key="k1")
    assert await append(writer, mine) == [Result.STORED]
    assert await append(writer, mine, opening("B")) == [Result.STORED] * 2
    assert log_of("A") == [(1, "opened"), (2, "sat")]


async def test_an_append_that_can_never_be_stored_harms_nobody(writer):
    homeless = Append("NOBODY", 3, [Closed(5)])
    unwritable = opening("BAD", key="\ud800")
    results = await append(writer, opening("A"), homeless, unwritable, opening("B"))
    assert results == [Result.STORED, Result.LOST, Result.FAILED, Result.STORED]


async def test_settling_waits_for_all_that_is_under_way(writer):
    stored: list[Result] = []
    await writer.settle()
    for code in codes(10):
        writer.append(opening(code), stored.append)
    await writer.settle()
    assert len(stored) == 10


async def test_a_callback_that_fails_does_not_stop_the_journal(writer, caplog):
    stored: list[Result] = []
    writer.append(opening("A"), lambda _: 1 / 0)
    writer.append(opening("B"), stored.append)
    await until(lambda: stored)
    assert "ZeroDivisionError" in caplog.text
    assert await append(writer, opening("C")) == [Result.STORED]


async def told_too_early(journal_class):
    """The rooms whose append was confirmed while an outsider could not see it."""
    writer = journal_class(asyncio.get_running_loop())
    early, told = [], []

    def confirmed(code, result):
        told.append(code)
        with outsider() as database:
            count = "SELECT count(*) FROM game_event WHERE room_id = %s"
            (rows,) = database.execute(count, (code,)).fetchone()
        if result is Result.STORED and not rows:
            early.append(code)

    for code in codes(20):
        writer.append(opening(code), partial(confirmed, code))
        await asyncio.sleep(0)
    await writer.settle()
    assert told == codes(20)
    return early


async def test_nothing_is_confirmed_before_its_commit():
    assert await told_too_early(Journal) == []


async def test_to_confirm_before_the_commit_would_be_noticed():
    assert await told_too_early(HastyJournal)


@pytest.mark.parametrize("trouble", ["locked", "read_only", "full"])
async def test_storage_in_trouble_fails_and_works_again(
    writer, storage, trouble, caplog
):
    assert await append(writer, opening("BEFORE")) == [Result.STORED]
    many = [opening(code, key="k1", body="x" * 20_000) for code in codes(50)]
    with getattr(storage, trouble)():
        assert set(await append(writer, *many)) == {Result.FAILED}
        assert "The log cannot be written" in caplog.text
        assert written() == {"BEFORE"}
        assert (await catch_up(writer, {"BEFORE": 0}))["BEFORE"]
    assert set(await append(writer, *many)) == {Result.STORED}
    assert written() == {"BEFORE", *codes(50)}


def test_a_broken_connection_is_tried_once_more(monkeypatch):
    """As after a restart of the database server: SQLite has no such thing."""
    connection.ensure_connection()
    connection.connection.close()
    monkeypatch.setattr(connection, "is_usable", lambda: False)
    monkeypatch.setattr(log, "insert", flaky(log.insert))
    assert store([opening("A")]) == [Result.STORED]
    assert len(log.tail("A", 0)) == 2


def flaky(insert):
    """Store it, and then lose the connection before the answer."""
    calls = []

    def once(appends):
        calls.append(appends)
        connection.close()
        connection.connect()
        insert(appends)
        if len(calls) == 1:
            raise InterfaceError("connection already closed")

    return once


async def test_catching_up_gives_what_is_new_in_each_room(writer):
    await append(writer, opening("A"), opening("B"))
    tails = await catch_up(writer, {"A": 1, "B": 2, "NOBODY": 0})
    assert [entry.v for entry in tails["A"]] == [2]
    assert tails["B"] == []
    assert tails["NOBODY"] is None
    assert await catch_up(writer, {}) == {}


async def test_a_log_that_cannot_be_understood_harms_no_other(writer, caplog):
    await append(writer, opening("A"), opening("B"))
    with outsider() as database:
        database.execute("UPDATE game_event SET type = 'new' WHERE room_id = 'A'")
    tails = await catch_up(writer, {"A": 0, "B": 0})
    assert list(tails) == ["B"]
    assert "The log of A cannot be understood" in caplog.text


async def test_a_database_that_cannot_be_read_is_none_and_comes_back(writer, caplog):
    await append(writer, opening("A"))
    with outsider() as database:
        database.execute("ALTER TABLE game_event RENAME TO elsewhere")
    try:
        assert await catch_up(writer, {"A": 0}) is None
    finally:
        with outsider() as database:
            database.execute("ALTER TABLE elsewhere RENAME TO game_event")
    assert "The log cannot be read" in caplog.text
    assert len((await catch_up(writer, {"A": 0}))["A"]) == 2


async def test_a_fault_in_the_thread_is_an_answer_all_the_same(writer, caplog):
    """A room whose answer never came would wait for ever."""
    assert await catch_up(writer, {"A": "nonsense", "B": 0}) is not None
    assert await append(writer, "nonsense") == [Result.FAILED]
    assert caplog.text


def test_a_loop_that_is_gone_is_not_called_back():
    async def leave():
        Journal(asyncio.get_running_loop()).append(opening("A"), lambda _: None)
        await asyncio.sleep(0)

    asyncio.run(leave())
    database.close()
    assert log.positions(["A"]) == {"A": 2}
