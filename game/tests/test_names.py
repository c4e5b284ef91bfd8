import pytest

from game.names import InvalidNameError, is_given, looks, tidied

TWINS = [
    ("Ada", "ADA"),
    ("Ada", "ada"),
    ("Ada", "Äda"),
    ("Ada", "A da"),
    ("Ada", "A.d-a_"),
    ("Ada", "\u0410da"),  # a Cyrillic A
    ("Ada", "Ad\u03b1"),  # a Greek alpha
    ("Ada", "\uff21\uff24\uff21"),  # as wide as Chinese
    ("Bob", "B0b"),
    ("Bill", "BiII"),
    ("Bill", "B1ll"),
    ("Straße", "STRASSE"),
    ("Martin", "Martln"),
    ("modern", "rnodern"),
    ("will", "vvill"),
]


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_these_look_the_same(one, other):
    assert looks(one) == looks(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada", "Ida"), ("Bob", "Rob"), ("Ada 2", "Ada 3"), ("♥♥", "♦♦"), ("..", "--")],
)
def test_these_do_not(one, other):
    assert looks(one) != looks(other)


def test_no_name_looks_like_nothing_or_like_more_than_is_kept():
    for name in ("--", "♥♥", "\u0390" * 20, "한글" * 10, "ß" * 20):
        assert 0 < len(looks(tidied(name))) <= 80


@pytest.mark.parametrize("name", ["Guest 4821", "guest4821", "Gue\u0455t 1", "GUEST 0"])
def test_a_guests_name_is_nobodys_own(name):
    assert is_given(name)


@pytest.mark.parametrize("name", ["Guesty", "Ada 1", "A guest", "Guest"])
def test_others_are(name):
    assert not is_given(name)


@pytest.mark.parametrize("name", ["", "a", "x" * 21, "a\u200bb", "\u3164\u3164"])
def test_what_is_no_name_is_said_to_be_none(name):
    with pytest.raises(InvalidNameError, match="A name has"):
        tidied(name)
