import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.engine.board import Mark, Outcome, Position, Reason
from game.engine.notation import (
    NotationError,
    Record,
    Result,
    cell_at,
    cell_name,
    read,
    write,
)
from game.engine.variants import VARIANTS
from game.tests.engine.games import BOARDS, playouts

WON = (0, 4, 1, 8, 2)
DRAWN = (0, 1, 2, 4, 3, 5, 7, 6, 8)
TEXT = """\
variant: classic
x: Alice
o: Bob
result: X
reason: line

a1 b2 b1 c3 c1
"""

any_board = pytest.mark.parametrize("rules", BOARDS.values(), ids=BOARDS)
names = st.none() | st.text(min_size=1).filter(
    lambda name: name == name.strip() and len(name.splitlines()) == 1
)


@st.composite
def records(draw):
    variant = draw(st.sampled_from(sorted(VARIANTS)))
    game = draw(playouts(VARIANTS[variant].rules))
    ended = game[-1][0].outcome
    if ended is None:
        winner = st.sampled_from(Mark)
        reason = st.sampled_from([Reason.RESIGNED, Reason.LEFT, Reason.TIME])
        ended = draw(st.none() | st.builds(Outcome, winner, st.just(()), reason))
    moves = [cell for _, cell in game if cell is not None]
    plain = Record.of(variant, moves, ended)
    x, o = draw(names), draw(names)
    return Record(variant, plain.moves, plain.result, plain.reason, x, o)


def test_a_game_is_written_with_its_header_and_moves():
    record = Record("classic", WON, Result.X, Reason.LINE, "Alice", "Bob")
    assert write(record) == TEXT
    assert read(TEXT) == record


def test_a_game_not_begun_is_its_header_alone():
    record = Record("drop4", ())
    assert write(record) == "variant: drop4\nresult: *\n"
    assert read(write(record)) == record


@given(record=records())
def test_reading_is_the_exact_inverse_of_writing(record):
    assert read(write(record)) == record


def test_other_line_breaks_and_another_order_are_read_as_well():
    text = "reason: line\nresult: X\nvariant: classic\n\na1 b2\n\n b1\tc3\nc1"
    assert read(text.replace("\n", "\r\n")).moves == WON


def test_a_reason_the_moves_tell_may_be_left_out():
    assert read(TEXT.replace("reason: line\n", "")).reason is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("variant: classic\n", ""),
        ("result: X\n", ""),
        ("variant: classic", "variant: chess"),
        ("variant: classic", "variant:classic"),
        ("variant: classic", "classic"),
        ("x: Alice", "x: Alice\nx: Alice"),
        ("x: Alice", "x: "),
        ("x: Alice", "x: Alice "),
        ("x: Alice", "colour: red"),
        ("result: X", "result: Z"),
        ("result: X", "result: O"),
        ("result: X", "result: draw"),
        ("result: X", "result: *"),
        ("reason: line", "reason: boredom"),
        ("reason: line", "reason: full"),
        ("reason: line", "reason: resigned"),
        ("\n\n", "\n"),
        ("a1 ", "a0 "),
        ("a1 ", "a4 "),
        ("a1 ", "d1 "),
        ("a1 ", "A1 "),
        ("a1 ", "a\u0661 "),
        ("a1 ", "a001 "),
        ("a1 ", "b2 "),
        (" c1", ""),
        (" c1", " c1 c2"),
    ],
)
def test_what_is_not_a_game_is_refused(old, new):
    assert old in TEXT
    with pytest.raises(NotationError):
        read(TEXT.replace(old, new, 1))


@given(text=st.text())
def test_garbage_is_refused_and_never_crashes(text):
    with pytest.raises(NotationError):
        read(text)


@given(data=st.data())
def test_a_damaged_game_is_read_or_refused(data):
    start = data.draw(st.integers(0, len(TEXT)))
    end = data.draw(st.integers(start, len(TEXT)))
    try:
        record = read(TEXT[:start] + data.draw(st.text(max_size=5)) + TEXT[end:])
    except NotationError:
        return
    assert read(write(record)) == record


@pytest.mark.parametrize(
    ("moves", "result", "reason"),
    [
        ((0, 4), Result.UNFINISHED, None),
        ((0, 4), Result.O, Reason.RESIGNED),
        ((), Result.X, Reason.LEFT),
        ((0, 4), Result.O, Reason.TIME),
        (DRAWN, Result.DRAW, Reason.FULL),
        ((0, 4), Result.UNFINISHED, Reason.ABANDONED),
        (DRAWN, Result.DRAW, None),
    ],
)
def test_a_result_may_come_from_the_moves_or_from_the_people(moves, result, reason):
    assert Record("classic", moves, result, reason).result is result


@pytest.mark.parametrize(
    ("moves", "result", "reason"),
    [
        ((0, 4), Result.UNFINISHED, Reason.RESIGNED),
        ((0, 4), Result.DRAW, Reason.LEFT),
        ((0, 4), Result.DRAW, Reason.ABANDONED),
        ((0, 4), Result.X, None),
        ((0, 4), Result.X, Reason.LINE),
        (DRAWN, Result.UNFINISHED, None),
        ((0, 0), Result.UNFINISHED, None),
        ((-1,), Result.UNFINISHED, None),
    ],
)
def test_a_record_that_is_no_game_cannot_be_made(moves, result, reason):
    with pytest.raises(NotationError):
        Record("classic", moves, result, reason)


def test_under_gravity_a_move_names_where_the_mark_came_to_lie():
    assert write(Record("drop4", (38, 31))).endswith("\n\nd6 d5\n")
    with pytest.raises(NotationError, match="does not stay"):
        Record("drop4", (3,))


@pytest.mark.parametrize("name", ["", " Alice", "Alice\nresult: X", "A\u2028B"])
def test_a_name_that_would_break_the_header_is_refused(name):
    with pytest.raises(NotationError, match="one line"):
        Record("classic", (), o=name)


@any_board
def test_every_cell_has_a_name_of_its_own(rules):
    cells = range(rules.cells)
    assert [cell_at(cell_name(cell, rules.columns), rules) for cell in cells] == [
        *cells
    ]


def test_the_first_cell_is_a1_and_rows_count_downwards():
    columns = VARIANTS["gomoku"].rules.columns
    assert [cell_name(cell, columns) for cell in (0, 14, 15, 224)] == [
        "a1",
        "o1",
        "a2",
        "o15",
    ]


def test_a_record_of_a_running_game_is_unfinished():
    position = Position.start(VARIANTS["four"].rules)
    record = Record.of("four", [5], position.outcome)
    assert (record.result, record.reason) == (Result.UNFINISHED, None)
