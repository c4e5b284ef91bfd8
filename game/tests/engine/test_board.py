from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.engine.board import Mark, Outcome, Position, Reason
from game.engine.errors import Code, Rejection
from game.engine.variants import VARIANTS
from game.tests.engine.games import BOARDS, after, lines_on, playouts

CLASSIC, MISERE = VARIANTS["classic"].rules, VARIANTS["misere"].rules
GOMOKU, DROP4 = VARIANTS["gomoku"].rules, VARIANTS["drop4"].rules
X_WINS = (0, 3, 1, 4, 2)
DRAWN = (0, 1, 2, 4, 3, 5, 7, 6, 8)

any_board = pytest.mark.parametrize("rules", BOARDS.values(), ids=BOARDS)


def code_of(call, *arguments):
    with pytest.raises(Rejection) as refused:
        call(*arguments)
    return refused.value.code


def test_the_marks_are_each_others_other():
    assert Mark.X.other is Mark.O
    assert Mark.O.other is Mark.X


def test_x_begins_on_an_empty_board():
    start = Position.start(CLASSIC)
    assert (start.turn, start.ply, start.board) == (Mark.X, 0, "." * 9)
    assert start.legal_moves() == tuple(range(9))
    assert start.outcome is None


def test_a_move_makes_a_new_position_and_leaves_the_old_one():
    start = Position.start(CLASSIC)
    moved = start.play(Mark.X, 4)
    assert (moved.turn, moved.ply, moved.board) == (Mark.O, 1, "....X....")
    assert start == Position.start(CLASSIC)
    with pytest.raises(FrozenInstanceError):
        moved.x = 0  # type: ignore[misc]


def test_a_cell_tells_its_mark():
    position = after(CLASSIC, 4, 0)
    assert [position.mark_at(cell) for cell in (0, 4, 8)] == [Mark.O, Mark.X, None]


@pytest.mark.parametrize("cell", [-1, 9, -9, 10**9])
@pytest.mark.parametrize("ask", ["mark_at", "landing"])
def test_a_cell_off_the_board_is_out_of_range(ask, cell):
    assert code_of(getattr(Position.start(CLASSIC), ask), cell) is Code.OUT_OF_RANGE


@pytest.mark.parametrize(
    ("cells", "mark", "cell", "code"),
    [
        (X_WINS, Mark.O, -1, Code.GAME_OVER),
        (X_WINS, Mark.O, 8, Code.GAME_OVER),
        ((4,), Mark.X, -1, Code.OUT_OF_RANGE),
        ((4,), Mark.O, 9, Code.OUT_OF_RANGE),
        ((4,), Mark.X, 4, Code.NOT_YOUR_TURN),
        ((4,), Mark.X, 0, Code.NOT_YOUR_TURN),
        ((), Mark.O, 0, Code.NOT_YOUR_TURN),
        ((4,), Mark.O, 4, Code.CELL_TAKEN),
        ((4, 0), Mark.X, 0, Code.CELL_TAKEN),
    ],
)
def test_a_move_against_the_rules_is_refused_and_told_why(cells, mark, cell, code):
    assert code_of(after(CLASSIC, *cells).play, mark, cell) is code


@pytest.mark.parametrize(
    ("cells", "winner", "line"),
    [
        (X_WINS, Mark.X, (0, 1, 2)),
        ((0, 1, 3, 4, 8, 7), Mark.O, (1, 4, 7)),
        ((0, 1, 4, 2, 8), Mark.X, (0, 4, 8)),
        ((2, 0, 6, 1, 4), Mark.X, (2, 4, 6)),
    ],
    ids=["horizontal", "vertical", "diagonal_down", "diagonal_up"],
)
def test_three_in_a_row_win(cells, winner, line):
    position = after(CLASSIC, *cells)
    assert position.outcome == Outcome(winner, line, Reason.LINE)
    assert position.legal_moves() == ()


def test_a_full_board_without_a_line_is_drawn():
    assert after(CLASSIC, *DRAWN).outcome == Outcome(None, (), Reason.FULL)


def test_a_line_with_the_last_cell_wins_all_the_same():
    outcome = after(CLASSIC, 0, 1, 2, 4, 3, 5, 7, 8, 6).outcome
    assert outcome == Outcome(Mark.X, (0, 3, 6), Reason.LINE)


def test_of_two_lines_at_once_the_first_direction_is_shown():
    assert after(CLASSIC, 0, 1, 2, 3, 6, 5, 8, 7, 4).outcome.line == (0, 4, 8)
    assert after(CLASSIC, 1, 4, 2, 5, 3, 7, 6, 8, 0).outcome.line == (0, 1, 2)


def test_under_misere_three_in_a_row_lose():
    assert after(MISERE, *X_WINS).outcome == Outcome(Mark.O, (0, 1, 2), Reason.LINE)


def test_a_line_may_be_longer_than_it_must():
    ones, twos = (0, 1, 2, 4, 5, 3), (30, 31, 32, 34, 35)
    cells = [cell for pair in zip(ones, twos, strict=False) for cell in pair]
    assert after(GOMOKU, *cells, 3).outcome.line == (0, 1, 2, 3, 4, 5)


def test_a_row_does_not_go_on_at_the_other_side():
    cells = (12, 100, 13, 102, 14, 104, 15, 106, 16)
    assert after(GOMOKU, *cells).outcome is None


def test_a_mark_falls_to_the_lowest_free_cell():
    position = after(DROP4, 3, 3, 38)
    assert position.board[38] + position.board[31] + position.board[24] == "XOX"
    assert position.legal_moves() == (35, 36, 37, 17, 39, 40, 41)


def test_a_full_column_is_taken_whichever_cell_is_named():
    position = after(DROP4, *[3] * 6)
    assert {code_of(position.landing, cell) for cell in (3, 17, 38)} == {
        Code.CELL_TAKEN
    }
    assert position.legal_moves() == (35, 36, 37, 39, 40, 41)


@any_board
@given(data=st.data())
def test_legal_moves_are_exactly_what_play_accepts(rules, data):
    position, _ = data.draw(playouts(rules))[-1]
    cell = data.draw(st.integers(-2, rules.cells + 1))
    legal = position.legal_moves()
    try:
        moved = position.play(position.turn, cell)
    except Rejection:
        assert cell not in legal
        return
    assert position.landing(cell) in legal
    assert moved == position.play(position.turn, position.landing(cell))
    assert (cell in legal) or rules.gravity


@any_board
@given(data=st.data())
def test_the_board_shows_every_mark_where_it_was_laid(rules, data):
    game = data.draw(playouts(rules))
    board = ["."] * rules.cells
    for position, cell in game:
        assert position.board == "".join(board)
        marks = [position.mark_at(place) or "." for place in range(rules.cells)]
        assert "".join(marks) == position.board
        assert position.ply == rules.cells - board.count(".")
        if cell is not None:
            board[cell] = position.turn


@any_board
@given(data=st.data())
def test_the_outcome_is_what_a_plain_search_finds(rules, data):
    position, _ = data.draw(playouts(rules))[-1]
    lines = lines_on(rules, position.board)
    if lines:
        mark, line = lines[0]
        assert len({owner for owner, _ in lines}) == 1
        winner = mark.other if rules.misere else mark
        assert position.outcome == Outcome(winner, line, Reason.LINE)
    elif "." in position.board:
        assert position.outcome is None
    else:
        assert position.outcome == Outcome(None, (), Reason.FULL)
