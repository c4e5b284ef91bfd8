from collections import Counter

import pytest

from game.engine.board import Position
from game.engine.perft import perft
from game.engine.variants import VARIANTS
from game.tests.engine.games import BOARDS, after

KNOWN = {
    "classic": [9, 72, 504, 3024, 15120, 54720, 148176, 200448, 127872],
    "misere": [9, 72, 504, 3024, 15120, 54720, 148176, 200448, 127872],
    "drop4": [7, 49, 343, 2401, 16807, 117649, 823536, 5673234],
}
QUICK = 6
COUNTS = [
    (variant, depth, count)
    for variant, counts in KNOWN.items()
    for depth, count in enumerate(counts, 1)
]


def start(variant):
    return Position.start(VARIANTS[variant].rules)


@pytest.mark.parametrize("rules", BOARDS.values(), ids=BOARDS)
def test_no_move_at_all_is_one_sequence(rules):
    assert perft(Position.start(rules), 0) == 1


@pytest.mark.parametrize(
    ("variant", "depth", "count"), [row for row in COUNTS if row[1] <= QUICK]
)
def test_the_counts_are_the_known_ones(variant, depth, count):
    assert perft(start(variant), depth) == count


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variant", "depth", "count"), [row for row in COUNTS if row[1] > QUICK]
)
def test_the_counts_are_the_known_ones_deep_down(variant, depth, count):
    assert perft(start(variant), depth) == count


def test_nothing_follows_a_full_board():
    one_free = after(VARIANTS["classic"].rules, 0, 1, 2, 4, 3, 5, 7, 6)
    assert [perft(one_free, depth) for depth in range(4)] == [1, 1, 0, 0]


def test_the_big_board_counts_every_order_of_its_cells():
    assert perft(start("gomoku"), 2) == 225 * 224


@pytest.mark.slow
def test_the_whole_tree_of_the_classic_game_is_known():
    ends: Counter[str] = Counter()
    seen = set()

    def walk(position):
        seen.add(position.board)
        if position.outcome is not None:
            ends[position.outcome.winner or "draw"] += 1
        for cell in position.legal_moves():
            walk(position.play(position.turn, cell))

    walk(start("classic"))
    assert ends == {"X": 131_184, "O": 77_904, "draw": 46_080}
    assert ends.total() == 255_168
    assert len(seen) == 5_478
