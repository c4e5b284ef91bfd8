"""Phones, large text and fingers: everything is there, and nothing scrolls sideways."""

import pytest
from playwright.async_api import Page, ViewportSize, expect

from e2e.people import People
from e2e.steps import expect_state, play, spot, start

PHONE: ViewportSize = {"width": 360, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
SMALL: ViewportSize = {"width": 320, "height": 568}
ON_ITS_SIDE: ViewportSize = {"width": 640, "height": 360}


async def overflow(page: Page) -> int:
    root = page.locator("html")
    return int(await root.evaluate("(root) => root.scrollWidth - root.clientWidth"))


async def bottom(page: Page, selector: str) -> float:
    box = await page.locator(selector).bounding_box()
    assert box is not None
    return box["y"] + box["height"]


async def test_a_game_fits_a_phone(people: People):
    alice = await people.meet("Alice", viewport=PHONE)
    bob = await people.meet("Bob")
    for game, moves in (
        ("classic", "b2 a1 c1"),
        ("four", "b2 a1 c1"),
        ("drop4", "d d e"),
    ):
        await start(alice, bob, game)
        await play((alice, bob), moves)
        for lowest in ("#board", "#actions", "#strip ol"):
            assert await bottom(alice, lowest) <= PHONE["height"], (game, lowest)
        for size in (PHONE, SMALL):
            await alice.set_viewport_size(size)
            assert await overflow(alice) == 0, (game, size)
        await alice.set_viewport_size(ON_ITS_SIDE)
        assert await overflow(alice) == 0, game
        assert await bottom(alice, "#board") <= ON_ITS_SIDE["height"], game
        await alice.set_viewport_size(SMALL)
        await alice.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await overflow(alice) == 0, game
        await expect(spot(alice, "b2" if game != "drop4" else "d")).to_be_visible()
        await alice.set_viewport_size(PHONE)


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["360", "320"])
async def test_a_finger_aims_first_and_places_then(people: People, size):
    alice = await people.meet("Alice", viewport=size, has_touch=True, is_mobile=True)
    bob = await people.meet("Bob")
    await start(alice, bob, "gomoku")
    assert await overflow(alice) == 0
    place = alice.locator("#place")
    await expect(place).to_have_text("Place")
    await spot(alice, "h8").tap()
    await expect(place).to_have_text("Place h8")
    await expect(alice.locator(".tip")).to_have_text("h8")
    await expect(spot(alice, "h8").locator(".mark.pencil")).to_be_visible()
    await expect(alice.locator("#strip li")).to_have_count(0)
    await alice.get_by_role("button", name="Left", exact=True).tap()
    await alice.get_by_role("button", name="Up", exact=True).tap()
    await expect(place).to_have_text("Place g7")
    await expect(spot(alice, "h8").locator(".mark")).to_have_count(0)
    await place.tap()
    await expect(spot(alice, "g7")).to_have_accessible_name("g7, X, last move")
    await expect_state(bob, "Your turn")
    await play((bob,), "h8")
    await expect(spot(alice, "h8")).to_have_accessible_name("h8, O, last move")
    # The second tap on the aimed cell is the move.
    await spot(alice, "a1").tap()
    await expect(place).to_have_text("Place a1")
    await spot(alice, "a1").tap()
    await expect(spot(alice, "a1")).to_have_accessible_name("a1, X, last move")


async def test_a_tap_plays_where_cells_are_large(people: People):
    alice = await people.meet("Alice", viewport=PHONE, has_touch=True, is_mobile=True)
    bob = await people.meet("Bob")
    await start(alice, bob, "drop4")
    await spot(alice, "d").tap()
    await expect(spot(alice, "d")).to_have_accessible_name("Column d, 1 of 6 filled")


async def test_names_and_tags_are_whole(people: People):
    """A name of twelve letters, and who is who, on every screen."""
    alice, bob = await people.meet("Alice"), await people.meet("Bob")
    for page, name in ((alice, "Wilhelmine A"), (bob, "Guest 50775")):
        await page.goto("/")
        await page.get_by_text("Change").click()
        await page.get_by_label("Your name").fill(name)
        await page.get_by_role("button", name="Save").click()
    await start(alice, bob)
    for size in (DESKTOP, PHONE):
        await alice.set_viewport_size(size)
        for text in await alice.locator(".sign .name, .sign .tag").all():
            is_whole = await text.evaluate("(n) => n.scrollWidth <= n.clientWidth + 1")
            assert is_whole or not await text.is_visible(), await text.inner_text()
