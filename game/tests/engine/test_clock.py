"""Players may think for as long as their clock says, and no longer."""

import pytest

from game.engine.board import Mark, Outcome, Reason
from game.engine.clock import Clock
from game.engine.commands import (
    HOUSE,
    Close,
    Leave,
    Move,
    Open,
    Rematch,
    Resign,
    Tick,
    Update,
)
from game.engine.errors import Code, Rejection
from game.engine.events import Opened, TimedOut, Updated
from game.engine.room import decide
from game.tests.engine.scenes import WON, Scene, alice, bob

MINUTE = 60_000


@pytest.fixture
def room():
    """Alice is X; each of both has a minute."""
    return Scene(clock=60).seat_bob()


def after(room, spent, command, by):
    """What follows so many milliseconds after the last event."""
    room.now = room.state.at + spent - 1
    return room.do(command, by)


def test_a_room_is_opened_with_a_clock_or_without():
    assert Scene(clock=60).log[0] == Opened(1001, "classic", False, 60)
    assert Scene().state.clock is None


@pytest.mark.parametrize("seconds", [-1, 3601])
def test_there_is_a_longest_clock(seconds):
    with pytest.raises(Rejection) as refusal:
        decide(None, Open("classic", clock=seconds), alice, 1000)
    assert refusal.value.code is Code.NOT_ALLOWED
    assert Scene().refused(Update(clock=seconds), alice) is Code.NOT_ALLOWED


def test_while_nothing_is_begun_nobodys_time_runs(room):
    assert (room.state.running, room.state.deadline) == (None, None)
    after(room, MINUTE * 5, Move(4), alice)
    assert room.state.clock.left == (MINUTE, MINUTE)
    assert room.state.running == 2
    assert room.state.deadline == room.state.at + MINUTE


def test_each_spends_their_own_time(room):
    room.play(4)
    after(room, 7_000, Move(0), bob)
    assert room.state.clock.left == (MINUTE, MINUTE - 7_000)
    after(room, 500, Move(2), alice)
    assert room.state.clock.left == (MINUTE - 500, MINUTE - 7_000)
    assert room.state.deadline == room.state.at + MINUTE - 7_000


def test_who_runs_out_of_time_has_lost(room):
    room.play(4)
    assert not room.state.is_late(room.state.at + MINUTE - 1)
    assert after(room, MINUTE - 1, Tick(), HOUSE) == ()
    assert after(room, MINUTE, Tick(), HOUSE) == (TimedOut(room.now, 2),)
    state = room.state
    assert state.outcome == Outcome(Mark.X, (), Reason.TIME)
    assert (state.score, state.clock.left) == ((1, 0, 0), (MINUTE, 0))
    assert (state.running, after(room, 1, Tick(), HOUSE)) == (None, ())


def test_a_game_that_is_over_costs_no_more_time(room):
    room.play(4)
    after(room, 5_000, Resign(), alice)  # at Bob's cost
    assert room.state.clock.left == (MINUTE, MINUTE - 5_000)
    assert after(room, MINUTE, Tick(), HOUSE) == ()


def test_so_it_is_with_one_that_is_left_won_or_closed(room):
    for command, by in ((Leave(), alice), (Close(), HOUSE)):
        other = Scene(clock=60).seat_bob().play(4)
        after(other, 5_000, command, by)
        assert other.state.deadline is None
    room.play(*WON)
    assert room.state.deadline is None


def test_a_rematch_winds_the_clock(room):
    room.play(4)
    after(room, 5_000, Resign(), bob)
    room.do(Rematch(), alice)
    room.do(Rematch(), bob)
    assert room.state.clock.left == (MINUTE, MINUTE)
    assert room.state.running is None


def test_who_waits_may_change_the_clock():
    room = Scene(clock=60)
    assert room.do(Update(clock=60), alice) == ()
    events = room.do(Update(clock=0), alice)
    assert events == (Updated(room.now, 1, "classic", False, 0),)
    assert room.state.clock is None
    room.do(Update(clock=5), alice)
    room.do(Update(variant="four"), alice)
    assert room.state.clock == Clock(5, (5_000, 5_000), room.now)


@pytest.mark.parametrize("by", [alice, bob])
def test_no_player_says_what_time_it_is(room, by):
    room.play(4)
    assert room.refused(Tick(), by) is Code.FORBIDDEN


def test_old_logs_have_no_clocks():
    assert Opened(1, "classic", False).clock == Updated(1, 1, "four", True).clock == 0
