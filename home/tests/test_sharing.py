"""What a link to a room shows elsewhere."""

import pytest

from home.sharing import Preview, preview_of, qr_of
from home.tests.scenes import scene


@pytest.mark.parametrize(
    ("name", "title", "text"),
    [
        (
            "alone",
            "Alice invites you to tic-tac-toe",
            "Classic 3×3. You play O. No sign-up.",
        ),
        (
            "nobody",
            "You're invited to a game",
            "Classic 3×3. You play X. No sign-up.",
        ),
        ("begun", "Alice plays Bob", "Classic 3×3. Come and watch."),
        (
            "won",
            "Alice beat Bob 1–0",
            "Classic 3×3. Open a room of your own.",
        ),
        (
            "misere lost",
            "Bob beat Alice 1–0",
            "Misère 3×3. Open a room of your own.",
        ),
        (
            "drawn",
            "Alice and Bob are even, 0–0",
            "Classic 3×3. Open a room of your own.",
        ),
    ],
)
def test_a_preview_says_what_is_to_be_seen(name, title, text):
    assert preview_of(scene(name)) == Preview(title, text)


@pytest.mark.parametrize("name", ["private", "private won"])
def test_a_private_room_names_nobody(name):
    seen = preview_of(scene(name))
    assert seen == Preview("You're invited to a game", "Classic 3×3. No sign-up.")


def test_the_code_to_photograph_is_dark_on_white_and_says_its_link():
    drawn = qr_of("http://play.example/room/K7QX2M/")
    assert 'role="img" aria-label="http://play.example/room/K7QX2M/"' in drawn
    assert 'fill="#fff"' in drawn
    assert 'stroke="#000"' in drawn
    # Four cells of quiet on each side of a code that is 25 wide or more.
    size = int(drawn.split('viewBox="0 0 ')[1].split()[0])
    assert (size - 8 - 17) % 4 == 0
    assert "M4 4.5h7" in drawn


def test_a_link_cannot_end_its_attribute():
    assert '"><b>' not in qr_of('http://play.example/"><b>')
