"""Every game of the family, played to its end on the page."""

import pytest
from playwright.async_api import Page, expect

from e2e.steps import arrive, expect_state, play, spot, start

GAMES = [
    ("four", "a1 a2 b1 b2 c1 c2 d1", "You win", "Four in a row: a1, b1, c1, d1."),
    ("misere", "b2 a1 c1 a2 a3", "Bob wins", "You made three in a row."),
    ("drop4", "d c d c d c d", "You win", "Four in a row: d3, d4, d5, d6."),
    (
        "gomoku",
        "h8 g7 g8 i7 f8 h7 e8 j7 d8",
        "You win",
        "Five in a row: d8, e8, f8, g8, h8.",
    ),
]
ROWS = {"four": 4, "misere": 3, "drop4": 4, "gomoku": 5}
TURNS = {
    "four": "You are X. Four in a row wins.",
    "misere": "You are X. Three in a row loses.",
    "drop4": "You are X. Four in a row wins.",
    "gomoku": "You are X. Five in a row wins.",
}


@pytest.mark.parametrize("ending", GAMES, ids=lambda ending: ending[0])
async def test_a_game_to_its_end(alice: Page, bob: Page, ending):
    game, moves, head, news = ending
    await arrive(alice, "Alice")
    await arrive(bob, "Bob")
    await start(alice, bob, game)
    await expect_state(alice, "Your turn", TURNS[game])
    await play((alice, bob), moves)
    await expect_state(alice, head, news)
    await expect(alice.locator("#stroke")).to_be_visible()
    await expect(alice.locator("#board .spot.win")).to_have_count(ROWS[game])
    if game == "misere":
        await expect_state(bob, "You win", "Alice made three in a row.")
        await expect(bob.locator("#score")).to_have_text("Score 0–1")
    # The end is on the page that the server draws, too.
    await bob.reload()
    await expect(bob.locator("#stroke")).to_be_visible()
    await expect(bob.locator("#strip li")).to_have_count(len(moves.split()))


async def test_a_full_column_takes_no_more(alice: Page, bob: Page):
    await start(alice, bob, "drop4")
    await play((alice, bob), "a a a a a a")
    await spot(alice, "a").focus()
    await alice.keyboard.press("Enter")
    await expect_state(alice, "Your turn", "Column a is full.")
