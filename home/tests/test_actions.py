"""What one may do in a room, scene by scene; test_telling has the words for it."""

import pytest

from home.actions import actions, waits
from home.tests.scenes import FIRST_PAINT, name_of, scene, seen_in


@pytest.mark.parametrize("row", FIRST_PAINT, ids=name_of)
def test_the_actions_of_the_table(row):
    seen = scene(row["state"], **seen_in(row))
    assert list(actions(seen)) == row["actions"]


@pytest.mark.parametrize(
    ("name", "seat", "is_up_to_others"),
    [
        ("alone", 1, True),
        ("begun", 1, False),
        ("begun", 2, True),
        ("begun", None, True),
        ("won", 1, False),
        ("offered by Bob", 1, False),
        ("offered by Bob", 2, True),
        ("won", None, True),
    ],
)
def test_a_page_waits_while_somebody_else_is_to_act(name, seat, is_up_to_others):
    assert waits(scene(name, seat=seat)) is is_up_to_others
