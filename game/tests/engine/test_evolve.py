import pytest

from game.engine.board import Mark, Outcome, Position, Reason
from game.engine.commands import (
    HOUSE,
    Close,
    Decline,
    Hush,
    Leave,
    Rematch,
    Resign,
    Sit,
    Update,
)
from game.engine.events import Closed, Kind, OfferKind, Opened, Player
from game.engine.evolve import evolve, fold
from game.engine.state import News, Offer, RoomState, Status
from game.engine.variants import VARIANTS
from game.tests.engine.scenes import (
    ALICE,
    BOB,
    CAROL,
    DRAWN,
    WON,
    Scene,
    alice,
    bob,
    carol,
    states,
)


@pytest.fixture
def room():
    return Scene().seat_bob()


def test_a_room_that_is_updated_has_another_board_and_the_same_people():
    scene = Scene()
    before = scene.state
    scene.do(Update("gomoku", private=True), alice)
    gomoku = VARIANTS["gomoku"]
    assert scene.state == before._replace(
        v=3,
        at=scene.now,
        variant=gomoku,
        private=True,
        position=Position.start(gomoku.rules),
        news=News("updated", 1),
    )
    assert scene.seat_bob().play(224).state.moves == (224,)


def rematch(room):
    room.do(Rematch(), alice)
    room.do(Rematch(), bob)
    return room


def test_a_room_opens_empty():
    four = VARIANTS["four"]
    state = evolve(None, Opened(5, "four", True))
    start = Position.start(four.rules)
    assert state == RoomState(1, 5, four, True, start, News("opened", None))
    assert (state.status, state.seats) == (Status.WAITING, (None, None))


def test_a_log_begins_with_the_opening_and_has_no_other():
    with pytest.raises(TypeError):
        evolve(None, Closed(5))
    with pytest.raises(ValueError, match="once"):
        evolve(evolve(None, Opened(5, "four", False)), Opened(6, "four", False))


def test_no_event_is_no_room():
    with pytest.raises(ValueError, match="empty"):
        fold([])


def test_the_version_counts_the_events_and_each_is_news(room):
    room.play(*WON)
    rematch(room)
    past = states(room.log)
    assert [state.v for state in past] == [*range(1, len(room.log) + 1)]
    assert [state.at for state in past] == [event.at for event in room.log]
    assert [state.news for state in past[-3:]] == [
        News("moved", 1),
        News("offered", 1),
        News("rematched", 2),
    ]


def test_two_seated_players_play(room):
    assert room.state.seats == (ALICE, BOB)
    assert (room.state.status, room.state.turn) == (Status.PLAYING, Mark.X)
    assert not room.state.has_moves


def test_a_move_is_on_the_board_and_among_the_moves(room):
    state = room.play(4, 0).state
    assert (state.position.board, state.moves) == ("O...X....", (4, 0))
    assert state.has_moves


def test_a_line_scores_for_its_seat(room):
    state = room.play(*WON).state
    assert state.outcome == Outcome(Mark.X, (0, 1, 2), Reason.LINE)
    assert (state.status, state.turn, state.score) == (Status.OVER, None, (1, 0, 0))


def test_a_draw_scores_for_nobody(room):
    assert room.play(*DRAWN).state.score == (0, 0, 1)


def test_who_resigns_loses(room):
    room.do(Resign(), alice)
    assert room.state.outcome == Outcome(Mark.O, (), Reason.RESIGNED)
    assert room.state.score == (0, 1, 0)


def test_an_offer_bears_the_version_it_was_made_at(room):
    room.play(*WON).do(Rematch(), bob)
    assert room.state.offer == Offer(OfferKind.REMATCH, 2, room.state.v)
    room.do(Decline(), alice)
    assert room.state.offer is None
    assert room.state.news == News("declined", 1)


def test_taking_back_ones_own_offer_is_no_refusal(room):
    room.play(*WON).do(Rematch(), bob)
    room.do(Decline(), bob)
    assert room.state.offer is None
    assert room.state.news == News("withdrawn", 2)


def test_a_rematch_swaps_the_marks_and_keeps_the_score(room):
    state = rematch(room.play(*WON)).state
    assert (state.game, state.marks, state.score) == (2, (Mark.O, Mark.X), (1, 0, 0))
    assert (state.moves, state.position.ply, state.offer) == ((), 0, None)
    assert (state.outcome, state.status) == (None, Status.PLAYING)
    assert state.has_moves


def test_in_the_rematch_the_second_seat_wins_as_x(room):
    rematch(room.play(*WON)).play(*WON)
    assert room.state.score == (1, 1, 0)
    assert room.log[-1].seat == 2


def test_to_leave_a_running_game_loses_it(room):
    room.play(4).do(Leave(), alice)
    assert room.state.outcome == Outcome(Mark.O, (), Reason.LEFT)
    assert (room.state.seats, room.state.score) == ((None, BOB), (0, 1, 0))
    assert room.state.status is Status.OVER


def test_to_leave_before_the_first_mark_ends_the_series_without_a_loss(room):
    rematch(room.play(*WON)).do(Leave(), bob)
    assert (room.state.status, room.state.score) == (Status.WAITING, (0, 0, 0))
    assert room.state.seats == (ALICE, None)


def test_to_leave_after_the_game_takes_the_offer_along(room):
    room.play(*WON).do(Rematch(), alice)
    room.do(Leave(), alice)
    assert (room.state.offer, room.state.score) == (None, (1, 0, 0))


def test_a_newcomer_after_a_game_begins_a_new_series(room):
    room.play(*WON).do(Leave(), bob)
    room.do(Sit(), carol)
    assert room.state.seats == (ALICE, CAROL)
    assert (room.state.game, room.state.score) == (2, (0, 0, 0))
    assert (room.state.status, room.state.position.ply) == (Status.PLAYING, 0)


def test_the_first_seat_can_be_filled_again(room):
    room.do(Leave(), alice)
    room.do(Sit(), carol)
    assert room.state.seats == (CAROL, BOB)


def test_quiet_lasts_until_a_player_ends_it(room):
    room.do(Hush(on=True), bob)
    room.play(*WON)
    rematch(room).do(Leave(), bob)
    assert room.state.hushed
    room.do(Hush(on=False), alice)
    assert not room.state.hushed


def test_a_closed_room_is_closed_and_offers_nothing(room):
    room.play(*WON).do(Rematch(), alice)
    room.do(Close(), HOUSE)
    assert (room.state.closed, room.state.offer) == (True, None)


def test_a_guest_is_a_guest_until_told_otherwise():
    assert Player("id", "Dora").kind is Kind.GUEST
