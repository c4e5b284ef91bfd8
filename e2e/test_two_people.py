"""Two people on two machines: how games come about, and how they end."""

import re

import pytest
from playwright.async_api import Page, expect

from e2e.people import People
from e2e.scenes.ends import DRAW
from e2e.steps import (
    action,
    arrive,
    detail,
    expect_state,
    open_room,
    play,
    resign,
    start,
)


async def test_strangers_meet_in_the_lobby_draw_and_part(alice: Page, bob: Page):
    await arrive(alice, "Alice")
    await arrive(bob, "Bob")
    code = await open_room(alice)
    await bob.goto("/")
    row = bob.locator(f"#waiting [data-code='{code}']")
    await row.get_by_role("button", name="Play O against Alice").click()
    await expect_state(alice, "Your turn", "You are X. Three in a row wins.")
    await expect_state(bob, "Alice's turn", "You are O. Three in a row wins.")
    await play((alice, bob), DRAW)
    for page in (alice, bob):
        await expect_state(page, "Draw", "The board is full.")
        await expect(page.locator("#stroke")).to_be_hidden()
        await expect(page.locator(".sign.agreed")).to_have_count(2)
    await action(alice, "Rematch").click()
    await expect(detail(alice)).to_have_text("Asked Bob for a rematch.")
    await expect_state(bob, "Draw", "Alice wants a rematch.")
    await action(bob, "No thanks").click()
    await expect_state(alice, "Draw", "Bob said no thanks.")
    await action(alice, "Lobby").click()
    await expect(alice).to_have_url(re.compile(r"/$"))


async def test_an_offer_is_withdrawn_and_a_game_is_resigned(alice: Page, bob: Page):
    await arrive(alice, "Alice")
    await arrive(bob, "Bob")
    await start(alice, bob)
    await play((alice, bob), "b2 a1")
    await alice.locator("summary", has_text="Resign").click()
    await expect(alice.get_by_text("Resign this game? Bob wins.")).to_be_visible()
    await alice.get_by_role("link", name="Keep playing").click()
    await expect(alice.get_by_text("Resign this game?")).to_be_hidden()
    await resign(alice)
    await expect_state(alice, "Bob wins", "You resigned.")
    await expect_state(bob, "You win", "Alice resigned.")
    await action(bob, "Rematch").click()
    await action(bob, "Withdraw").click()
    await expect(action(bob, "Rematch")).to_be_visible()
    await expect(action(alice, "No thanks")).to_be_hidden()
    await action(alice, "Rematch").click()
    await action(bob, "Rematch").click()
    await expect_state(bob, "Your turn", "You are X. Three in a row wins.")


async def test_who_leaves_loses_and_the_seat_is_open(people: People):
    alice, bob, carol = [await people.meet(name) for name in ("Alice", "Bob", "Carol")]
    await arrive(alice, "Alice")
    await arrive(bob, "Bob")
    code = await start(alice, bob)
    await play((alice, bob), "b2")
    await bob.locator("#act").evaluate(
        """(form) => {
          form.insertAdjacentHTML("beforeend", '<input name="do" value="leave">')
          form.submit()
        }"""
    )
    await expect(bob).to_have_url(re.compile(r"seat=watch$"))
    await expect_state(alice, "You win", "Bob left.")
    await expect(alice.locator("#sign-2")).to_contain_text("open seat")
    await carol.goto(f"/room/{code}/")
    await action(carol, "Play O").click()
    await expect(carol).to_have_url(re.compile(r"seat=\d$"))


@pytest.mark.smoke
async def test_a_stranger_watches_until_a_seat_is_free(people: People):
    alice, bob, carol = [await people.meet(name) for name in ("Alice", "Bob", "Carol")]
    await arrive(alice, "Alice")
    code = await open_room(alice)
    await bob.goto(f"/room/{code}/")
    await carol.goto(f"/room/{code}/")
    await expect(alice.locator("#watching")).to_have_text("2 watching")
    await expect_state(carol, "Waiting for O", "You're watching. 2 here.")
    await action(bob, "Play O").click()
    await expect(bob).to_have_url(re.compile(rf"/room/{code}/\?seat=2$"))
    await expect_state(carol, "Alice's turn", "You're watching. 1 here.")
    await expect(action(carol, "Play O")).to_be_hidden()
    await expect(alice.locator("#watching")).to_have_text("1 watching")

    # Whoever types the code of a full room hears why they only watch.
    await carol.goto("/")
    await carol.get_by_label("Have a code?").fill(code)
    await carol.get_by_role("button", name="Join").click()
    await expect_state(
        carol, "Alice's turn", "Both seats are taken, so you're watching."
    )
    await expect(action(carol, "Open a room of your own")).to_be_visible()
    await play((alice, bob), "b2")
    await expect(carol.locator("#strip li")).to_have_text("1 b2")
