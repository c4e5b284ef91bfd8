"""The connection check, in a real browser: what works, what does not, what it means."""

import re
from typing import Final

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Route, WebSocketRoute, expect

from e2e.modules import call
from e2e.people import Faults, People

TAP: Final = 44
SIZES: Final = {
    "phone": {"width": 360, "height": 640},
    "desktop": {"width": 1280, "height": 800},
}
ROADS: Final = ("socket", "stream", "poll")
# What a browser does whose WebSockets are not let through: an error, and the end.
BLOCKED: Final = """
WebSocket = class extends EventTarget {
  constructor() { super(); setTimeout(() => this.dispatchEvent(new Event("error"))) }
  close() {}
}
"""


async def results(page: Page, *sentences: str) -> None:
    """Each road's own sentence, in their order."""
    for road, sentence in zip(ROADS, sentences, strict=True):
        result = page.locator(f"#{road} .result")
        await expect(result).to_have_text(re.compile(sentence))


async def meaning(page: Page, sentence: str, why: str) -> None:
    await expect(page.locator("#verdict")).to_have_text(sentence)
    await expect(page.locator("#why")).to_contain_text(why)
    await expect(page.get_by_role("status")).to_contain_text(sentence)


@pytest.mark.smoke
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_roads_are_drawn_and_named(people: People, scheme, size):
    carol = await people.meet("Carol", color_scheme=scheme, viewport=SIZES[size])
    await carol.goto("/")
    await carol.get_by_role("link", name="Connection check").click()
    await meaning(carol, "Games run at full speed here.", "one open line")
    works = r" works, \d+ ms\.$"
    await results(carol, f"^WebSocket{works}", f"^Event stream{works}", works)
    for road in ROADS:
        place = carol.locator(f"#{road}")
        await expect(place.locator(".dot")).to_have_count(5)
        await expect(place.locator(".way")).to_have_css("stroke-dasharray", "none")
        await expect(place.locator(".answers")).to_have_text(
            re.compile(r"^5 answers, from \d+ to \d+ ms\.$")
        )
    found = await Axe().run(carol)
    assert found.violations_count == 0, found.generate_report()
    width = await carol.evaluate("document.documentElement.scrollWidth")
    assert width == SIZES[size]["width"]
    for control in await carol.locator("main button, .foot a").all():
        box = await control.bounding_box()
        assert box
        assert round(box["height"]) >= TAP


async def test_where_websockets_are_blocked_it_says_so(carol: Page):
    await carol.add_init_script(BLOCKED)
    await carol.goto("/connection/")
    await meaning(
        carol,
        "WebSockets are blocked here. Games still work, a little slower.",
        "News comes by another road",
    )
    await results(
        carol, "^WebSockets are blocked here.$", "^Event stream works", "works"
    )
    line = carol.locator("#socket")
    await expect(line.locator(".dot")).to_have_count(0)
    await expect(line.locator(".way")).to_have_css("stroke-dasharray", "7px, 6px")
    found = await Axe().run(carol)
    assert found.violations_count == 0, found.generate_report()


async def test_where_nothing_gets_through_it_says_so(carol: Page, faults: Faults):
    faults.expect("ERR_FAILED")
    await carol.add_init_script(BLOCKED)
    await carol.route(re.compile("/connection/."), lambda route: route.abort())
    await carol.goto("/connection/")
    await meaning(carol, "Live games don't work here.", "Look at your network")
    await results(carol, *["blocked here.$"] * 3)


async def test_a_socket_that_is_cut_is_not_called_blocked(carol: Page):
    async def answer_once(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        async def cut(text: str | bytes) -> None:
            line.send(text)
            await line.close(code=1011)

        server.on_message(cut)

    await carol.route_web_socket(re.compile("/ws/echo"), answer_once)
    await carol.goto("/connection/")
    await results(carol, "opens, but breaks off.$", "works", "works")
    await expect(carol.locator("#socket .dot")).to_have_count(1)
    await meaning(
        carol,
        "WebSockets break off here. Games still work, a little slower.",
        "News comes by another road",
    )


async def test_a_stream_that_is_kept_back_whole_is_noticed(carol: Page):
    async def keep_back(route: Route) -> None:
        await route.fulfill(response=await route.fetch())

    await carol.route("**/connection/stream", keep_back)
    await carol.goto("/connection/")
    await results(carol, "works", "held back on the way, so news comes late.$", "works")
    await meaning(carol, "Games run at full speed here.", "only where WebSockets are")


async def test_a_poll_that_answers_with_an_old_copy_does_not_work(carol: Page):
    copy = '{"asked": "0-old", "waited": 100}'
    await carol.route("**/connection/poll*", lambda route: route.fulfill(body=copy))
    await carol.goto("/connection/")
    await results(carol, "works", "works", "^Long polls are blocked here.$")


async def test_it_can_be_told_again(carol: Page):
    await carol.goto("/connection/")
    again = carol.get_by_role("button", name="Test again")
    await again.click()
    await expect(again).to_be_hidden()
    await expect(carol.locator("#verdict")).to_be_focused()
    await expect(carol.locator("#verdict")).to_have_text("Testing…")
    await expect(again).to_be_visible()
    await expect(carol.locator(".dot")).to_have_count(15)


async def test_without_scripts_it_says_what_it_would_do(people: People):
    carol = await people.meet("Carol", java_script_enabled=False)
    await carol.goto("/connection/")
    off = carol.locator("noscript p")
    await expect(off).to_be_visible()
    await expect(off).to_contain_text("Scripts are off, so nothing is measured.")
    await expect(carol.get_by_text("The server was asked in HTTP/1.1.")).to_be_visible()
    await expect(carol.get_by_text("You came over http,")).to_be_visible()
    await expect(carol.locator(".verdict")).to_be_hidden()
    await expect(carol.locator(".way").first).to_have_css(
        "stroke-dasharray", "7px, 6px"
    )


async def test_nothing_is_cut_in_german_and_large_text(people: People):
    carol = await people.meet(
        "Carol", viewport={"width": 320, "height": 568}, locale="de"
    )
    await carol.add_init_script(BLOCKED)
    await carol.goto("/connection/")
    await expect(carol.locator("#verdict")).to_have_text(
        "WebSockets sind hier gesperrt. Partien gehen trotzdem, nur etwas langsamer."
    )
    for size in ("100%", "200%"):
        await carol.evaluate(
            "(s) => { document.documentElement.style.fontSize = s }", size
        )
        assert await carol.evaluate("document.documentElement.scrollWidth") == 320


FINE, LATE = [5, 400, 7, 6, 9], [5, 300, 700, 301, 299]
VERDICTS: Final = [
    ((FINE, None), (None, None), True, ["full", "fullWhy"]),
    ((FINE, None), ("Blocked", None), True, ["full", "fullAnyway"]),
    ((FINE, None), ("Blocked", "Cut"), True, ["full", "fullAnyway"]),
    ((LATE, None), (None, None), True, ["slow", "slowWhy"]),
    (([], "Blocked"), (None, None), True, ["around", "aroundWhy"]),
    ((FINE, "Cut"), ("Held", None), True, ["aroundCut", "aroundWhy"]),
    (([], "Blocked"), ("Held", "Blocked"), True, ["none", "noneWhy"]),
    (([], "Blocked"), ("Blocked", "Cut"), False, ["none", "offline"]),
]


async def test_every_outcome_has_its_meaning(carol: Page):
    await carol.goto("/connection/")
    for (times, fault), others, is_online, expected in VERDICTS:
        stream, poll = ({"times": [1], "fault": other} for other in others)
        tried = {"socket": {"times": times, "fault": fault}}
        given = [tried | {"stream": stream, "poll": poll}, is_online]
        told = await call(
            carol, "return (await find('verdict')).verdict(...given)", given
        )
        assert told == expected
