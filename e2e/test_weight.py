"""What the pages weigh on the wire, as the real server sends them to a new visitor."""

import re
from collections import Counter

import pytest
from playwright.async_api import Page, Request

from e2e.people import People
from e2e.steps import arrive, join, open_room, start

KINDS = {"document": "html", "stylesheet": "css", "script": "js"}


class Scales:
    """Sums what a page has fetched, compressed as it came."""

    def __init__(self, page: Page) -> None:
        self.bytes: Counter[str] = Counter()
        self.files: Counter[str] = Counter()
        self._requests: list[Request] = []
        page.on("requestfinished", self._keep)

    async def weigh(self) -> int:
        for request in self._requests:
            kind = KINDS.get(request.resource_type, "other")
            sizes = await request.sizes()
            self.bytes[kind] += sizes["responseBodySize"]
            self.files[kind] += 1
        return self.bytes.total()

    def _keep(self, request: Request) -> None:
        self._requests.append(request)


async def test_the_lobby_is_light(people: People):
    await open_room(await people.meet("Alice"))
    carol = await people.meet("Carol")
    scales = Scales(carol)
    await carol.goto("/", wait_until="networkidle")
    assert 0 < await scales.weigh() <= 50_000
    assert scales.bytes["html"] <= 8_000
    assert scales.bytes["css"] <= 10_000


@pytest.mark.parametrize(("game", "html"), [("classic", 8_000), ("gomoku", 12_000)])
async def test_a_room_is_light(people: People, game, html):
    alice = await people.meet("Alice")
    await arrive(alice, "Alice")
    code = await start(alice, await people.meet("Bob"), game)
    carol = await people.meet("Carol")
    scales = Scales(carol)
    await carol.goto(f"/room/{code}/", wait_until="networkidle")
    assert 0 < await scales.weigh() <= 70_000
    assert scales.bytes["html"] <= html
    assert scales.bytes["css"] <= 10_000
    assert scales.bytes["js"] <= 35_000
    # Besides the switch of themes, which every page has.
    modules = carol.locator("link[rel=modulepreload], script[src*='/main.']")
    assert await modules.count() <= 12


async def test_a_second_visit_fetches_nothing_but_the_page(people: People):
    alice = await people.meet("Alice")
    code = await open_room(alice)
    carol = await people.meet("Carol")
    await join(carol, code)
    await carol.wait_for_load_state("networkidle")
    second = await people.meet("Carol")
    asked: list[str] = []
    second.on("request", lambda request: asked.append(request.url))
    responses: list[bool] = []
    second.on(
        "response",
        lambda response: responses.append(bool(response.headers.get("cache-control"))),
    )
    await second.goto(f"/room/{code}/?seat=watch", wait_until="networkidle")
    assert all(re.search(r"\.[0-9a-f]{12}\.", url) for url in asked[1:])
    assert all(responses)
