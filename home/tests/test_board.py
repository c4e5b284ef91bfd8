"""A board ready to be drawn."""

from home.board import Stroke, board_of
from home.tests.scenes import scene


def cells(board):
    return [control for row in board.grid for control in row]


def test_a_hash_has_a_button_per_cell():
    board = board_of(scene("begun", seat=1))
    assert [len(row) for row in board.grid] == [3, 3, 3]
    assert [control.value for control in cells(board)] == list(range(9))
    assert board.label == "Board, 3 by 3"
    assert (board.width, board.height, board.floor) == (300, 300, "")
    assert board.lines == "M100 6V294M200 6V294M6 100H294M6 200H294"


def test_every_cell_is_called_by_what_stands_there():
    labels = [control.label for control in cells(board_of(scene("answered")))]
    assert labels[:2] == ["a1, O, last move", "b1, empty"]
    assert labels[4] == "b2, X"
    won = [control.label for control in cells(board_of(scene("won")))]
    assert won[0] == "a1, X, winning line"
    assert won[8] == "c3, X, winning line"


def test_only_whoever_has_the_turn_may_press_and_only_what_is_empty():
    mine = cells(board_of(scene("answered", seat=1)))
    assert [control.is_playable for control in mine] == [
        control.value not in {0, 4} for control in mine
    ]
    for seat in (None, 2):
        board = board_of(scene("answered", seat=seat))
        assert not any(control.is_playable for control in cells(board))


def test_marks_bear_the_ink_of_their_player():
    (spot,) = cells(board_of(scene("won")))[8].spots
    assert (spot.mark, spot.classes) == ("X", " by-x win last")
    (empty,) = cells(board_of(scene("won")))[2].spots
    assert (empty.mark, empty.classes) == ("", "")


def test_columns_are_one_button_each_and_stand_on_a_floor():
    board = board_of(scene("drop", seat=1))
    assert [len(row) for row in board.grid] == [7]
    third = cells(board)[2]
    assert (third.value, third.label) == (2, "Column c, 0 of 6 filled")
    assert [spot.cell for spot in third.spots] == [2, 9, 16, 23, 30, 37]
    assert third.is_playable
    assert board.floor == "M0 600H700"
    assert board.lines.startswith("M0 6V600M100 6V600")


def test_a_full_column_cannot_be_pressed():
    full = board_of(scene("drop full", seat=1))
    assert cells(full)[0].label == "Column a, 6 of 6 filled"
    assert not cells(full)[0].is_playable
    assert cells(full)[1].is_playable


def test_the_line_of_the_win_reaches_past_its_last_marks():
    assert board_of(scene("won")).stroke == Stroke(18, 18, 282, 282, "by-x")
    assert board_of(scene("won upwards")).stroke == Stroke(282, 18, 18, 282, "by-x")
    assert board_of(scene("misere lost")).stroke == Stroke(18, 50, 282, 50, "by-x")
    assert board_of(scene("drawn")).stroke is None
