"""Where WebSockets are blocked pages take another way, and it is the same game."""

import re

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from e2e.conftest import Network
from e2e.office import Office, Way
from e2e.people import Faults, People
from e2e.server import Server
from e2e.steps import (
    action,
    arrive,
    begin,
    detail,
    expect_state,
    join,
    open_room,
    play,
    spot,
)


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
    await begin(alice, bob)
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


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_a_stream_that_stalls_is_given_up(
    people: People, server: Server, network: Network
):
    """That there is news it learns from the answers to its pings and its moves."""
    _, clerks = await network(server, streams=Way.STALLED)
    alice, bob = await clerks.meet("Alice"), await people.meet("Bob")
    await join(bob, await open_room(alice))
    for number, name in enumerate(["b2", "a1", "c1", "a2", "a3"]):
        await spot((alice, bob)[number % 2], name).click(timeout=30_000)
    await expect_state(alice, "You win", "Three in a row: c1, b2, a3.")
    assert await alice.evaluate("sessionStorage.getItem('way')") == "poll"


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
    people: People, blocked: tuple[Office, People]
):
    office, clerks = blocked
    alice, bob = await clerks.meet("Alice"), await people.meet("Bob")
    code = await begin(alice, bob)
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
    faults.expect("WebSocket connection")
    alice, bob = await people.meet("Alice"), await people.meet("Bob")

    def swallow(_: WebSocketRoute) -> None:
        """What is said there nobody hears."""

    await alice.route_web_socket(re.compile("/ws/game/"), swallow)
    await begin(alice, bob)


async def test_no_page_loads_it_before_it_has_to(alice: Page, bob: Page):
    asked: list[str] = []
    alice.on("request", lambda request: asked.append(request.url))
    await begin(alice, bob)
    assert [url for url in asked if "/js/socket." in url]
    assert not [url for url in asked if "/api/" in url or "detour" in url]
    assert await alice.evaluate("sessionStorage.length") == 0


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
