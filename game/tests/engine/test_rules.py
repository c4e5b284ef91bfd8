import pickle

import pytest

from game.engine.rules import Rules
from game.tests.engine.games import BOARDS


@pytest.mark.parametrize(
    ("columns", "rows"), [(0, 3), (3, 0), (27, 3), (3, 100), (-1, -1)]
)
def test_a_board_whose_cells_cannot_be_named_is_refused(columns, rows):
    with pytest.raises(ValueError, match="cannot be named"):
        Rules(columns=columns, rows=rows, k=2)


@pytest.mark.parametrize("k", [-1, 0, 1, 5])
def test_a_row_that_does_not_fit_is_refused(k):
    with pytest.raises(ValueError, match="does not fit"):
        Rules(columns=4, rows=3, k=k)


@pytest.mark.parametrize("rules", BOARDS.values(), ids=BOARDS)
def test_the_tables_cover_every_cell_once(rules):
    assert len(rules.bits) == len(rules.rays) == rules.cells
    assert sum(rules.bits) == rules.full == sum(rules.files)


def test_rules_are_equal_when_their_choices_are():
    rules = Rules(columns=3, rows=3, k=3)
    assert rules == Rules(3, 3, 3)
    assert rules != Rules(3, 3, 3, misere=True)
    assert repr(rules) == "Rules(columns=3, rows=3, k=3, gravity=False, misere=False)"
    assert pickle.loads(pickle.dumps(rules)).rays == rules.rays  # noqa: S301 - our own
