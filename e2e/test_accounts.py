"""A name of one's own, in real browsers: kept in mid-game, left, and found again."""

import re
from typing import Final

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from e2e.conftest import Network
from e2e.line import Line
from e2e.office import Way
from e2e.people import Faults, People
from e2e.server import Server
from e2e.steps import (
    action,
    arrive,
    begin,
    detail,
    expect_state,
    guess_on,
    keep_name,
    open_room,
    play,
    sign_in,
    sign_out,
    start,
)

PASSWORD: Final = "chalk-and-slate-9"
PAGES: Final = ("/account/", "/account/sign-in/")
SIZES: Final = {
    "phone": {"width": 360, "height": 640},
    "desktop": {"width": 1280, "height": 800},
}
TAP: Final = 44


@pytest.mark.smoke
async def test_a_guest_keeps_their_name_in_the_middle_of_a_game(
    people: People, faults: Faults, alice: Page, bob: Page
):
    """The game in the other tab goes on, without a click; the lobby says who it is."""
    await arrive(alice, "Ada Lovelace")
    await arrive(bob, "Bob")
    code = await start(alice, bob)
    await play((alice, bob), "b2 a1")
    tab = await people.meet("Alice")
    await tab.goto("/")
    before = await cookie_of(tab)
    await tab.get_by_role("link", name="Keep your name").click()
    await expect(tab.get_by_label("Name")).to_have_value("Ada Lovelace")
    await keep_name(tab, PASSWORD)
    await expect(tab.get_by_text("Playing as Ada Lovelace")).to_be_visible()
    assert await cookie_of(tab) != before
    await expect(tab.locator("#mine li")).to_have_attribute("data-code", code)

    await play((alice, bob), "c1 a3 c3 a2")
    await expect_state(bob, "You win", "Three in a row: a1, a2, a3.")
    await expect_state(alice, "Bob wins", "Three in a row: a1, a2, a3.")
    # The next seat bears the new name's kind.
    await open_room(tab)
    carol = await people.meet("Carol")
    await carol.goto("/")
    row = carol.locator("#waiting li", has_text="Ada Lovelace")
    await expect(row.locator(".kind")).to_be_hidden()


@pytest.mark.parametrize("ways", [{"sockets": Way.REFUSED}, {"streams": Way.REFUSED}])
async def test_the_same_where_websockets_are_blocked(
    people: People, server: Server, network: Network, ways
):
    """And signing out is told on that way, too."""
    _, clerks = await network(server, **ways)
    alice, bob = await clerks.meet("Alice"), await people.meet("Bob")
    await begin(alice, bob)
    tab = await clerks.meet("Alice")
    await tab.goto("/account/")
    await tab.get_by_label("Name").fill(f"Ada {len(ways)} {min(ways)}")
    await keep_name(tab, PASSWORD)
    await expect(tab.get_by_text("Playing as Ada")).to_be_visible()
    await play((alice, bob), "c1 a2")
    await sign_out(tab)
    await expect(detail(alice)).to_have_text("You're signed out.")


async def test_lists_tag_guests_alone(people: People, alice: Page, bob: Page):
    await arrive(alice, "Alice")
    await open_room(alice)
    carol = await people.meet("Carol")
    await carol.goto("/")
    row = carol.locator("#waiting li", has_text="Alice")
    await expect(row.locator(".kind")).to_have_text("guest")
    # Live, too, for who was there before.
    await arrive(bob, "Bob")
    await open_room(bob)
    row = carol.locator("#waiting li", has_text="Bob")
    await expect(row.locator(".kind")).to_be_visible()


async def test_signing_out_is_told_in_every_tab_and_one_comes_back(
    people: People, faults: Faults, alice: Page, bob: Page
):
    faults.expect("status of 422")
    await arrive(alice, "Grace Hopper")
    await arrive(bob, "Bob")
    await alice.goto("/account/")
    await keep_name(alice, PASSWORD)
    await start(alice, bob)
    await play((alice, bob), "b2 a1")
    lobby, tab = await people.meet("Alice"), await people.meet("Alice")
    await lobby.goto("/")
    await sign_out(tab)
    await expect(detail(alice)).to_have_text("You're signed out.")
    await expect(alice.get_by_role("alert")).to_have_text("You're signed out.")
    await expect(action(alice, "Go on as guest")).to_be_visible()
    await expect(lobby.get_by_text("You're signed out.")).to_be_visible()

    await action(alice, "Sign in").click()
    await sign_in(alice, "grace hopper", "wrong-and-long-1")
    await expect(alice.get_by_text("Name or password is wrong.")).to_be_visible()
    await sign_in(alice, "grace hopper", PASSWORD)
    await expect_state(alice, "Your turn", "Bob played a1.")
    await play((alice, bob), "c1 a3")
    await expect_state(alice, "Your turn", "Bob played a3.")

    await sign_out(tab)
    await expect(detail(alice)).to_have_text("You're signed out.")
    await action(alice, "Go on as guest").click()
    await expect(detail(alice)).to_contain_text("You're watching.")


async def test_signing_out_is_told_to_who_was_away_meanwhile(
    people: People, alice: Page, bob: Page
):
    """The seat is still hers, and her browser is somebody else's."""
    line = await Line.of(alice)
    await arrive(alice, "Hedy Lamarr")
    await arrive(bob, "Bob")
    await start(alice, bob)
    await play((alice, bob), "b2 a1")
    tab = await people.meet("Alice")
    await tab.goto("/account/")
    await keep_name(tab, PASSWORD)
    await expect(tab.get_by_text("Playing as Hedy Lamarr")).to_be_visible()
    await line.cut()
    await sign_out(tab)
    line.mend()
    await expect(detail(alice)).to_have_text("You're signed out.")
    await action(alice, "Go on as guest").click()
    await expect(detail(alice)).to_contain_text("You're watching.")


async def test_another_password_shuts_other_browsers_out(
    people: People, faults: Faults, alice: Page, bob: Page
):
    faults.expect("status of 422")
    await arrive(alice, "Mary Jackson")
    await alice.goto("/account/")
    await keep_name(alice, PASSWORD)
    await open_room(alice)
    await bob.goto("/account/sign-in/")
    await sign_in(bob, "Mary Jackson", PASSWORD)
    await bob.goto(alice.url)
    await expect(detail(bob)).to_have_text("Send the link, or say the code.")
    tab = await people.meet("Alice")
    await tab.goto("/account/")
    await tab.get_by_role("link", name="Change your password").click()
    await tab.get_by_label("Your password now").fill(PASSWORD)
    await tab.get_by_label("New password", exact=True).fill("other-ink-42")
    await tab.get_by_label("New password, once more").fill("other-ink-42")
    await tab.get_by_role("button", name="Change password").click()
    await expect(tab.get_by_text("Your password is changed.")).to_be_visible()
    await expect(detail(bob)).to_have_text("You're signed out.")
    # Their own other tab has come back by itself.
    await action(alice, "Close room").click()
    await expect(alice.get_by_text("Playing as Mary Jackson")).to_be_visible()


async def test_all_of_it_works_without_scripts(people: People):
    page = await people.meet("Katherine", java_script_enabled=False)
    await arrive(page, "Katherine J")
    await page.goto("/")
    await page.get_by_role("link", name="Keep your name").click()
    await keep_name(page, PASSWORD)
    await page.get_by_role("link", name="Your account").click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_text("Playing as Guest")).to_be_visible()
    await page.get_by_role("link", name="Sign in").click()
    await sign_in(page, "katherine j", PASSWORD)
    await expect(page.get_by_text("Playing as Katherine J")).to_be_visible()


async def test_who_guesses_too_often_waits(people: People, faults: Faults, carol: Page):
    faults.expect("status of 4(22|29)")
    await carol.goto("/account/sign-in/")
    assert await guess_on(carol, "Dorothy Vaughan") >= 5
    await expect(carol.get_by_role("alert").first).to_have_text(
        re.compile(r"^Too many tries\. Wait \d+ s, then try again\.$")
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_pages_are_sound(people: People, faults: Faults, scheme, size):
    faults.expect("status of 422")
    name = f"Ada {scheme} {size}"
    carol = await people.meet("Carol", color_scheme=scheme, viewport=SIZES[size])
    await arrive(carol, name)
    await carol.goto("/account/sign-in/")
    await look_over(carol, SIZES[size]["width"])
    await sign_in(carol, name, "wrong-and-long-1")
    await look_over(carol, SIZES[size]["width"])
    await carol.goto("/account/")
    await look_over(carol, SIZES[size]["width"])
    await keep_name(carol, "password")
    await expect(carol.get_by_text("This password is too common.")).to_be_visible()
    await look_over(carol, SIZES[size]["width"])
    await keep_name(carol, PASSWORD)
    for path in ("/", "/account/", "/account/password/"):
        await carol.goto(path)
        await look_over(carol, SIZES[size]["width"])


async def test_nothing_is_cut_in_german_and_large_text(people: People):
    carol = await people.meet(
        "Carol", viewport={"width": 320, "height": 568}, locale="de"
    )
    for path in PAGES:
        await carol.goto(path)
        for size in ("100%", "200%"):
            await carol.evaluate(
                "(s) => { document.documentElement.style.fontSize = s }", size
            )
            width = await carol.evaluate("document.documentElement.scrollWidth")
            assert width == 320, (path, size)


async def look_over(page: Page, width: int) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    for control in await page.locator("main :is(a, button, summary, .input)").all():
        box = await control.bounding_box()
        if box:
            assert round(box["height"]) >= TAP, await control.inner_text()


async def cookie_of(page: Page) -> str:
    cookies = await page.context.cookies()
    return next(c["value"] for c in cookies if c["name"] == "tictac_guest")
