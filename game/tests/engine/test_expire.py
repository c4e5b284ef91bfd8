"""What becomes of a room in which nothing happens any more."""

import pytest

from game.engine.board import Outcome, Reason
from game.engine.commands import HOUSE, Expire, Leave, Rematch, Sit
from game.engine.errors import Code, Rejection
from game.engine.events import Abandoned, Closed
from game.engine.evolve import evolve
from game.engine.room import decide
from game.engine.state import Status
from game.tests.engine.scenes import WON, Scene, alice, bob


def expire(state, *, after, idle=100, by=HOUSE):
    return decide(state, Expire(idle), by, state.at + after)


@pytest.fixture
def playing():
    return Scene().seat_bob().play(4)


def test_a_game_nobody_plays_on_is_abandoned_and_counts_for_nobody(playing):
    (event,) = expire(playing.state, after=100)
    assert event == Abandoned(playing.state.at + 100)
    state = evolve(playing.state, event)
    assert state.outcome == Outcome(None, (), Reason.ABANDONED)
    assert (state.status, state.turn, state.score) == (Status.OVER, None, (0, 0, 0))
    assert state.moves == (4,)


def test_those_who_come_back_may_have_another_game(playing):
    playing.now += 1000
    playing.do(Expire(100), HOUSE)
    playing.do(Rematch(), alice)
    playing.do(Rematch(), bob)
    assert (playing.state.status, playing.state.game) == (Status.PLAYING, 2)


def test_before_its_time_nothing_ends(playing):
    with pytest.raises(Rejection) as refusal:
        expire(playing.state, after=99)
    assert refusal.value.code is Code.NOT_ALLOWED


def test_a_room_where_somebody_waits_for_so_long_is_closed():
    state = Scene().state
    assert expire(state, after=100) == (Closed(state.at + 100),)


def test_so_is_one_that_was_played_in_before():
    room = Scene().seat_bob().play(*WON)
    room.do(Leave(), bob)
    room.do(Sit(2), bob)
    room.do(Leave(), bob)
    assert room.state.has_moves
    assert expire(room.state, after=100) == (Closed(room.state.at + 100),)


def test_what_is_over_or_closed_stays_as_it_is():
    over = Scene().seat_bob().play(*WON).state
    assert expire(over, after=100) == ()
    closed = evolve(over, Closed(over.at))
    assert expire(closed, after=100) == ()


def test_no_player_has_it_done(playing):
    with pytest.raises(Rejection) as refusal:
        expire(playing.state, after=100, by=alice)
    assert refusal.value.code is Code.FORBIDDEN
