import pytest

from tictac.terminal.board import NoCellError, cell_at, cell_name, draw, in_colour

CLASSIC = """\
     a   b   c
  1  X | . | .
    ---+---+---
  2  . |(O)| .
    ---+---+---
  3  . | . | ."""
WON = """\
     a   b   c
  1 [X]|[X]|[X]
    ---+---+---
  2  O | O | .
    ---+---+---
  3  . | . | ."""
DROP = """\
     a  b  c  d  e  f  g
  1  .  .  .  .  .  .  .
  2  .  .  .  .  .  .  .
  3  .  .  .  .  .  .  .
  4  .  .  .  .  .  .  .
  5  .  .  .  .  .  .  .
  6  .  .  . (X) .  .  .
    ====================="""


def text(state):
    return "\n".join(draw(state))


def test_a_hash_has_its_lines_and_shows_what_was_played_last(state):
    assert text(state(board="X...O....", last=4)) == CLASSIC


def test_the_line_that_decided_can_be_seen_without_colour(state):
    won = state(board="XXXOO....", last=2, line=[0, 1, 2])
    assert text(won) == WON


def test_columns_stand_on_a_floor(state):
    assert text(state("drop4", board="." * 38 + "X...", last=38)) == DROP


def test_a_large_board_has_all_its_names(state):
    lines = draw(state("gomoku", board="." * 224 + "X", last=224))
    assert len(lines) == 16
    assert lines[0].split() == list("abcdefghijklmno")
    assert [line.split()[0] for line in lines[1:]] == [str(n) for n in range(1, 16)]
    assert lines[15].endswith(" . (X)")
    assert max(map(len, lines)) < 80


def test_four_by_four_has_lines_too(state):
    assert draw(state("four"))[2] == "    ---+---+---+---"


def test_a_look_nobody_knew_is_drawn_all_the_same(state):
    assert draw(state(look="nine"))[1] == "  1  .  .  ."


def test_colours_change_nothing_but_colour(state):
    (plain,) = draw(state(board="XO.......", last=1))[1:2]
    coloured = in_colour(plain)
    assert "\x1b[1;31mX\x1b[0m" in coloured
    assert "\x1b[1;34mO\x1b[0m" in coloured
    for code in ("\x1b[1;31m", "\x1b[1;34m", "\x1b[2m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


@pytest.mark.parametrize("variant", ["classic", "four", "gomoku", "drop4"])
def test_every_cell_has_a_name_that_leads_back(state, variant):
    board = state(variant)
    for cell in range(len(board["board"])):
        assert cell_at(cell_name(cell, board), board) == cell


def test_where_marks_fall_a_letter_is_enough(state):
    assert cell_at("d", state("drop4")) == 3
    with pytest.raises(NoCellError):
        cell_at("b", state())


@pytest.mark.parametrize("name", ["d1", "a4", "a0", "aa", "1", "", "a99", "ä1", "a1\n"])
def test_what_names_no_cell_is_refused(state, name):
    with pytest.raises(NoCellError):
        cell_at(name, state())
