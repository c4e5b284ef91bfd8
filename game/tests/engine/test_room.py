import pytest

from game.engine.board import Outcome, Reason
from game.engine.commands import (
    HOUSE,
    Actor,
    Close,
    Decline,
    Hush,
    Leave,
    Move,
    Open,
    Rematch,
    Resign,
    Sit,
    Update,
)
from game.engine.errors import Code, Rejection
from game.engine.events import (
    Closed,
    Declined,
    Hushed,
    Left,
    Moved,
    Offered,
    OfferKind,
    Opened,
    Rematched,
    Resigned,
    Sat,
    Updated,
)
from game.engine.room import decide
from game.engine.state import Status
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
)

COMMANDS = [Leave(), Move(0), Resign(), Rematch(), Decline()]


@pytest.fixture
def waiting():
    return Scene()


@pytest.fixture
def playing():
    return Scene().seat_bob()


@pytest.fixture
def over():
    return Scene().seat_bob().play(*WON)


def test_who_opens_a_room_takes_its_first_seat():
    events = decide(None, Open("four", private=True), alice, 7)
    assert events == (Opened(7, "four", True), Sat(7, 1, ALICE))


def test_the_house_opens_a_room_that_is_empty():
    assert decide(None, Open("four"), HOUSE, 7) == (Opened(7, "four", False),)


@pytest.mark.parametrize(
    "command", [Open("chess"), Sit(1), *COMMANDS, Hush(on=True), Close()]
)
def test_before_a_room_is_opened_nothing_else_happens(command):
    with pytest.raises(Rejection) as refusal:
        decide(None, command, alice, 7)
    assert refusal.value.code is Code.NOT_ALLOWED


def test_a_room_is_opened_once(waiting):
    assert waiting.refused(Open("classic"), alice) is Code.NOT_ALLOWED


def test_time_does_not_run_backward(playing):
    events = decide(playing.state, Move(0), alice, playing.state.at - 500)
    assert events == (Moved(playing.state.at, 1, 0),)


@pytest.mark.parametrize("seat", [None, 2])
def test_the_open_seat_is_taken_by_who_asks(waiting, seat):
    assert waiting.do(Sit(seat), bob) == (Sat(waiting.now, 2, BOB),)
    assert waiting.state.status is Status.PLAYING


def test_one_person_may_hold_both_seats(waiting):
    assert waiting.do(Sit(), Actor(ALICE)) == (Sat(waiting.now, 2, ALICE),)


@pytest.mark.parametrize("seat", [None, 1])
def test_to_sit_where_one_sits_changes_nothing(waiting, seat):
    assert waiting.do(Sit(seat), alice) == ()


@pytest.mark.parametrize("seat", [None, 1, 2])
def test_a_taken_seat_is_refused(playing, seat):
    assert playing.refused(Sit(seat), carol) is Code.SEAT_TAKEN


def test_who_has_no_name_cannot_sit(waiting):
    assert waiting.refused(Sit(2), HOUSE) is Code.FORBIDDEN


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "by", [HOUSE, carol, Actor(ALICE), Actor(ALICE, 2), Actor(CAROL, 1)]
)
def test_nobody_acts_for_a_seat_that_is_not_theirs(over, command, by):
    assert over.refused(command, by) is Code.NOT_SEATED


def test_a_move_of_the_one_whose_turn_it_is_is_played(playing):
    assert playing.do(Move(4, ply=0, game=1), alice) == (Moved(playing.now, 1, 4),)


def test_a_move_that_falls_is_told_where_it_lies():
    drop = Scene("drop4").seat_bob()
    assert drop.do(Move(3), alice) == (Moved(drop.now, 1, 38),)


def test_nobody_moves_before_both_seats_are_taken(waiting):
    assert waiting.refused(Move(4), alice) is Code.WAITING


@pytest.mark.parametrize(
    ("command", "by", "code"),
    [
        (Move(4), bob, Code.CELL_TAKEN),
        (Move(9), bob, Code.OUT_OF_RANGE),
        (Move(-1), bob, Code.OUT_OF_RANGE),
        (Move(0), alice, Code.NOT_YOUR_TURN),
        (Move(0, ply=0), bob, Code.STALE),
        (Move(0, ply=0), alice, Code.STALE),
        (Move(0, game=2), bob, Code.STALE),
    ],
)
def test_a_move_against_the_rules_is_refused(playing, command, by, code):
    assert playing.play(4).refused(command, by) is code


def test_after_the_game_no_move_is_played(over):
    assert over.refused(Move(8), bob) is Code.GAME_OVER


def test_a_player_resigns_at_any_time_of_the_game(playing):
    assert playing.do(Resign(game=1), bob) == (Resigned(playing.now, 2),)
    won = playing.state.mark_of(1)
    assert playing.state.outcome == Outcome(won, (), Reason.RESIGNED)


def test_to_resign_needs_a_running_game(waiting, over):
    assert waiting.refused(Resign(), alice) is Code.WAITING
    assert over.refused(Resign(), alice) is Code.GAME_OVER


def test_a_late_resign_does_not_lose_the_rematch(over):
    over.do(Rematch(), bob)
    over.do(Rematch(), alice)
    assert over.refused(Resign(game=1), alice) is Code.STALE


def test_a_rematch_is_offered_and_agreed(over):
    assert over.do(Rematch(game=1), bob) == (Offered(over.now, 2, OfferKind.REMATCH),)
    offer = over.state.offer
    assert over.do(Rematch(1, offer.v), alice) == (Rematched(over.now, 1),)


def test_after_a_draw_there_is_a_rematch_too(playing):
    playing.play(*DRAWN)
    assert playing.do(Rematch(), alice) == (Offered(playing.now, 1, OfferKind.REMATCH),)


def test_two_who_offer_at_once_agree(over):
    over.do(Rematch(), bob)
    assert over.do(Rematch(), alice) == (Rematched(over.now, 1),)


def test_to_offer_twice_changes_nothing(over):
    over.do(Rematch(), bob)
    assert over.do(Rematch(), bob) == ()


def test_an_offer_must_be_there_to_be_agreed_to(over):
    assert over.refused(Rematch(offer=over.state.v), alice) is Code.NO_OFFER
    over.do(Rematch(), bob)
    assert over.refused(Rematch(offer=over.state.v), bob) is Code.NO_OFFER
    assert over.refused(Rematch(offer=over.state.v - 1), alice) is Code.NO_OFFER


def test_a_rematch_needs_a_finished_game_and_somebody_to_play(playing):
    assert playing.refused(Rematch(), alice) is Code.NOT_ALLOWED
    playing.play(*WON).do(Leave(), bob)
    assert playing.refused(Rematch(), alice) is Code.WAITING


@pytest.mark.parametrize("by", [alice, bob])
def test_an_offer_is_refused_or_withdrawn(over, by):
    over.do(Rematch(), bob)
    assert over.do(Decline(game=1), by) == (Declined(over.now, by.seat),)
    assert over.refused(Decline(), by) is Code.NO_OFFER


def test_who_leaves_gives_the_seat_up(playing):
    assert playing.do(Leave(), bob) == (Left(playing.now, 2),)
    assert playing.refused(Leave(), bob) is Code.NOT_SEATED
    assert playing.do(Sit(), carol) == (Sat(playing.now, 2, CAROL),)


def test_a_player_switches_the_talk_of_those_who_watch_off_and_on(waiting, over):
    for room in (waiting, over):  # whatever becomes of the game
        assert room.do(Hush(on=True), alice) == (Hushed(room.now, 1, True),)
        assert room.do(Hush(on=True), alice) == ()
    assert over.do(Hush(on=False), bob) == (Hushed(over.now, 2, False),)


@pytest.mark.parametrize("by", [carol, Actor(CAROL, 1), Actor(ALICE), HOUSE])
def test_whoever_acts_for_no_seat_hushes_nobody(playing, by):
    assert playing.refused(Hush(on=True), by) is Code.FORBIDDEN


def test_who_waits_alone_closes_the_room(waiting):
    assert waiting.do(Close(), alice) == (Closed(waiting.now),)
    assert waiting.do(Close(), alice) == ()


def test_only_a_room_that_is_idle_and_was_never_played_is_closed_for_that(playing):
    since = playing.state.at
    for now, idle in ((since + 9, 10), (since - 5, 1)):
        with pytest.raises(Rejection) as refusal:
            decide(playing.state, Close(idle), HOUSE, now)
        assert refusal.value.code is Code.NOT_ALLOWED
    closed = Closed(since + 10)
    assert decide(playing.state, Close(10), HOUSE, since + 10) == (closed,)
    playing.play(4)
    assert playing.refused(Close(0), HOUSE) is Code.NOT_ALLOWED


def test_the_house_closes_any_room(playing):
    assert playing.do(Close(), HOUSE) == (Closed(playing.now),)


def test_a_player_closes_no_room_that_others_use(waiting, playing, over):
    assert waiting.refused(Close(), carol) is Code.FORBIDDEN
    assert playing.refused(Close(), alice) is Code.NOT_ALLOWED
    over.do(Leave(), bob)
    assert over.refused(Close(), alice) is Code.NOT_ALLOWED


def test_to_close_ones_room_one_needs_no_place_in_it(waiting):
    assert waiting.do(Close(), Actor(ALICE)) == (Closed(waiting.now),)


@pytest.mark.parametrize(
    ("command", "variant", "private"),
    [
        (Update("drop4"), "drop4", False),
        (Update(private=True), "classic", True),
        (Update("gomoku", private=True), "gomoku", True),
    ],
)
@pytest.mark.parametrize("by", [alice, Actor(ALICE)])
def test_a_room_that_waits_may_become_another(waiting, command, variant, private, by):
    updated = Updated(waiting.now + 1, 1, variant, private)
    assert waiting.do(command, by) == (updated,)
    assert waiting.do(command, by) == ()


def test_a_private_room_may_become_public():
    scene = Scene()
    scene.do(Update(private=True), alice)
    scene.do(Update(private=False), alice)
    assert not scene.state.private


def test_who_waits_after_the_other_has_left_may_update_too(playing):
    playing.do(Leave(), alice)
    assert playing.do(Update("four"), bob) == (
        Updated(playing.now, 2, "four", private=False),
    )


@pytest.mark.parametrize("by", [HOUSE, carol, Actor(CAROL, 1)])
def test_nobody_updates_the_room_of_others(waiting, by):
    assert waiting.refused(Update("four"), by) is Code.FORBIDDEN


def test_once_a_game_has_begun_a_room_stays_what_it_is(waiting, playing, over):
    for scene in (playing, over):
        assert scene.refused(Update("four"), alice) is Code.NOT_ALLOWED
        assert scene.refused(Update(private=True), bob) is Code.NOT_ALLOWED
    over.do(Leave(), bob)
    assert over.refused(Update("four"), alice) is Code.NOT_ALLOWED
    assert waiting.refused(Update("chess"), alice) is Code.NOT_ALLOWED


@pytest.mark.parametrize(
    "command", [Update("four"), Hush(on=True), Sit(1), Sit(2), *COMMANDS]
)
def test_in_a_closed_room_nothing_happens_any_more(waiting, command):
    waiting.do(Close(), HOUSE)
    assert waiting.refused(command, alice) is Code.FORBIDDEN
