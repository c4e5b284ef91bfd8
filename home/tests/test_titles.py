"""Every variant has a title; a new one is playable before it has."""

from game.engine.variants import VARIANTS
from home import titles


def test_every_variant_has_a_title():
    assert set(titles.TITLES) == set(VARIANTS)
    assert set(titles.TWISTS) <= set(VARIANTS)


def test_a_variant_without_a_title_is_called_by_its_name():
    assert titles.title("unheard-of") == "unheard-of"


def test_choices_say_size_and_twist():
    choices = dict(titles.choices())
    assert list(choices) == list(VARIANTS)
    assert choices["classic"] == "Classic 3×3"
    assert choices["misere"] == "Misère 3×3, three in a row loses"
