"""Light, dark, still, or in the system's own colours: the page follows its reader."""

import re

from playwright.async_api import expect

from e2e.people import People
from e2e.steps import play, spot, start

DARK = "rgb(18, 20, 24)"
LIGHT = "rgb(244, 245, 242)"
PAPER = "background-color"


async def test_the_system_decides_until_somebody_does(people: People):
    carol = await people.meet("Carol", color_scheme="dark")
    await carol.goto("/")
    ground = carol.locator("html")
    await expect(ground).to_have_css(PAPER, DARK)
    async with carol.expect_response(re.compile("/theme/")):
        await carol.get_by_role("button", name="Light").click()
    await expect(ground).to_have_css(PAPER, LIGHT)
    await carol.reload()
    # Written by the server, so that there is nothing to flash.
    answer = await carol.request.get("/")
    assert 'data-theme="light"' in await answer.text()
    await expect(ground).to_have_css(PAPER, LIGHT)
    await carol.get_by_role("button", name="System").click()
    await expect(ground).to_have_css(PAPER, DARK)


async def test_nothing_moves_for_who_wants_it_still(people: People):
    alice = await people.meet("Alice", reduced_motion="reduce")
    bob = await people.meet("Bob")
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1 a2 a3")
    await expect(alice.locator("#stroke")).to_be_visible()
    for page, is_still in ((alice, True), (bob, False)):
        times = await page.evaluate(
            """() => {
              const tokens = getComputedStyle(document.documentElement)
              return ["ink-time", "rub-time", "line-time", "line-pause", "solid-time"]
                .map((name) => tokens.getPropertyValue(`--${name}`))
            }"""
        )
        assert all(re.fullmatch(r"0m?s", time.strip()) for time in times) == is_still


async def test_the_systems_own_colours_are_enough(people: People):
    alice = await people.meet("Alice", forced_colors="active")
    bob = await people.meet("Bob")
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1 a2 a3")
    mark = spot(alice, "a1").locator("use").first
    text = await alice.locator("body").evaluate("(n) => getComputedStyle(n).color")
    await expect(mark).to_have_css("stroke", text)
    await expect(alice.locator("#stroke line")).not_to_have_css("stroke", text)
