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


def test_a_clock_is_called_by_its_minutes_or_its_seconds():
    said = [titles.clock_title(seconds) for seconds in (0, 30, 60, 90, 600)]
    assert said == ["No clock", "30 s each", "1 min each", "90 s each", "10 min each"]
    assert titles.titled("classic", 0) == "Classic"
    assert titles.titled("classic", 180) == "Classic · 3 min each"


def test_a_clock_that_is_not_among_the_choices_can_stay():
    assert (45, "45 s each") in titles.clock_choices(45)
    assert titles.clock_choices(60) == titles.clock_choices()
