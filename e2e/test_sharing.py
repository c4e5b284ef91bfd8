"""How a room's link gets from one person to another."""

import re

from playwright.async_api import Page, expect

from e2e.people import People
from e2e.steps import open_room

SHEET = """
window.shared = []
navigator.share = async (what) => { window.shared.push(what.url) }
"""
NO_CLIPBOARD = """
Object.defineProperty(navigator, "clipboard", { value: undefined })
window.copied = []
document.addEventListener("copy", () => window.copied.push(getSelection().toString()
  || document.activeElement.value))
"""


def actions(page: Page):
    return page.get_by_role("region", name="Actions")


def link(page: Page) -> str:
    """The bare link: without a seat, for a seat is nobody else's."""
    return page.url.split("?")[0]


async def test_the_link_is_copied_bare_and_the_button_says_so(people: People):
    alice = await people.meet(
        "Alice", permissions=["clipboard-read", "clipboard-write"]
    )
    await open_room(alice)
    copy = actions(alice).locator("[data-do=copy]")
    await copy.click()
    await expect(copy).to_have_text("Link copied")
    await expect(alice.get_by_role("status")).to_have_text("Link copied.")
    assert await alice.evaluate("navigator.clipboard.readText()") == link(alice)
    await expect(copy).to_have_text("Copy link")


async def test_where_there_is_no_sheet_sharing_copies(people: People):
    alice = await people.meet(
        "Alice", permissions=["clipboard-read", "clipboard-write"]
    )
    await alice.add_init_script("navigator.share = undefined")
    await open_room(alice)
    share = alice.get_by_role("banner").get_by_role("button")
    await share.click()
    await expect(share).to_have_text("Link copied")
    await expect(actions(alice).locator("[data-do=copy]")).to_have_text("Copy link")


async def test_the_systems_sheet_gets_the_bare_link(people: People):
    alice = await people.meet("Alice")
    await alice.add_init_script(SHEET)
    await open_room(alice)
    await actions(alice).get_by_role("button", name="Share").click()
    assert await alice.evaluate("window.shared") == [link(alice)]


async def test_without_a_clipboard_a_selection_is_copied(people: People):
    alice = await people.meet("Alice")
    await alice.add_init_script(NO_CLIPBOARD)
    await open_room(alice)
    copy = actions(alice).locator("[data-do=copy]")
    await copy.click()
    await expect(copy).to_have_text("Link copied")
    assert await alice.evaluate("window.copied") == [link(alice)]
    await expect(copy).to_be_focused()


async def test_the_code_to_photograph_stands_beside_the_link(people: People):
    alice = await people.meet("Alice")
    await open_room(alice)
    await actions(alice).get_by_text("QR code").click()
    code = actions(alice).get_by_role("img", name=link(alice))
    await expect(code).to_be_visible()
    await expect(alice.get_by_label("Link to this room")).to_have_value(link(alice))


async def test_a_room_nobody_came_to_can_be_closed(people: People):
    alice, bob = await people.meet("Alice"), await people.meet("Bob")
    await open_room(alice)
    await bob.goto(link(alice))
    await actions(alice).get_by_role("button", name="Close room").click()
    await expect(alice).to_have_url(re.compile(r"/$"))
    await expect(bob.locator("#detail")).to_have_text("This room is gone.")
    await expect(actions(bob).get_by_role("link", name="New room")).to_be_visible()
