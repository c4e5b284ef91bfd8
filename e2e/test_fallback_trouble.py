"""What goes wrong where WebSockets are blocked goes as it would with one."""

import asyncio
import json
import re
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from e2e.conftest import Network
from e2e.office import Way
from e2e.people import People
from e2e.server import Server
from e2e.steps import (
    begin,
    detail,
    expect_state,
    headline,
    keep_name,
    open_room,
    play,
    sign_out,
    spot,
)
from game.identity import COOKIE

COMMANDS: Final = re.compile(r"/api/rooms/\w+/commands")


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
    await begin(alice, bob)
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
    await begin(alice, bob)
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
bans.ban([identity.from_cookie({cookie!r}).player.id])
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
    await begin(alice, bob)
    cookies = {one["name"]: one["value"] for one in await bob.context.cookies()}
    script = BAN.format(cookie=cookies[COOKIE])
    await asyncio.to_thread(server.manage, "shell", "--no-imports", "-c", script)
    await expect(detail(bob)).to_have_text("You can't play here any more.")

    code = await open_room(alice)
    await carol.goto(f"/room/{code}/?seat=watch")
    await expect(alice.locator("#watching")).to_have_text("1 watching")
    await alice.get_by_role("button", name="Close room").click()
    await expect(detail(carol)).to_have_text("This room is gone.")


@pytest.mark.parametrize("streams", [Way.OPEN, Way.REFUSED])
async def test_signing_out_is_told_to_who_was_away_meanwhile(
    people: People, server: Server, network: Network, streams
):
    _, clerks = await network(server, streams=streams)
    alice, bob = await clerks.meet("Alice"), await people.meet("Bob")
    await begin(alice, bob)
    tab = await clerks.meet("Alice")
    await tab.goto("/account/")
    await tab.get_by_label("Name").fill(f"Ada away {streams}")
    await keep_name(tab, "chalk-and-slate-9")
    await expect(tab.get_by_text("Playing as Ada")).to_be_visible()
    await alice.route("**/api/**", lambda route: route.abort())
    await alice.reload()
    await sign_out(tab)
    await alice.unroute("**/api/**")
    await expect(detail(alice)).to_have_text("You're signed out.")
    await expect(bob.locator("#watching")).to_have_text("")


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
