"""What the admin shows of a room's log and of a game."""

import pytest

from game import door, transcript
from game.engine.commands import Close, Leave, Move, Open, Resign
from game.models import Event, Game
from game.tests.stage import ALICE, BOB

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room():
    """Alice played b2, Bob a1, and Alice has gone."""
    code = door.open_room(ALICE, Open("classic"))
    door.join(code, BOB)
    door.submit(code, Move(4), ALICE, 1, "k1")
    door.submit(code, Move(0), BOB, 2)
    return code


def test_every_line_says_what_happened_and_who_asked_for_it(room):
    door.submit(room, Close(), None)
    lines = transcript.of_room(room).lines
    told = [(line.v, line.type, line.name, line.player, line.seat) for line in lines]
    assert told == [
        (1, "opened", "Alice", "alice", 0),
        (2, "sat", "Alice", "alice", 0),
        (3, "sat", "Bob", "bob", 0),
        (4, "moved", "Alice", "alice", 1),
        (5, "moved", "Bob", "bob", 2),
        (6, "closed", "", "", 0),
    ]
    assert lines[3].data == Event.objects.get(room=room, v=4).data
    times = [line.at for line in lines]
    assert times == sorted(filter(None, times))


def test_the_game_stands_there_as_a_board_and_as_text(room):
    shown = transcript.of_room(room)
    assert shown.board == "   a b c\n 1 O . .\n 2 . X .\n 3 . . ."
    assert shown.notation.splitlines() == [
        *("variant: classic", "x: Alice", "o: Bob", "result: *"),
        *("", "b2 a1"),
    ]
    assert shown.trouble == ""


def test_a_seat_that_was_given_up_has_no_name(room):
    door.submit(room, Leave(), ALICE, 1)
    shown = transcript.of_room(room)
    assert "x: " not in shown.notation
    assert "result: O" in shown.notation


def test_a_log_that_makes_no_sense_is_shown_as_far_as_it_does(room):
    Event.objects.filter(room=room, v=4).update(data='{"seat":"left"', type="danced")
    shown = transcript.of_room(room)
    assert [line.type for line in shown.lines][3:] == ["danced", "moved"]
    assert shown.lines[3].at is None
    assert shown.trouble.startswith("v 4: danced")
    assert shown.board.count(".") == 9


def test_no_log_is_no_room():
    shown = transcript.of_room("AAAAAA")
    assert (shown.lines, shown.board, shown.notation) == ([], "", "")


def test_a_finished_game_is_text(room):
    door.submit(room, Resign(), BOB, 2)
    game = Game.objects.get()
    assert transcript.of_game(game).splitlines() == [
        *("variant: classic", "x: Alice", "o: Bob", "result: X", "reason: resigned"),
        *("", "b2 a1"),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"moves": "0 0"}, "move 2: That cell is taken."),
        ({"moves": "zero"}, "invalid literal for int() with base 10: 'zero'"),
        ({"reason": "hunger"}, "'hunger' is not a valid Reason"),
        ({"variant": "chess"}, "there is no variant 'chess'"),
    ],
)
def test_a_game_without_sense_says_why(room, wrong, said):
    door.submit(room, Resign(), BOB, 2)
    Game.objects.update(**wrong)
    assert transcript.of_game(Game.objects.get()) == said
