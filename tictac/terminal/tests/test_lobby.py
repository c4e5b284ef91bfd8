import pytest

from tictac.terminal.lobby import Wish, tidy, understand


@pytest.mark.parametrize(
    "text", ["K7QX2M", "k7oxzm", "K7Q X2M", "http://127.0.0.1:8000/room/k7qx2m/?seat=1"]
)
def test_a_code_as_people_write_it(text):
    assert tidy(text) == "K7QX2M"


@pytest.mark.parametrize(
    "text",
    ["", "K7QX2", "K7QX2MA", "K7/X2M", "../../etc", "ÄÖÜÄÖÜ", "resign", "decline"],
)
def test_what_is_no_code(text):
    assert tidy(text) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("k7q x2m", Wish("K7QX2M")),
        ("watch K7QX2M", Wish("K7QX2M", watch=True)),
        ("new", Wish()),
        ("new drop4", Wish(variant="drop4")),
        ("new private", Wish(private=True)),
        ("new computer drop4", Wish(variant="drop4", computer=True)),
        ("new private misere", Wish(variant="misere", private=True)),
        ("new 3m", Wish(clock=180)),
        ("new 0", Wish(clock=0)),
        ("new 30s drop4 private", Wish(variant="drop4", private=True, clock=30)),
        ("new one two", None),
        ("new 1m 2m", None),
        ("watch", None),
        ("", None),
        ("help", None),
    ],
)
def test_where_a_line_leads(text, wish):
    assert understand(text) == wish
