"""The server draws the true page: when the client takes it over, nothing changes."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Route, WebSocket, expect

from e2e.conftest import Network, Serve
from e2e.office import Way
from e2e.people import Faults, People
from e2e.scenes import boards, ends, games, lobby, watching
from e2e.scenes.cast import introduce
from e2e.server import Kind, Server
from e2e.steps import detail, open_room

# Every text and box of the page; what only a keyboard meets is left out.
LOOK = """
() => [...document.querySelectorAll(
  "body *:not(script, template, noscript)")].map((node) => {
  const { x, y, width, height } = node.getBoundingClientRect()
  const own = [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE)
  return [
    node.nodeName, node.id, node.getAttribute("class") ?? "", node.hidden ?? false,
    node.getAttribute("aria-label"), node.getAttribute("aria-disabled"),
    own.map((child) => child.data.trim()).join("|"), x, y, width, height,
  ].join(" ")
})
"""
# What moved, when, and from where to where.
SHIFTS = """
() => new Promise((done) => {
  const shifts = []
  const place = ({ x, y, width, height }) => [x, y, width, height].join(" ")
  const source = ({ node, previousRect, currentRect }) =>
    `${node?.id || node?.className} ${place(previousRect)} -> ${place(currentRect)}`
  const add = (list) => list.getEntries().forEach(({ value, startTime, sources }) =>
    shifts.push(`${value} at ${startTime}: ${sources.map(source).join(", ")}`))
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true })
  requestAnimationFrame(() => setTimeout(() => done(shifts), 50))
})
"""


def slow(scene):
    """The rest of the matrix, for `manage.py test --full`."""
    return pytest.param(scene, marks=pytest.mark.slow)


STATES = [
    games.waiting,
    games.my_turn,
    ends.won,
    ends.rematch_offered,
    watching.watching,
    boards.gomoku,
    boards.drop4_won,
    slow(games.their_turn),
    slow(ends.draw),
    slow(ends.rematch_asked),
    slow(ends.rematch_declined),
    slow(watching.watched),
    slow(watching.watching_open),
    slow(watching.both_seats),
    slow(watching.third_tab),
    slow(watching.full_by_code),
]
MOMENTS = [
    games.pending,
    games.refused,
    games.connection_lost,
    slow(games.waiting_qr),
    slow(games.resigning),
    slow(games.gone),
    slow(lobby.lobby_mine),
]


async def taken_over(page: Page, url: str) -> tuple[list[str], list[str], list[str]]:
    """How the page looks before its scripts run, and after the first state."""
    scripts = asyncio.Event()
    stated = asyncio.Event()

    async def later(route: Route) -> None:
        await scripts.wait()
        await route.continue_()

    def read(frame: str | bytes) -> None:
        if '"presence"' in str(frame):
            stated.set()

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", read)

    page.on("websocket", listen)
    await page.route(re.compile(r"\.js$"), later)
    await page.goto(url, wait_until="commit")
    await expect(page.locator("#actions")).to_be_attached()
    for sheet in await page.locator("link[rel=stylesheet]").all():
        await expect(sheet).not_to_have_js_property("sheet", None)
    await expect(page.locator("body")).to_have_css("margin", "0px")
    before = await page.evaluate(LOOK)
    scripts.set()
    await asyncio.wait_for(stated.wait(), 20)
    await page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    return before, await page.evaluate(LOOK), await page.evaluate(SHIFTS)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def troupe(
    browser: Browser, kind: Kind, serve_for_session: Serve
) -> AsyncIterator[tuple[People, Faults]]:
    """The same people for all scenes; they have said their names already."""
    faults = Faults()
    people = People(browser, serve_for_session(kind).url, faults, keeps_traces=False)
    await introduce(people)
    yield people, faults
    await people.part(None)


async def look_through(page: Page) -> None:
    """In the dark only the colours are others."""
    await page.emulate_media(color_scheme="light")
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    await page.emulate_media(color_scheme="dark")
    found = await Axe().run(page, options={"runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scene", STATES, ids=lambda scene: scene.__name__)
async def test_the_first_state_changes_nothing(troupe, scene):
    people, faults = troupe
    page = await scene(people)
    url = page.url
    await page.close()
    # The same person comes to the page anew.
    fresh = await people.meet(people.whose(page))
    before, after, shifts = await taken_over(fresh, url)
    assert after == before
    assert shifts == []
    await look_through(fresh)
    await people.close_pages()
    assert faults.unexpected == []


@pytest.mark.parametrize("scene", MOMENTS, ids=lambda scene: scene.__name__)
async def test_axe_finds_nothing_in_passing_moments(troupe, scene):
    people, faults = troupe
    await look_through(await scene(people))
    await people.close_pages()
    assert faults.unexpected == []


async def test_a_page_that_comes_drop_by_drop_is_drawn_as_a_whole(
    people: People, server: Server, network: Network
):
    code = await open_room(await people.meet("Alice"))
    _, visitors = await network(server, sockets=Way.OPEN, pages=Way.HALTING)
    page = await visitors.meet("Carol")
    await page.goto(f"/room/{code}/?seat=watch")
    await expect(detail(page)).to_have_text("You're watching. 1 here.")
    assert await page.evaluate(SHIFTS) == []
