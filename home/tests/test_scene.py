"""Who is who in a room, and what they are called."""

import pytest

from home.scene import clip
from home.tests.scenes import scene


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
    assert clip(name) == short


def test_people_of_the_same_name_are_called_by_their_marks():
    seen = scene("namesakes")
    assert [seen.name_of(1), seen.name_of(2)] == ["X", "O"]


def test_an_open_seat_is_called_by_its_mark():
    assert scene("alone").name_of(2) == "O"


def test_whoever_watches_has_no_mark_and_no_turn():
    seen = scene("begun")
    assert (seen.mark, seen.has_turn) == (None, False)


def test_the_turn_is_mine_when_my_mark_is_to_move():
    assert scene("begun", seat=1).has_turn
    assert not scene("begun", seat=2).has_turn
    assert scene("second game", seat=2).has_turn
