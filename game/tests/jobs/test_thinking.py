"""The computer's part in a room: once, whoever is told of it and however often."""

import asyncio
import threading

import pytest
from channels.layers import get_channel_layer

from game import log
from game.checkup import Checkup
from game.engine.commands import Decline, Leave, Move, Rematch
from game.herald import THINK
from game.jobs import duties
from game.jobs.consumers import Think
from game.jobs.thread import in_thread
from game.tests.stage import ALICE, alice, log_of

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 50


def job(code, v):
    return {"type": "job_think", "room": code, "v": v}


def moves_of(code):
    return [v for v, kind in log_of(code) if kind == "moved"]


async def state_of(rooms, code):
    return (await rooms.find(code)).state


async def test_it_is_told_when_the_computer_is_to_move(rooms, duel):
    v = await rooms.ask(duel, Move(4), alice)
    async with asyncio.timeout(1):
        assert await get_channel_layer().receive(THINK) == job(duel, v)


async def test_nobody_is_told_of_a_game_between_people(rooms, game):
    layer = get_channel_layer()
    await rooms.ask(game, Move(4), alice)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(layer.receive(THINK), 0.05)


async def test_it_moves_once_and_only_at_that_version(rooms, duel, think):
    v = await rooms.ask(duel, Move(4), alice)
    await think.dispatch(job(duel, v - 1))
    await think.dispatch(job(duel, v + 1))
    assert moves_of(duel) == [v]
    for _ in range(3):
        await think.dispatch(job(duel, v))
    assert moves_of(duel) == [v, v + 1]
    assert (await state_of(rooms, duel)).turn is not None


async def test_it_plays_on_to_the_end_and_agrees_to_another_game(rooms, duel, think):
    """And begins that one, since it is X there."""
    while (state := await state_of(rooms, duel)).outcome is None:
        cell = state.position.legal_moves()[0]
        v = await rooms.ask(duel, Move(cell), alice)
        await think.dispatch(job(duel, v))
    v = await rooms.ask(duel, Rematch(), alice)
    await think.dispatch(job(duel, v))
    assert (await state_of(rooms, duel)).game == 2
    await think.dispatch(job(duel, v + 1))
    state = await state_of(rooms, duel)
    assert (state.position.ply, state.turn) == (1, state.mark_of(1))
    assert list(await in_thread(lambda: list(Checkup().findings()))) == []


async def test_what_has_become_of_the_room_meanwhile_harms_nobody(rooms, duel, think):
    v = await rooms.ask(duel, Move(4), alice)
    await rooms.ask(duel, Leave(), alice)
    before = log_of(duel)
    await think.dispatch(job(duel, v))
    await think.dispatch(job(duel, v + 1))
    await think.dispatch(job("AAAAAA", 3))
    assert log_of(duel) == before


async def test_an_offer_that_was_withdrawn_is_not_agreed_to(rooms, duel, think):
    while (state := await state_of(rooms, duel)).outcome is None:
        v = await rooms.ask(duel, Move(state.position.legal_moves()[0]), alice)
        await think.dispatch(job(duel, v))
    v = await rooms.ask(duel, Rematch(), alice)
    await rooms.ask(duel, Decline(), alice)
    await think.dispatch(job(duel, v))
    assert (await state_of(rooms, duel)).game == 1


async def test_what_nobody_was_told_of_is_found_in_the_database(
    rooms, duel, think, monkeypatch
):
    assert await in_thread(duties.thinking) == []
    v = await rooms.ask(duel, Move(4), alice)
    assert await in_thread(duties.thinking) == []  # it may be on its way
    monkeypatch.setattr(duties, "LATE", 0)
    assert await in_thread(duties.thinking) == [job(duel, v)]
    await think.dispatch(job(duel, v))
    assert await in_thread(duties.thinking) == []


async def test_an_unknown_job_stops_nothing(rooms, duel, think, caplog):
    await think.dispatch({"type": "job_of_tomorrow"})
    assert "job_of_tomorrow" in caplog.text
    caplog.clear()
    v = await rooms.ask(duel, Move(4), alice)
    await think.dispatch(job(duel, v))
    assert moves_of(duel) == [v, v + 1]


async def race(rooms, code, think, other_process, other):
    """Two workers are told of the same job at once."""
    v = await rooms.ask(code, Move(4), alice)
    barrier = threading.Barrier(2)

    async def there():
        await asyncio.to_thread(barrier.wait)
        await other.dispatch(job(code, v))

    async def here():
        await asyncio.to_thread(barrier.wait)
        await think.dispatch(job(code, v))

    done = asyncio.run_coroutine_threadsafe(there(), other_process.loop)
    await here()
    await asyncio.wrap_future(done)
    return v


@pytest.fixture
def other(other_process):
    """The consumer of another worker."""

    async def make():
        return Think()

    think = other_process.run(make())
    yield think
    other_process.run(think._thinker.close())


async def test_two_workers_at_the_same_job_make_one_move(
    rooms, think, other_process, other
):
    for _ in range(ROUNDS):
        code = await rooms.open(ALICE, "classic", private=True, computer=True)
        v = await race(rooms, code, think, other_process, other)
        assert moves_of(code) == [v, v + 1]
    assert list(await in_thread(lambda: list(Checkup().findings()))) == []


async def test_in_a_log_where_anybody_may_write_behind_the_other_it_would_be_two(
    rooms, think, other_process, other, monkeypatch
):
    """The control: whoever comes second takes the next `v` instead of losing."""
    insert = log.insert

    def insert_behind(appends):
        newest = log.positions([append.code for append in appends])
        for append in appends:
            append.v = newest.get(append.code, 0) + 1
        insert(appends)

    monkeypatch.setattr(log, "insert", insert_behind)
    twice = 0
    for _ in range(ROUNDS):
        code = await rooms.open(ALICE, "classic", private=True, computer=True)
        await race(rooms, code, think, other_process, other)
        twice += len(moves_of(code)) > 2
    assert twice > 0
