"""What is deleted by itself, and what never is."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from game.engine.commands import HOUSE, Close, Move, Sit
from game.jobs import duties, pruning
from game.jobs.thread import in_thread
from game.models import Room
from game.tests.stage import ALICE, alice, bob, log_of, written

pytestmark = pytest.mark.django_db(transaction=True)


def job(code, v):
    return {"type": "job_prune", "room": code, "v": v}


async def due():
    return await in_thread(duties.pruning)


@pytest.fixture
async def old(rooms, ago):
    """Two rooms of nine days ago, one of them closed the next day."""
    ago(9)
    waiting = await rooms.open(ALICE, "classic", private=False)
    closed = await rooms.open(ALICE, "classic", private=True)
    ago(8)
    await rooms.ask(closed, Close(), HOUSE)
    ago(0)
    return waiting, closed


async def test_old_rooms_nobody_moved_in_are_deleted_with_their_logs(
    rooms, old, code, prune
):
    assert await due() == [job(old[0], 2), job(old[1], 3)]
    for message in await due():
        await prune.dispatch(message)
    assert await in_thread(written) == {code}
    assert await in_thread(lambda: [r.code for r in Room.objects.all()]) == [code]
    assert await due() == []


async def test_what_has_a_move_in_it_stays_whatever_its_row_says(rooms, ago, prune):
    ago(1000)
    played = await rooms.open(ALICE, "classic", private=False)
    await rooms.ask(played, Sit(2), bob)
    await rooms.ask(played, Move(4), alice)
    ago(999)
    await rooms.ask(played, Close(), HOUSE)
    ago(0)
    assert await due() == []
    await in_thread(lambda: Room.objects.update(has_moves=False))
    (message,) = await due()
    await prune.dispatch(message)
    assert len(await in_thread(lambda: log_of(played))) == 5


async def test_a_room_somebody_comes_back_to_stays(rooms, old, prune):
    room = await rooms.find(old[0])
    rooms.enter(room, 1)
    await prune.dispatch(job(old[0], 2))
    rooms.leave(room, 1)
    await rooms.ask(old[0], Sit(2), bob)
    await prune.dispatch(job(old[0], 2))
    assert [kind for _, kind in await in_thread(lambda: log_of(old[0]))] == [
        *("opened", "sat", "sat")
    ]


async def test_nothing_is_deleted_where_it_is_turned_off(rooms, old, settings):
    settings.PRUNE_AFTER = 0
    assert await due() == []


async def test_sessions_that_have_run_out_are_deleted_some_at_a_time(
    transactional_db, prune, monkeypatch
):
    now = timezone.now()

    def make():
        for number in range(5):
            ends = now + timedelta(days=1 if number == 4 else -1)
            Session.objects.create(session_key=f"s{number}", expire_date=ends)
        return True

    def left():
        return sorted(Session.objects.values_list("pk", flat=True))

    monkeypatch.setattr(pruning, "MOST_SESSIONS", 3)
    await in_thread(make)
    for expected in (["s3", "s4"], ["s4"]):
        assert await due() == [{"type": "job_sessions"}]
        await prune.dispatch({"type": "job_sessions"})
        assert await in_thread(left) == expected
    assert await due() == []
