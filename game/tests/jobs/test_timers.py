"""What becomes of games and rooms that everybody has gone from."""

import pytest

from game.engine.commands import Expire, Move, Sit
from game.engine.errors import Rejection
from game.jobs import duties
from game.jobs.thread import in_thread
from game.models import Game, Room
from game.presence import WATCHING
from game.tests.stage import ALICE, alice, bob, log_of

pytestmark = pytest.mark.django_db(transaction=True)


def job(code, v):
    return {"type": "job_expire", "room": code, "v": v}


async def ends(code):
    return (await in_thread(lambda: log_of(code)))[-1][1]


async def due():
    return await in_thread(duties.expiring)


@pytest.fixture
async def old(rooms, ago):
    """A game between Alice and Bob, of two days ago."""
    ago(2)
    code = await rooms.open(ALICE, "classic", private=True)
    await rooms.ask(code, Sit(2), bob)
    v = await rooms.ask(code, Move(4), alice)
    ago(0)
    return code, v


async def test_a_game_nobody_plays_on_is_abandoned(rooms, old, timers):
    code, v = old
    assert await due() == [job(code, v)]
    await timers.dispatch(job(code, v))
    assert await ends(code) == "abandoned"
    assert await due() == []
    state = (await rooms.find(code)).state
    assert (state.outcome.winner, state.score) == (None, (0, 0, 0))
    row = await in_thread(lambda: Game.objects.values().get(room=code))
    assert (row["reason"], row["winner"], row["moves"]) == ("abandoned", "", "4")


async def test_so_is_one_against_the_computer(rooms, ago, timers):
    ago(2)
    code = await rooms.open(ALICE, "classic", private=False, computer=True)
    ago(0)
    await timers.dispatch(job(code, 3))
    assert await ends(code) == "abandoned"


async def test_a_room_where_somebody_waited_is_closed(rooms, ago, timers):
    ago(2)
    code = await rooms.open(ALICE, "classic", private=False)
    ago(0)
    assert await due() == [job(code, 2)]
    await timers.dispatch(job(code, 2))
    assert await ends(code) == "closed"


async def test_a_young_one_goes_on(rooms, game, timers):
    assert await due() == []
    await timers.dispatch(job(game, 3))
    assert await ends(game) == "sat"


async def test_the_log_knows_when_somebody_moved_last(rooms, old, timers):
    """The room's row, which no move touches, is as old as the first of them."""
    code, v = old
    await rooms.ask(code, Move(0), bob)
    await in_thread(lambda: Room.objects.filter(code=code).update(active_at=1))
    assert await due() == []
    for version in (v, v + 1):
        await timers.dispatch(job(code, version))
    assert await ends(code) == "moved"


async def test_as_long_as_everybody_is_there_nothing_ends(rooms, old, timers):
    code, v = old
    room = await rooms.find(code)
    rooms.enter(room, 1)
    rooms.enter(room, 2)
    await timers.dispatch(job(code, v))
    assert await ends(code) == "moved"
    rooms.leave(room, 2)
    rooms.enter(room, WATCHING)
    await timers.dispatch(job(code, v))
    assert await ends(code) == "abandoned"


async def test_it_is_done_once(rooms, old, timers, other_process):
    code, v = old
    await timers.dispatch(job(code, v))
    before = await in_thread(lambda: log_of(code))
    await timers.dispatch(job(code, v))
    assert other_process.rooms
    assert await in_thread(lambda: log_of(code)) == before


async def test_nothing_ends_where_it_is_turned_off(rooms, old, settings):
    settings.ABANDON_AFTER = 0
    assert await due() == []


async def test_no_more_are_asked_for_at_once_than_can_be_done(
    rooms, ago, monkeypatch, timers
):
    monkeypatch.setattr(duties, "AT_ONCE", 2)
    ago(2)
    codes = {await rooms.open(ALICE, "classic", private=False) for _ in range(3)}
    ago(0)
    first = await due()
    assert len(first) == 2
    for message in first:
        await timers.dispatch(message)
    (last,) = await due()
    assert {message["room"] for message in (*first, last)} == codes


async def test_players_cannot_have_it_done(rooms, old):
    with pytest.raises(Rejection):
        await rooms.ask(old[0], Expire(0), alice)
