"""Time to think: chosen in the lobby, shown to all, and lost by who uses it up."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from e2e.people import People
from e2e.steps import arrive, expect_state, play, spot, start
from home.titles import CLOCKS

ROOM = re.compile(r"/room/\w+/\?seat=1$")


def clock(page: Page, seat: int) -> Locator:
    return page.locator(f"#sign-{seat} .clock b")


async def names(alice: Page, bob: Page) -> None:
    await arrive(alice, "Alice")
    await arrive(bob, "Bob")


@pytest.mark.smoke
async def test_who_uses_up_their_time_has_lost(alice, bob, people: People):
    await names(alice, bob)
    code = await start(alice, bob, clock=2)
    watcher = await people.meet("Carol")
    await watcher.goto(f"/room/{code}/?seat=watch")
    for page in (alice, bob, watcher):
        await expect(clock(page, 1)).to_have_text("0:02")
    await play((alice, bob), "b2")
    await expect_state(alice, "You win", "Bob ran out of time.")
    await expect_state(bob, "Alice wins", "You ran out of time.")
    await expect_state(watcher, "Alice wins", "Bob ran out of time.")
    for page in (alice, bob, watcher):
        await expect(clock(page, 1)).to_have_text("0:02")
        await expect(clock(page, 2)).to_have_text("0:00")


async def test_ones_own_clock_is_seen_and_said(alice, bob):
    await names(alice, bob)
    await start(alice, bob, clock=11)
    await bob.wait_for_timeout(1100)
    await expect(clock(bob, 2)).to_have_text("0:11")  # nothing is begun
    await play((alice, bob), "b2")
    await expect(bob.locator("#sign-2 .clock")).to_have_class(re.compile(r"\bruns\b"))
    await expect(bob.locator("#live-status")).to_have_text("10 seconds left.")
    await expect(clock(bob, 2)).to_have_text("0:10")
    await spot(bob, "b2").press("Shift+T")
    spoken = bob.locator("#live-status")
    await expect(spoken).to_have_text(
        re.compile(r"^Your turn\. .* You have \d+ s left\. Alice has 11 s left\.$")
    )
    await play((bob, alice), "a1")
    await expect(bob.locator("#sign-2 .clock")).not_to_have_class(
        re.compile(r"\bruns\b")
    )
    stopped = await clock(alice, 2).inner_text()
    assert stopped in {"0:10", "0:09", "0:08", "0:07", "0:06"}
    await expect(clock(bob, 2)).to_have_text(stopped)


async def test_it_is_chosen_with_the_room_and_changed_while_one_waits(alice, bob):
    await alice.goto("/")
    choices = alice.locator("#new").get_by_role("combobox", name="Time to think")
    await choices.select_option("3 min each")
    assert await choices.locator("option").count() == len(CLOCKS)
    await alice.get_by_role("button", name="New room").click()
    await expect(alice).to_have_url(ROOM)
    await expect(clock(alice, 2)).to_have_text("3:00")
    code = alice.url.split("/")[4]

    await bob.goto("/")
    row = bob.locator(f"#waiting [data-code='{code}']")
    await expect(row).to_contain_text("Classic · 3 min each")
    lobby = await alice.context.new_page()
    await lobby.goto("/")
    mine = lobby.locator(f"#mine [data-code='{code}']")
    await mine.get_by_text("Edit", exact=True).click()
    await mine.get_by_role("combobox", name="Time to think").select_option("30 s each")
    await mine.get_by_role("button", name="Save").click()
    await expect(mine).to_contain_text("Classic · 30 s each")
    await expect(row).to_contain_text("Classic · 30 s each")
    await expect(clock(alice, 2)).to_have_text("0:30")


async def test_without_scripts_the_page_tells_the_time_it_was_drawn_at(
    alice, people: People
):
    plain = await people.meet("Bob", java_script_enabled=False)
    await names(alice, plain)
    await start(alice, plain, clock=60)
    await play((alice,), "b2")
    await plain.reload()
    await expect(clock(plain, 1)).to_have_text("1:00")
    await expect(clock(plain, 2)).to_have_text(re.compile(r"^(1:00|0:5\d)$"))
