"""Which sentence and which actions fit a room; words.js is held to the same table."""

import pytest

from home import scene as scenes
from home.tests.scenes import FIRST_PAINT, name_of, scene, seen_in


@pytest.mark.parametrize("row", FIRST_PAINT, ids=name_of)
def test_the_table_of_scenes(row):
    seen = scene(row["state"], **seen_in(row))
    assert scenes.headline(seen) == row["headline"]
    assert scenes.detail(seen) == row["detail"]
    assert list(scenes.actions(seen)) == row["actions"]
    assert scenes.title(seen) == row.get("title", scenes.title(seen))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Alice", "Alice"),
        ("Twelve chars", "Twelve chars"),
        ("Thirteen char", "Thirteen cha…"),
        ("Bartholomew Long", "Bartholomew…"),
    ],
)
def test_long_names_are_cut_at_twelve_characters(name, short):
    assert scenes.clip(name) == short


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
    assert scenes.waits(scene(name, seat=seat)) is is_up_to_others
