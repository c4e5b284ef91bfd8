"""A small board: its lines say the rules, its marks stand where they were played."""

from home.drawing import drawing
from home.tests.rooms import row


def test_a_hash_has_lines_between_cells_only():
    drawn = drawing(row())
    assert (drawn.width, drawn.height) == (300, 300)
    assert drawn.lines == "M100 6V294M200 6V294M6 100H294M6 200H294"


def test_where_marks_fall_there_are_columns_on_a_floor():
    drawn = drawing(row("drop4"))
    assert (drawn.width, drawn.height) == (700, 600)
    assert drawn.lines.startswith("M0 0V600M100 0V600")
    assert drawn.lines.endswith("M700 0V600M0 600H700M0 614H700")


def test_marks_stand_in_their_cells_in_reading_order():
    drawn = drawing(row(board=".X....O.."))
    assert drawn.marks == (("X", 100, 0), ("O", 0, 200))


def test_only_a_great_board_is_dense():
    assert drawing(row("gomoku")).is_dense
    assert not drawing(row("drop4")).is_dense
