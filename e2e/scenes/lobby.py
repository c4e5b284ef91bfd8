"""The lobby, the wall, and where a wrong address leads."""

from typing import Final

from playwright.async_api import Page, expect

from e2e.people import People
from e2e.scenes.cast import GOMOKU, QUICK, pair
from e2e.steps import headline, join, open_room, play, start

WALL: Final = {
    "four": "b2 a1 c3",
    "drop4": "d d c e c",
    "gomoku": GOMOKU.removesuffix(" f7"),
    "classic": QUICK,
}


async def lobby_empty(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/")
    await expect(carol.get_by_text("Nobody is waiting.")).to_be_visible()
    return carol


async def lobby_full(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob, "drop4")
    await play((alice, bob), "d d c e c")
    alice, bob = await pair(people)
    await start(bob, alice)
    await play((bob, alice), "b2 a1 c3")
    await open_room(await people.meet("Alice"), "misere")
    await open_room(await people.meet("Bob"), "gomoku")
    carol = await people.meet("Carol")
    await carol.goto("/")
    await expect(carol.locator("#playing > li")).not_to_have_count(0)
    return carol


async def lobby_mine(people: People) -> Page:
    await lobby_full(people)
    alice = await people.meet("Alice")
    await alice.goto("/")
    await expect(alice.get_by_role("heading", name="Your games")).to_be_visible()
    return alice


async def watch_empty(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/watch/")
    await expect(carol.get_by_text("Nobody is playing.")).to_be_visible()
    return carol


async def watch_full(people: People) -> Page:
    """Four games on the wall; one of them was just won."""
    carol = await people.meet("Carol")
    await carol.goto("/watch/")
    for game, moves in WALL.items():
        alice, bob = await pair(people)
        await start(alice, bob, game)
        await play((alice, bob), moves)
    await expect(carol.locator("#wall .strike:not([hidden])")).to_have_count(1)
    await expect(carol.locator("#wall > li")).to_have_count(len(WALL))
    return carol


async def wrong_name(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/")
    await carol.get_by_text("Change").click()
    await carol.get_by_label("Your name").fill("\u2060\u2060")
    await carol.get_by_role("button", name="Save").click()
    await expect(carol.locator("#wrong-name")).to_be_visible()
    return carol


async def wrong_code(people: People) -> Page:
    carol = await people.meet("Carol")
    await join(carol, "k7q x2n")
    await expect(headline(carol)).to_contain_text("No room")
    return carol


async def no_code(people: People) -> Page:
    carol = await people.meet("Carol")
    await join(carol, "hello there")
    await expect(headline(carol)).to_have_text("That isn't a room code")
    return carol


async def not_found(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/nowhere/")
    return carol


async def forged(people: People) -> Page:
    """A form that has lost its token: 403."""
    carol = await people.meet("Carol")
    await carol.goto("/")
    await carol.locator(".code-form [name=csrfmiddlewaretoken]").evaluate(
        "(field) => field.remove()"
    )
    await carol.get_by_label("Have a code?").fill("K7QX2M")
    await carol.get_by_role("button", name="Join").click()
    await expect(carol.locator(".nowhere")).to_be_visible()
    return carol


async def connection_check(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/connection/")
    await expect(carol.get_by_role("button", name="Test again")).to_be_visible()
    return carol
