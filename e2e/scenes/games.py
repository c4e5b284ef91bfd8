"""A game from its first move on, in fair weather and foul."""

from typing import Final

from playwright.async_api import Page, expect

from e2e.line import Line
from e2e.people import People
from e2e.scenes.cast import pair
from e2e.steps import detail, expect_state, open_room, play, spot, start

AWAY: Final = 6000


async def waiting(people: People) -> Page:
    alice = await people.meet("Alice")
    await open_room(alice)
    await expect_state(alice, "Waiting for O", "Send the link, or say the code.")
    return alice


async def waiting_qr(people: People) -> Page:
    alice = await waiting(people)
    await alice.get_by_text("QR code").click()
    return alice


async def first_move(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob)
    await expect_state(alice, "Your turn", "You are X. Three in a row wins.")
    return alice


async def my_turn(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1 a3")
    await expect_state(alice, "Your turn", "Bob played a3.")
    return alice


async def timed(people: People) -> Page:
    """Bob thinks, and his time runs."""
    alice, bob = await pair(people)
    await start(alice, bob, clock=180)
    await play((alice, bob), "b2")
    await expect(alice.locator("#sign-2 .clock")).to_have_class("clock mono runs")
    return alice


async def their_turn(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1")
    await expect_state(alice, "Bob's turn", "You played c1.")
    return alice


async def pending(people: People) -> Page:
    alice, bob = await pair(people)
    line = await Line.of(alice)
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1 a3")
    await expect_state(alice, "Your turn")
    line.hold()
    await spot(alice, "a2").click()
    await expect_state(alice, "Sending…", "Pencil until it is saved.")
    return alice


async def refused(people: People) -> Page:
    alice = await my_turn(people)
    await spot(alice, "b2").focus()
    await alice.keyboard.press("Enter")
    await expect_state(alice, "Your turn", "b2 is taken. Choose an empty cell.")
    return alice


async def resigning(people: People) -> Page:
    alice = await my_turn(people)
    await alice.locator("summary", has_text="Resign").click()
    await expect(alice.get_by_text("Resign this game? Bob wins.")).to_be_visible()
    return alice


async def away(people: People) -> Page:
    alice, bob = await pair(people)
    await alice.clock.install()
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1")
    await bob.close()
    await alice.clock.run_for(AWAY)
    await expect_state(alice, "Bob's turn", "Bob is away.")
    return alice


async def connection_lost(people: People) -> Page:
    alice, bob = await pair(people)
    line = await Line.of(alice)
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1 a3")
    await expect_state(alice, "Your turn")
    await line.cut()
    await spot(alice, "a2").click()
    await expect_state(alice, "Your turn", "Your move is kept.")
    await expect(alice.get_by_role("link", name="Check your")).to_be_visible()
    return alice


async def offline(people: People) -> Page:
    alice = await my_turn(people)
    # Of this tab alone: others of the same browser stay as they are.
    await alice.evaluate(
        """() => {
          Object.defineProperty(navigator, "onLine", { get: () => false })
          dispatchEvent(new Event("offline"))
        }"""
    )
    await expect_state(alice, "Offline", "Your game is safe.")
    return alice


async def gone(people: People) -> Page:
    alice = await people.meet("Alice")
    await open_room(alice)
    second = await people.meet("Alice")
    await second.goto(alice.url)
    await second.get_by_role("button", name="Close room").click()
    await expect(detail(alice)).to_have_text("This room is gone.")
    return alice
