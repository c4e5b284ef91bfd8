"""Everything without JavaScript: the server draws, forms act."""

import re

from playwright.async_api import Page, expect

from e2e.people import Faults, People
from e2e.steps import action, arrive, expect_state, join, open_room, resign, spot


async def turn(players: tuple[Page, Page], moves: str) -> None:
    """As `play`, but each looks for news by themselves."""
    for number, name in enumerate(moves.split()):
        page = players[number % 2]
        await page.goto(page.url)
        await spot(page, name).click()
        await expect(page.locator("#strip li").last).to_contain_text(name)


async def test_only_a_page_without_scripts_says_that_it_is_there(people: People):
    alice = await people.meet("Alice", java_script_enabled=False)
    bob = await people.meet("Bob")
    asked: list[str] = []
    for page in (alice, bob):
        page.on("request", lambda request: asked.append(request.url))
    await arrive(alice, "Alice")
    code = await open_room(alice)
    await arrive(bob, "Bob")
    await join(bob, code)
    await expect_state(bob, "Alice's turn", "You are O. Three in a row wins.")
    pictures = {url.partition("/room/")[2] for url in asked if "here.gif" in url}
    assert pictures == {f"{code}/here.gif?seat=1"}


async def test_a_whole_evening_without_scripts(people: People, faults: Faults):
    faults.expect("status of 409")
    alice = await people.meet("Alice", java_script_enabled=False)
    bob = await people.meet("Bob", java_script_enabled=False)
    carol = await people.meet("Carol", java_script_enabled=False)
    await arrive(alice, "Alice")
    await arrive(bob, "Bob")
    code = await open_room(alice)
    await expect_state(alice, "Waiting for O", "Send the link, or say the code.")
    await expect(alice.get_by_label("Link to this room").first).to_have_value(
        re.compile(rf"/room/{code}/$")
    )
    for dead in ("Copy link", "Share"):
        await expect(alice.get_by_role("button", name=dead)).to_have_count(0)
    still = alice.get_by_role("link", name="Stop refreshing")
    await still.click()
    await expect(alice).to_have_url(re.compile("still=1"))
    await expect(still).to_have_count(0)

    await join(bob, code)
    await expect_state(bob, "Alice's turn", "You are O. Three in a row wins.")
    await bob.get_by_role("link", name="Stop refreshing").click()
    await expect(bob).to_have_url(re.compile("still=1"))
    await turn((alice, bob), "b2 a1 c1")
    # What is refused comes back as the page itself, with its sentence.
    await spot(alice, "b2").click(force=True)
    await expect_state(alice, "Bob's turn", "It's Bob's turn.")
    await bob.goto(bob.url)
    await spot(bob, "b2").click(force=True)
    await expect_state(bob, "Your turn", "b2 is taken. Choose an empty cell.")
    await turn((bob, alice), "a2 a3")
    await expect_state(alice, "You win", "Three in a row: c1, b2, a3.")
    await expect(alice.locator("#stroke")).to_be_visible()

    await carol.goto(f"/room/{code}/?seat=watch&still=1")
    await expect_state(carol, "Alice wins", "Three in a row: c1, b2, a3.")
    await action(alice, "Rematch").click()
    await expect_state(alice, "You win", "Asked Bob for a rematch.")
    await bob.goto(bob.url)
    await expect_state(bob, "Alice wins", "Alice wants a rematch.")
    await action(bob, "Rematch").click()
    await expect_state(bob, "Your turn", "You are X. Three in a row wins.")
    await resign(bob)
    await expect_state(bob, "Alice wins", "You resigned.")
    await expect(bob.locator("#score")).to_have_text("Score 2–0")

    await carol.get_by_role("button", name="Dark").click()
    await expect(carol.locator("html")).to_have_attribute("data-theme", "dark")
    await carol.get_by_role("button", name="Deutsch").click()
    await expect(carol.locator("html")).to_have_attribute("lang", "de")
    await expect(carol).to_have_url(re.compile(rf"/room/{code}/"))
    await expect(carol.get_by_role("heading", level=1)).to_have_text("Alice gewinnt")
