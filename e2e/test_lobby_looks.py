"""How the lobby looks, weighs and keeps its rows in place, in a real browser."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from e2e.people import Faults, People
from e2e.test_lobby import arrive, open_room

TAP = 44


async def test_a_theme_comes_at_once_and_stays(carol):
    await carol.goto("/")
    async with carol.expect_response(re.compile("/theme/")):
        await carol.get_by_role("button", name="Dark").click()
    await expect(carol.locator("html")).to_have_attribute("data-theme", "dark")
    dark = carol.get_by_role("button", name="Dark")
    await expect(dark).to_have_attribute("aria-pressed", "true")
    await carol.reload()
    await expect(carol.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(carol.locator("body")).to_have_css("color", "rgb(236, 237, 238)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(people: People, faults: Faults, scheme):
    faults.expect("status of 404")
    await open_room(await people.meet("Alice"))
    carol = await people.meet("Carol", color_scheme=scheme)
    for path in ("/", "/nowhere/", "/room/K7QX2N/", "/room/hello/"):
        await carol.goto(path)
        found = await Axe().run(carol)
        assert found.violations_count == 0, found.generate_report()


async def test_nothing_is_cut_on_a_small_phone_or_in_large_text(people: People):
    alice = await people.meet("Alice")
    await arrive(alice, "Wilhelmine Amalia")
    await open_room(alice, "gomoku")
    carol = await people.meet(
        "Carol", viewport={"width": 320, "height": 568}, locale="de"
    )
    await carol.goto("/")
    for size in ("100%", "200%"):
        await carol.evaluate(
            "(s) => { document.documentElement.style.fontSize = s }", size
        )
        width = await carol.evaluate("document.documentElement.scrollWidth")
        assert width == 320


async def test_whatever_one_taps_is_large_enough(people: People):
    carol = await people.meet("Carol", viewport={"width": 360, "height": 640})
    await open_room(await people.meet("Alice"))
    await carol.goto("/")
    for control in await carol.locator("a, button, select, summary, .input").all():
        box = await control.bounding_box()
        if box and await control.get_attribute("class") != "skip":
            assert round(box["height"]) >= TAP, await control.inner_text()


async def test_the_lobby_is_light(people: People):
    carol = await people.meet("Carol")
    total = 0

    async def weigh(request):
        nonlocal total
        total += (await request.sizes())["responseBodySize"]

    carol.on("requestfinished", weigh)
    await carol.goto("/", wait_until="networkidle")
    assert 0 < total < 50_000


REDUCE = """
async ([before, message]) => {
  const link = document.querySelector("link[href*='lobby-state']")
  const { NONE, list, reduce } = await import(link.href)
  const rooms = before.reduce(reduce, NONE)
  const after = reduce(rooms, message)
  const codes = (waiting) => list(after, waiting).map((room) => room.code).join("")
  return [codes(true), codes(false), after === rooms]
}
"""


def room(code: str, opening: int | None = 2) -> dict[str, object]:
    return {"code": code, "open": opening}


def rooms(waiting: str, playing: str = "") -> dict[str, object]:
    return {
        "type": "rooms",
        "waiting": [room(code) for code in waiting],
        "playing": [room(code, None) for code in playing],
    }


def changed(*rows: dict[str, object], gone: str = "") -> dict[str, object]:
    return {"type": "changed", "rows": [*rows], "gone": [*gone]}


STEPS: list[tuple[list[dict[str, object]], dict[str, object], str, str]] = [
    ([], rooms("AB", "C"), "AB", "C"),
    ([rooms("AB")], rooms("BA"), "AB", ""),
    ([rooms("AB", "C")], rooms("DB", "C"), "BD", "C"),
    ([rooms("AB", "C")], changed(room("A", None)), "B", "CA"),
    ([rooms("AB", "C")], changed(room("C")), "ABC", ""),
    ([rooms("AB")], changed(room("A")), "AB", ""),
    ([rooms("AB")], changed(room("C"), gone="A"), "BC", ""),
    ([rooms("AB")], changed(gone="XYZ"), "AB", ""),
]


async def test_rows_never_change_places(carol):
    await carol.goto("/")
    for before, message, waiting, playing in STEPS:
        after = await carol.evaluate(REDUCE, [before, message])
        assert after[:2] == [waiting, playing], message


async def test_a_message_of_another_kind_changes_nothing(carol):
    await carol.goto("/")
    after = await carol.evaluate(REDUCE, [[rooms("AB")], {"type": "news"}])
    assert after == ["AB", "", True]
