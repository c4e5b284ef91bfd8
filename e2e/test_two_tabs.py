"""Two tabs of one browser are two players, and a third one watches."""

import re

import pytest
from playwright.async_api import expect

from e2e.people import People
from e2e.steps import (
    action,
    arrive,
    detail,
    expect_state,
    join,
    open_room,
    play,
    spot,
)


@pytest.mark.smoke
async def test_two_tabs_play_a_third_watches_and_they_play_again(people: People):
    first = await people.meet("Alice")
    await arrive(first, "Alice")
    code = await open_room(first)
    await expect_state(first, "Waiting for O", "Send the link, or say the code.")
    await expect(first.locator("#big-code")).to_have_text(code)

    second = await people.meet("Alice")
    await join(second, code.lower())
    await expect(second).to_have_url(re.compile(rf"/room/{code}/\?seat=2$"))
    both = "You hold both seats in this browser. This tab plays {}."
    await expect_state(first, "Your turn", both.format("X"))
    await expect_state(second, "X's turn", both.format("O"))
    for page, mine, other in ((first, 1, 2), (second, 2, 1)):
        await expect(page.locator(f"#sign-{mine} .tag")).to_have_text("you")
        await expect(page.locator(f"#sign-{other} .tag")).to_have_text("you, other tab")

    third = await people.meet("Alice")
    await third.goto(f"/room/{code}/")
    await expect_state(third, "X's turn", "You're watching. 1 here.")
    await expect(action(third, "Play X here")).to_be_visible()
    await expect(first.locator("#watching")).to_have_text("1 watching")
    assert "seat=" not in third.url

    await play((first, second), "b2 a1 c1 a2 a3")
    await expect_state(first, "You win", "Three in a row: c1, b2, a3.")
    await expect_state(second, "X wins", "Three in a row: c1, b2, a3.")
    await expect_state(third, "X wins", "Three in a row: c1, b2, a3.")
    for page in (first, second, third):
        await expect(page.locator("#stroke")).to_be_visible()
        await expect(page.locator("#score")).to_have_text("Score 1–0")
        await expect(spot(page, "b2")).to_have_accessible_name("b2, X, winning line")

    await action(second, "Rematch").click()
    await expect(action(second, "Withdraw")).to_be_visible()
    await action(first, "Rematch").click()
    await expect_state(second, "Your turn")
    await expect_state(third, "X's turn")
    for page in (first, second, third):
        # The marks have changed hands; seats and score have not.
        await expect(page.locator("#sign-1 .glyph")).to_have_attribute(
            "aria-label", "O"
        )
        await expect(page.locator("#score")).to_have_text("Score 1–0")
        await expect(page.locator("#board .mark")).to_have_count(0)
    await play((second, first), "a1 b2 a2 c1 a3")
    await expect_state(second, "You win", "Three in a row: a1, a2, a3.")
    await expect(third.locator("#score")).to_have_text("Score 1–1")


async def test_a_tab_takes_over_a_seat_of_its_own_browser(people: People):
    first, second = await people.meet("Alice"), await people.meet("Alice")
    code = await open_room(first)
    await join(second, code)
    await expect_state(first, "Your turn")
    third = await people.meet("Alice")
    await third.goto(f"/room/{code}/")
    await action(third, "Play X here").click()
    await expect(third).to_have_url(re.compile(r"seat=1$"))
    await spot(third, "b2").click()
    await expect(spot(first, "b2")).to_have_accessible_name("b2, X, last move")
    await expect(detail(first)).to_have_text("You played b2.")
    await expect_state(second, "Your turn", "X played b2.")
