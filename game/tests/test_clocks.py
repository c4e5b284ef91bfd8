"""Time runs out at its time, whether somebody asks for something then or not."""

import asyncio
from functools import partial

import pytest

from game.engine.commands import Leave, Move, Rematch, Resign, Sit, Update
from game.engine.errors import Code, Rejection
from game.errors import UnavailableError
from game.jobs import duties
from game.jobs.consumers import Timers
from game.jobs.thread import in_thread
from game.live import Ask
from game.models import Game, Room
from game.presence import now_ms
from game.tests.stage import ALICE, alice, bob, carol, log_of, until
from game.timekeeper import GRACE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ago(monkeypatch):
    """Let what is done happen so many seconds ago."""

    def travel(seconds):
        for module in ("rooms", "referee"):
            place = f"game.{module}.now_ms"
            monkeypatch.setattr(place, lambda: now_ms() - seconds * 1000)

    yield travel
    monkeypatch.undo()


async def begin(rooms, clock):
    """Alice has moved, so Bob's time runs at v 4."""
    code = await rooms.open(ALICE, "classic", private=False, clock=clock)
    await rooms.ask(code, Sit(2), bob)
    await rooms.ask(code, Move(4), alice)
    return code


def ends(code):
    return log_of(code)[-1][1]


async def test_it_runs_out_by_itself(rooms):
    code = await begin(rooms, clock=1)
    deadline = (await rooms.find(code)).state.deadline
    await until(lambda: ends(code) == "timed_out")
    state = (await rooms.find(code)).state
    assert state.at >= deadline
    assert state.clock.left == (1000, 0)
    row = await in_thread(lambda: Game.objects.values().get(room=code))
    assert (row["winner"], row["reason"]) == ("X", "time")


async def test_who_moves_in_time_has_it_stopped(rooms):
    code = await begin(rooms, clock=1)
    await rooms.ask(code, Move(0), bob)
    await until(lambda: ends(code) == "timed_out")
    state = (await rooms.find(code)).state
    assert state.clock.left[0] == 0 < state.clock.left[1]


async def test_a_move_that_comes_late_finds_the_game_lost(rooms, ago):
    ago(10)
    code = await begin(rooms, clock=10)
    ago(0)
    rooms._memory.close()  # nobody looks at the clock
    with pytest.raises(Rejection) as refusal:
        await rooms.ask(code, Move(0), bob, key="late")
    assert refusal.value.code is Code.GAME_OVER
    assert [kind for _, kind in log_of(code)[3:]] == ["moved", "timed_out"]


async def test_what_was_confirmed_in_time_is_confirmed_again(rooms, ago):
    ago(10)
    code = await begin(rooms, clock=10)
    v = await rooms.ask(code, Move(0), bob, key="a")
    ago(-10)
    assert await rooms.ask(code, Move(0), bob, key="a") == v
    assert ends(code) == "timed_out"


async def test_two_processes_end_it_once(rooms, other_process, ago):
    ago(10)
    code = await begin(rooms, clock=10)
    ago(0)
    with pytest.raises(Rejection):
        other_process.ask(code, Move(0), bob)
    with pytest.raises(Rejection):
        await rooms.ask(code, Resign(), bob)
    assert [kind for _, kind in log_of(code)].count("timed_out") == 1


async def test_somebody_elses_time_is_left_to_who_knows_best_for_a_moment(rooms, ago):
    ago(10)
    code = await begin(rooms, clock=10)
    rooms._memory.close()  # as in a process that has the newest move from another
    room = await rooms.find(code)
    deadline = room.state.deadline
    for late, end in ((0, "moved"), (GRACE - 1, "moved"), (GRACE, "timed_out")):
        answer = asyncio.get_running_loop().create_future()
        ask = Ask(Sit(1), carol, deadline + late, None, answer.set_result)
        rooms.submit(room, ask)
        assert isinstance(await answer, Rejection)
        assert ends(code) == end


async def test_what_an_older_version_leaves_behind_is_no_duty(rooms, ago):
    """It knows nothing of clocks, so the row of a game it ends keeps its time."""
    ago(20)
    code = await begin(rooms, clock=10)
    ago(0)
    rooms._memory.close()
    assert len(await in_thread(duties.timing)) == 1
    for change in ({"status": "over"}, {"status": "playing", "closed": True}):
        rows = Room.objects.filter(code=code)
        await in_thread(partial(rows.update, **change))
        assert await in_thread(duties.timing) == []


async def test_while_nothing_is_stored_nobody_loses(rooms, storage, ago):
    ago(10)
    code = await begin(rooms, clock=10)
    ago(0)
    with storage.read_only(), pytest.raises(UnavailableError):
        await rooms.ask(code, Move(0), bob)
    with pytest.raises(Rejection):
        await rooms.ask(code, Move(0), bob)
    assert ends(code) == "timed_out"


async def row(code):
    rooms = Room.objects.filter(code=code)
    return await in_thread(lambda: rooms.values_list("clock", "flag_at").get())


async def test_the_rooms_row_tells_until_when(rooms):
    code = await rooms.open(ALICE, "classic", private=False, clock=60)
    assert await row(code) == (60, None)
    await rooms.ask(code, Update(clock=30), alice)
    await rooms.ask(code, Sit(2), bob)
    assert await row(code) == (30, None)
    await rooms.ask(code, Move(4), alice)
    deadline = (await rooms.find(code)).state.deadline
    assert await row(code) == (30, deadline)
    await rooms.ask(code, Move(0), bob)
    _, flag_at = await row(code)
    assert flag_at >= deadline
    await rooms.ask(code, Leave(), alice)
    assert await row(code) == (30, None)


async def test_where_nobody_is_connected_a_job_ends_it(rooms, ago):
    ago(10)
    code = await begin(rooms, clock=8)
    ago(0)
    rooms._memory.close()
    assert await in_thread(duties.timing) == []  # whoever is there comes first
    ago(20)
    other = await begin(rooms, clock=8)
    ago(0)
    rooms._memory.close()
    job = {"type": "job_tick", "room": other, "v": 4}
    assert await in_thread(duties.timing) == [job]
    for _ in range(2):
        await Timers().dispatch(job)
    assert [kind for _, kind in log_of(other)].count("timed_out") == 1
    assert await in_thread(duties.timing) == []
    assert ends(code) == "moved"


async def test_a_job_that_comes_early_ends_nothing(rooms):
    code = await begin(rooms, clock=60)
    await Timers().dispatch({"type": "job_tick", "room": code, "v": 4})
    assert ends(code) == "moved"


async def test_a_rematch_has_the_whole_time_again(rooms):
    code = await begin(rooms, clock=1)
    await until(lambda: ends(code) == "timed_out")
    await rooms.ask(code, Rematch(), alice)
    await rooms.ask(code, Rematch(), bob)
    state = (await rooms.find(code)).state
    assert (state.clock.left, state.deadline) == ((1000, 1000), None)
