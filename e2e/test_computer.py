"""Playing the computer: in a browser, with scripts and without, and in the terminal."""

import re

import pytest
from playwright.async_api import Page, expect

from e2e.people import People
from e2e.server import Server
from e2e.steps import action, arrive, expect_state, headline, play, spot
from e2e.terminal import Terminal

PLAY = "Play the computer"
LOST = "Three in a row: c1, b2, a3."


async def challenge(page: Page, game: str = "classic") -> None:
    await page.goto("/")
    await page.get_by_role("combobox", name="Game").select_option(game)
    await page.get_by_role("button", name=PLAY).click()
    await expect(page).to_have_url(re.compile(r"/room/\w+/\?seat=1$"))
    await page.wait_for_load_state()


@pytest.mark.smoke
async def test_a_game_against_the_computer_and_another(alice: Page):
    await arrive(alice, "Alice")
    await challenge(alice)
    await expect_state(alice, "Your turn", "You are X. Three in a row wins.")
    await expect(alice.locator("#sign-2")).to_contain_text("Computer")
    await expect(alice.locator("#sign-2")).not_to_have_class(re.compile("away"))
    for name in ("a1", "b1", "a2"):
        await expect(headline(alice)).to_have_text("Your turn")
        await play([alice], name)
    await expect_state(alice, "Computer wins", LOST)
    await action(alice, "Rematch").click()
    # It is X now, and has begun.
    await expect_state(alice, "Your turn", "Computer played b2.")
    await expect(alice.locator("#score")).to_have_text(re.compile("0–1"))


async def test_on_the_largest_board_it_answers_too(alice: Page):
    await arrive(alice, "Alice")
    await challenge(alice, "gomoku")
    for name in ("h8", "a1"):
        await expect(headline(alice)).to_have_text("Your turn")
        await play([alice], name)
    await expect(alice.locator("#strip li")).to_have_count(4)
    await expect(headline(alice)).to_have_text("Your turn")


async def test_a_whole_game_without_scripts(people: People):
    alice = await people.meet("Alice", java_script_enabled=False)
    await arrive(alice, "Alice")
    await challenge(alice)
    for name in ("a1", "b1", "a2"):
        await spot(alice, name).click()
        await look_until(alice, re.compile("Your turn|Computer wins"))
    await expect_state(alice, "Computer wins", LOST)
    await action(alice, "Rematch").click()
    await look_until(alice, re.compile("Your turn"))
    await expect_state(alice, "Your turn", "Computer played b2.")


async def look_until(page: Page, head: re.Pattern[str]) -> None:
    """The page would look again by itself, every 5 s."""
    for _ in range(50):
        if head.fullmatch(await headline(page).inner_text()):
            return
        await page.goto(page.url)
    pytest.fail("The computer does not answer.")


async def test_a_game_in_the_terminal(server: Server):
    async with await Terminal.open(server, "--computer") as terminal:
        for cell in ("a1", "b1", "a2"):
            await terminal.play(cell)
        await terminal.reads(r"Computer wins\. 3 in a row: c1, b2, a3\.")
        await terminal.says("rematch")
        await terminal.reads(r"Computer played")
        await terminal.reads(r"Your turn")
