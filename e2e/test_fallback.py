"""Where WebSockets are blocked pages take another way, and it is the same game."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, WebSocketRoute, expect

from e2e.office import Office, Way
from e2e.people import Faults, People
from e2e.server import Server
from e2e.steps import (
    action,
    arrive,
    detail,
    expect_state,
    headline,
    open_room,
    play,
    spot,
    start,
)
from game.identity import COOKIE

BLOCKED: Final = "WebSocket (connection|is closed)|ERR_|status of (40|42|50)"
COMMANDS: Final = re.compile(r"/api/rooms/\w+/commands")


Network = Callable[..., Awaitable[tuple[Office, People]]]


@pytest_asyncio.fixture(loop_scope="session")
async def network(browser, faults: Faults) -> AsyncIterator[Network]:
    """Networks before a server, each with people whose browsers are in it."""
    faults.expect(BLOCKED)
    async with AsyncExitStack() as stack:

        async def build(server: Server, **ways: Way) -> tuple[Office, People]:
            office = await stack.enter_async_context(Office(server, **ways))
            clerks = People(browser, office.url, faults)
            stack.push_async_callback(clerks.part, None)
            return office, clerks

        yield build


@pytest_asyncio.fixture(loop_scope="session")
async def usual(server: Server, network: Network) -> tuple[Office, People]:
    return await network(server)


@pytest.fixture
def office(usual: tuple[Office, People]) -> Office:
    return usual[0]


@pytest.fixture
def clerks(usual: tuple[Office, People]) -> People:
    return usual[1]


async def begun(x: Page, o: Page) -> str:
    await arrive(x, "Alice")
    await arrive(o, "Bob")
    code = await start(x, o)
    await play((x, o), "b2 a1")
    await expect_state(x, "Your turn", "Bob played a1.")
    return code


@pytest.mark.smoke
@pytest.mark.parametrize(
    ("ways", "taken"),
    [
        ({"sockets": Way.REFUSED}, "stream"),
        ({"sockets": Way.HANGS}, "stream"),
        ({"streams": Way.REFUSED}, "poll"),
        ({"streams": Way.HELD}, "poll"),
    ],
)
async def test_a_whole_game_and_a_rematch(
    people: People, server: Server, network: Network, ways, taken
):
    """Against somebody who has a WebSocket."""
    office, clerks = await network(server, **ways)
    alice, bob = await clerks.meet("Alice"), await people.meet("Bob")
    await begun(alice, bob)
    await play((alice, bob), "c1")
    await expect_state(bob, "Your turn", "Alice played c1.")
    await play((bob, alice), "a2 a3")
    await expect_state(alice, "You win", "Three in a row: c1, b2, a3.")
    await action(bob, "Rematch").click()
    await expect_state(alice, "You win", "Bob wants a rematch.")
    await action(alice, "Rematch").click()
    await expect_state(alice, "Bob's turn")
    await play((bob, alice), "b2 a1")
    assert await alice.evaluate("sessionStorage.getItem('way')") == taken
    assert office.count("POST /api/rooms/.*/commands") >= 5


async def test_who_comes_that_way_is_here_and_takes_a_seat(
    people: People, clerks: People
):
    alice, carol = await people.meet("Alice"), await clerks.meet("Carol")
    await arrive(alice, "Alice")
    await arrive(carol, "Carol")
    code = await open_room(alice)
    await carol.goto(f"/room/{code}/")
    await expect(alice.locator("#watching")).to_have_text("1 watching")
    await action(carol, "Play O").click()
    await expect(carol).to_have_url(re.compile(rf"/room/{code}/\?seat=2$"))
    await expect(alice.locator("#watching")).to_have_text("")
    await expect_state(alice, "Your turn")
    await play((alice, carol), "b2 a1")
    await carol.close()
    await expect(detail(alice)).to_have_text("Carol is away.", timeout=15_000)


async def test_the_next_page_is_quick_and_a_way_that_is_free_again_is_taken(
    people: People, clerks: People, office: Office
):
    alice, bob = await clerks.meet("Alice"), await people.meet("Bob")
    code = await begun(alice, bob)
    before = len(office.asked)
    await alice.reload()
    await expect_state(alice, "Your turn", "Bob played a1.")
    await play((alice, bob), "c1")
    asked = "\n".join(line for line in office.asked[before:] if code in line)
    ways = re.findall(r"/(room|ws|stream|commands)\b", asked)
    assert ways == ["room", "stream", "ws", "commands"]

    office.sockets = Way.OPEN
    async with alice.expect_websocket() as line:
        await alice.reload()
    await (await line.value).wait_for_event("framereceived")
    before = len(office.asked)
    await play((bob, alice), "a2 a3")
    assert await alice.evaluate("sessionStorage.getItem('way')") == ""
    await expect_state(alice, "You win", "Three in a row: c1, b2, a3.")
    assert not [line for line in office.asked[before:] if "/api/" in line]


async def test_a_socket_that_opens_and_brings_nothing_is_no_way(
    people: People, faults: Faults
):
    faults.expect(BLOCKED)
    alice, bob = await people.meet("Alice"), await people.meet("Bob")

    def swallow(_: WebSocketRoute) -> None:
        """What is said there nobody hears."""

    await alice.route_web_socket(re.compile("/ws/game/"), swallow)
    await begun(alice, bob)


async def test_no_page_loads_it_before_it_has_to(alice: Page, bob: Page):
    asked: list[str] = []
    alice.on("request", lambda request: asked.append(request.url))
    await begun(alice, bob)
    assert [url for url in asked if "/js/socket." in url]
    assert not [url for url in asked if "/api/" in url or "detour" in url]
    assert await alice.evaluate("sessionStorage.length") == 0


class Desk:
    """Where the commands of one page come by, and what becomes of the next."""

    def __init__(self) -> None:
        self.trouble: str | None = None
        self._bodies: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(10):
            return await self._bodies.get()

    async def treat(self, route: Route) -> None:
        body: dict[str, Any] = json.loads(route.request.post_data or "")
        if body["type"] == "ping":
            await route.continue_()
            return
        self._bodies.put_nowait(body)
        trouble, self.trouble = self.trouble, None
        if trouble == "lost":
            await route.fetch()
            await route.abort()
        elif trouble is None:
            await route.continue_()
        else:
            said = {"type": "rejected", "key": None, "message": "", "v": 0}
            await route.fulfill(status=503, json={**said, "code": trouble})


@pytest_asyncio.fixture(loop_scope="session")
async def desk(people: People, clerks: People) -> tuple[Desk, Page, Page]:
    """Alice's commands pass there; it is her turn."""
    alice, bob = await clerks.meet("Alice"), await people.meet("Bob")
    desk = Desk()
    await alice.route(COMMANDS, desk.treat)
    await begun(alice, bob)
    assert (await desk.next())["cell"] == 4
    return desk, alice, bob


@pytest.mark.parametrize("trouble", ["lost", "unavailable"])
async def test_what_has_no_answer_is_sent_again_with_its_key(desk, trouble):
    desk, alice, bob = desk
    desk.trouble = trouble
    await spot(alice, "c1").click()
    if trouble == "unavailable":
        await expect(detail(alice)).to_have_text("Not saved yet. Trying again…")
        await expect(spot(alice, "c1").locator(".pencil")).to_be_visible()
    first, again = await desk.next(), await desk.next()
    assert first == again
    assert first["key"]
    await expect(spot(alice, "c1")).to_have_accessible_name("c1, X, last move")
    await expect(alice.locator("#board .pencil")).to_have_count(0)
    await expect_state(bob, "Your turn", "Alice played c1.")
    await expect(bob.locator("#strip li")).to_have_count(3)


async def test_what_is_refused_is_rubbed_out_in_words(desk):
    desk, alice, _ = desk
    desk.trouble = "stale"
    await spot(alice, "c1").click()
    await expect(detail(alice)).to_have_text(
        "The board changed first. Look, then play."
    )
    await expect(spot(alice, "c1")).to_have_accessible_name("c1, empty")
    await expect(alice.locator("#board .pencil")).to_have_count(0)


async def test_no_move_is_lost_when_the_server_is_killed(serve, network: Network):
    server = serve()
    _, clerks = await network(server)
    alice, bob = await clerks.meet("Alice"), await clerks.meet("Bob")
    await begun(alice, bob)
    await asyncio.to_thread(server.kill)
    await expect(alice.locator("#top")).to_have_css("border-bottom-style", "dashed")
    await spot(alice, "c1").click()
    await expect(detail(alice)).to_have_text("Your move is kept.")
    await expect(spot(alice, "c1").locator(".pencil")).to_be_visible()
    await asyncio.to_thread(server.start)
    await expect(spot(alice, "c1")).to_have_accessible_name(
        "c1, X, last move", timeout=30_000
    )
    await expect(headline(bob)).to_have_text("Your turn", timeout=30_000)
    await expect(bob.locator("#strip li")).to_have_text(["1 b2", "2 a1", "3 c1"])
    await play((bob, alice), "a2 a3")
    await expect_state(bob, "Alice wins", "Three in a row: c1, b2, a3.")


BAN: Final = """
from game import bans, identity
bans.ban([identity.from_cookie({cookie!r}).id])
"""


@pytest.mark.parametrize("streams", [Way.OPEN, Way.REFUSED])
async def test_what_ends_a_socket_ends_it_with_the_same_words(
    people: People, server: Server, network: Network, streams
):
    _, clerks = await network(server, streams=streams)
    alice, bob, carol = [
        await them.meet(name)
        for them, name in ((people, "Alice"), (clerks, "Bob"), (clerks, "Carol"))
    ]
    await begun(alice, bob)
    cookies = {one["name"]: one["value"] for one in await bob.context.cookies()}
    script = BAN.format(cookie=cookies[COOKIE])
    await asyncio.to_thread(server.manage, "shell", "--no-imports", "-c", script)
    await expect(detail(bob)).to_have_text("You can't play here any more.")

    code = await open_room(alice)
    await carol.goto(f"/room/{code}/?seat=watch")
    await expect(alice.locator("#watching")).to_have_text("1 watching")
    await alice.get_by_role("button", name="Close room").click()
    await expect(detail(carol)).to_have_text("This room is gone.")


async def test_a_restart_is_told_and_come_back_from(people: People, clerks: People):
    alice, carol = await people.meet("Alice"), await clerks.meet("Carol")
    code = await open_room(alice)
    goodbye = 'event: close\ndata: {"code": 4012, "reason": "3000"}\n\n'

    async def leave(route: Route) -> None:
        await route.fulfill(content_type="text/event-stream", body=goodbye)

    await carol.route("**/stream?*", leave, times=1)
    await carol.goto(f"/room/{code}/?seat=watch")
    await expect(detail(carol)).to_have_text(
        "The server is being updated. Your game is safe."
    )
    await expect(detail(carol)).to_have_text("You're watching. 1 here.")


async def test_too_many_tabs_are_told_and_one_tries_again(
    people: People, clerks: People
):
    alice, carol = await people.meet("Alice"), await clerks.meet("Carol")
    code = await open_room(alice)
    said = {"type": "rejected", "key": None, "code": "too_many", "message": "", "v": 0}
    await carol.route(
        "**/stream?*", lambda route: route.fulfill(status=429, json=said), times=1
    )
    await carol.goto(f"/room/{code}/?seat=watch")
    await expect(detail(carol)).to_have_text("Too many tabs are open. Close one.")
    await carol.get_by_role("button", name="Try again").click()
    await expect(detail(carol)).to_have_text("You're watching. 1 here.")


async def test_the_lobby_and_the_wall_follow(people: People, clerks: People):
    alice, carol = await people.meet("Alice"), await clerks.meet("Carol")
    await carol.goto("/")
    await arrive(alice, "Alice")
    code = await open_room(alice)
    row = carol.locator(f"#waiting [data-code='{code}']")
    await expect(row).to_contain_text("Alice")
    await expect(carol.get_by_text("This list may be old.")).to_be_hidden()

    wall = await clerks.meet("Carol")
    await wall.goto("/watch/")
    await row.get_by_role("button", name="Play O").click()
    await expect_state(alice, "Your turn")
    tile = wall.locator(f"#wall [data-code='{code}']")
    await expect(tile).to_be_visible()
    await play((alice, carol), "b2 a1")
    await expect(tile.locator("use[href='#O']")).to_have_count(1)
    await expect(wall.get_by_text("This list may be old.")).to_be_hidden()
