"""Talking in a room and in the lobby, in real browsers."""

import re

import pytest
from playwright.async_api import Page, expect

from e2e.conftest import Network
from e2e.office import Way
from e2e.people import Faults, People
from e2e.server import Server
from e2e.steps import arrive, play, start

PHONE = {"width": 360, "height": 640}


def lines(page: Page):
    return page.get_by_role("log", name="What was said").get_by_role("listitem")


def said(*texts: str) -> list[re.Pattern[str]]:
    """Behind each text stands what one may do about it."""
    return [re.compile(f"^{re.escape(text)}") for text in texts]


async def say(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Message")
    await field.fill(text)
    await field.press("Enter")


async def test_two_people_talk_while_they_play(alice: Page, bob: Page, carol: Page):
    for page, name in ((alice, "Alice"), (bob, "Bob"), (carol, "Carol")):
        await arrive(page, name)
    code = await start(alice, bob)
    await carol.goto(f"/room/{code}/?seat=watch")
    await expect(alice.get_by_text("Nobody has said anything yet.")).to_be_visible()
    await say(alice, "Good luck <b>Bob</b>!")
    for page in (alice, bob, carol):
        await expect(lines(page)).to_have_text(said("Alice Good luck <b>Bob</b>!"))
    await expect(alice.get_by_role("textbox", name="Message")).to_have_value("")
    await play((alice, bob), "b2 a1")
    await say(carol, "Hello")
    await expect(lines(bob)).to_have_text(
        said("Alice Good luck <b>Bob</b>!", "Carol Hello")
    )
    await expect(lines(bob).last.locator("b")).to_have_class("outside")
    # Whoever comes later, or comes back, has it on the page already.
    await bob.reload()
    await expect(lines(bob)).to_have_count(2)
    await say(bob, "Thanks")
    for page in (alice, bob, carol):
        await expect(lines(page)).to_have_count(3)
        await expect(lines(page).last).to_have_text(said("Bob Thanks")[0])


async def test_what_was_said_during_a_break_is_there_after_it(
    alice: Page, bob: Page, people: People
):
    await arrive(alice, "Alice")
    code = await start(alice, bob)
    del code
    await say(alice, "one")
    await expect(lines(bob)).to_have_count(1)
    await bob.context.set_offline(offline=True)
    await say(alice, "two")
    await expect(lines(alice)).to_have_count(2)
    await bob.context.set_offline(offline=False)
    await say(alice, "three")
    await expect(lines(bob)).to_have_text(
        [re.compile(w) for w in ("one", "two", "three")]
    )


async def test_who_is_too_fast_keeps_the_words(alice: Page):
    await alice.goto("/")
    for number in range(6):
        await say(alice, f"word {number}")
    panel = alice.get_by_role("region", name="Chat")
    await expect(panel.locator("#chat-wrong")).to_have_text(
        "You write faster than others can read. Wait a moment."
    )
    await expect(alice.get_by_role("textbox", name="Message")).to_have_value("word 5")
    await expect(lines(alice).last).to_contain_text("word 4")


async def test_on_a_phone_it_is_folded_and_counts(people: People):
    alice = await people.meet("Alice", viewport=PHONE)
    bob = await people.meet("Bob")
    await arrive(bob, "Bob")
    await start(alice, bob)
    await expect(lines(alice)).to_have_count(0)
    await say(bob, "Hello")
    fold = alice.get_by_role("button", name="Chat, 1 new")
    await fold.focus()
    await alice.keyboard.press("Enter")
    await expect(
        alice.get_by_role("button", name="Chat", expanded=True)
    ).to_be_visible()
    await expect(lines(alice)).to_have_text(said("Bob Hello"))


async def test_somebody_is_muted_and_reported(alice: Page, bob: Page):
    await arrive(alice, "Alice")
    await start(alice, bob)
    await say(alice, "Bad words")
    more = bob.get_by_label("More about Alice")
    await more.click()
    await bob.get_by_role("button", name="Report").click()
    await expect(bob.get_by_text("Reported. Thank you.")).to_be_visible()
    await more.click()
    await bob.get_by_role("button", name="Mute").click()
    await expect(lines(bob)).to_have_count(0)
    await say(alice, "More of them")
    await expect(lines(alice)).to_have_count(2)
    await bob.reload()
    again = bob.get_by_role("button", name="Hear 1 muted again")
    await expect(again).to_be_visible()
    await expect(lines(bob)).to_have_count(0)
    await again.click()
    await expect(lines(bob)).to_have_count(2)


async def test_talk_without_scripts(people: People, faults: Faults):
    faults.expect("status of 422")
    alice = await people.meet("Alice", java_script_enabled=False)
    await arrive(alice, "Alice")
    await alice.goto("/")
    await say(alice, "Anybody there?")
    await expect(lines(alice).last).to_have_text("Alice Anybody there?")
    await say(alice, "\u200b\u200b")
    await expect(alice.get_by_text("Write 1 to 300 characters")).to_be_visible()


async def test_players_want_quiet(alice: Page, bob: Page, carol: Page):
    for page, name in ((alice, "Alice"), (bob, "Bob"), (carol, "Carol")):
        await arrive(page, name)
    code = await start(alice, bob)
    await carol.goto(f"/room/{code}/?seat=watch")
    await say(carol, "Play a corner!")
    await expect(lines(alice)).to_have_count(1)
    switch = alice.locator("#chat-hush")
    await expect(carol.locator("#chat-hush")).to_be_hidden()
    await carol.get_by_role("textbox", name="Message").focus()
    await switch.click()
    await expect(switch).to_have_text("Switch spectators' chat on")
    await expect(switch).to_be_focused()
    for page in (alice, bob, carol):
        await expect(page.locator("#chat-hushed")).to_be_visible()
        said_so = page.get_by_role("status")
        await expect(said_so).to_have_text("Only the players can write now.")
    await expect(carol.get_by_role("textbox", name="Message")).to_be_hidden()
    await expect(carol.get_by_role("log", name="What was said")).to_be_focused()
    await say(bob, "Quiet at last")
    await expect(lines(carol)).to_have_count(2)
    await carol.reload()
    await expect(carol.get_by_role("textbox", name="Message")).to_be_hidden()
    # The other player may undo it, and the game was never touched.
    await bob.get_by_role("button", name="Switch spectators' chat on").click()
    await expect(carol.get_by_role("textbox", name="Message")).to_be_visible()
    await play((alice, bob), "b2 a1")


async def test_players_want_quiet_without_scripts(people: People):
    alice = await people.meet("Alice", java_script_enabled=False)
    carol = await people.meet("Carol")
    await arrive(alice, "Alice")
    await alice.goto("/")
    await alice.get_by_role("button", name="New room").click()
    await carol.goto(alice.url.split("?")[0])
    await alice.get_by_role("button", name="Switch spectators' chat off").click()
    await expect(alice.locator("#chat-hushed")).to_be_visible()
    await expect(carol.locator("#chat-hushed")).to_be_visible()
    await say(alice, "Only me")
    await expect(lines(carol)).to_have_count(1)
    await alice.get_by_role("button", name="Switch spectators' chat on").click()
    await expect(carol.locator("#chat-hushed")).to_be_hidden()


@pytest.mark.parametrize("streams", [Way.OPEN, Way.REFUSED])
async def test_talk_goes_around_blocked_websockets(
    people: People, server: Server, network: Network, streams
):
    """By the event stream; where that is blocked, and in the lobby, by the form."""
    _, clerks = await network(server, streams=streams)
    alice, bob = await clerks.meet("Alice"), await people.meet("Bob")
    await start(alice, bob)
    await expect_way(alice, "stream" if streams is Way.OPEN else "poll")
    await say(alice, "Hello")
    await expect(lines(bob)).to_have_count(1)
    await expect(lines(alice)).to_have_text(said("Guest"))
    await say(bob, "Hello there")
    if streams is Way.REFUSED:
        await expect(lines(bob)).to_have_count(2)
        await alice.reload()
    await expect(lines(alice)).to_have_count(2)
    await bob.goto("/")
    await alice.goto("/")
    await expect_way(alice, "stream" if streams is Way.OPEN else "poll")
    await say(alice, "Anybody?")
    await expect(lines(bob).last).to_contain_text("Anybody?")
    await expect(lines(alice).last).to_contain_text("Anybody?")


async def expect_way(page: Page, way: str) -> None:
    await page.wait_for_function("w => sessionStorage.getItem('way') === w", arg=way)
