"""The wall of live games: it fills itself, follows each board, lets go of the old."""

import asyncio
import re
from contextlib import AsyncExitStack

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, WebSocket, WebSocketRoute, expect

from e2e.bot import Bot, open_room
from e2e.modules import call
from e2e.people import People
from e2e.server import Server
from e2e.steps import arrive, headline, play, start
from e2e.test_weight import Scales

TAP = 44


def tile(page: Page, code: str) -> Locator:
    return page.locator(f"#wall [data-code='{code}']")


def mark(board: Locator, name: str, cell: str) -> Locator:
    x, y = (ord(cell[0]) - ord("a")) * 100, (int(cell[1:]) - 1) * 100
    return board.locator(f"use[href='#{name}'][x='{x}'][y='{y}']")


async def two(people: People, x: str, o: str) -> tuple[Page, Page]:
    """Two people with their names."""
    pages = await people.meet(x), await people.meet(o)
    for page, name in zip(pages, (x, o), strict=True):
        await arrive(page, name)
    return pages


@pytest.mark.smoke
async def test_games_come_move_and_end_on_the_wall(people: People):
    carol = await people.meet("Carol")
    sockets: list[str] = []
    carol.on("websocket", lambda socket: sockets.append(socket.url))
    await carol.goto("/watch/")

    alice, bob = await two(people, "Alice", "Bob")
    first = await start(alice, bob)
    dave, erin = await two(people, "Dave", "Erin")
    second = await start(dave, erin, "four")
    for code in (first, second):
        await expect(tile(carol, code)).to_be_visible()
    await expect(carol.get_by_text("Nobody is playing.")).to_be_hidden()

    await play((alice, bob), "b2 a1 c1 a2")
    await play((dave, erin), "d4")
    await expect(mark(tile(carol, first), "O", "a2")).to_be_visible()
    await expect(mark(tile(carol, second), "X", "d4")).to_be_visible()
    await expect(tile(carol, second).locator(".side.on")).to_contain_text("Erin")

    await play((alice,), "a3")
    await expect(tile(carol, first).locator(".strike")).to_be_visible()
    await expect(tile(carol, first)).to_contain_text("Game over")
    await play((erin,), "a1")
    await expect(mark(tile(carol, second), "O", "a1")).to_be_visible()
    await expect(tile(carol, first)).to_have_count(0)

    await expect(tile(carol, second)).to_be_visible()
    assert [url.partition("/ws/")[2] for url in sockets] == ["streams"]
    link = carol.get_by_role("link", name="Watch Dave against Erin, Four")
    await link.focus()
    await link.press("Enter")
    await expect(carol).to_have_url(re.compile(rf"/room/{second}/\?seat=watch$"))
    await expect(headline(carol)).to_have_text("Dave's turn")


async def test_a_rematch_goes_on_at_its_place(people: People):
    carol = await people.meet("Carol")
    await carol.goto("/watch/")
    alice, bob = await two(people, "Alice", "Bob")
    code = await start(alice, bob)
    await play((alice, bob), "b2 a1 c1 a2 a3")
    await expect(tile(carol, code)).to_contain_text("Game over")
    await tile(carol, code).evaluate("(tile) => { window.kept = tile }")
    await alice.get_by_role("button", name="Rematch").click()
    await bob.get_by_role("button", name="Rematch", exact=True).click()
    await expect(tile(carol, code)).to_contain_text("Classic")
    await expect(tile(carol, code).locator(".strike")).to_be_hidden()
    await expect(tile(carol, code).locator("use[x]")).to_have_count(0)
    assert await tile(carol, code).evaluate("(tile) => window.kept === tile")


async def test_who_watches_the_wall_is_a_spectator(people: People):
    alice, bob = await two(people, "Alice", "Bob")
    code = await start(alice, bob)
    carol = await people.meet("Carol")
    await carol.goto("/watch/")
    await expect(tile(carol, code)).to_be_visible()
    await expect(alice.get_by_text("1 watching")).to_be_visible()
    await carol.close()
    await expect(alice.get_by_text("1 watching")).to_be_hidden()


async def test_a_paused_wall_stands_still(people: People):
    alice, bob = await two(people, "Alice", "Bob")
    code = await start(alice, bob)
    carol = await people.meet("Carol")
    heard = asyncio.Event()

    def listen(socket: WebSocket) -> None:
        socket.on(
            "framereceived",
            lambda frame: heard.set() if '"moves":[4]' in str(frame) else None,
        )

    carol.on("websocket", listen)
    await carol.goto("/watch/")
    await carol.get_by_role("button", name="Pause").click()
    await play((alice, bob), "b2")
    await asyncio.wait_for(heard.wait(), 10)
    await expect(mark(tile(carol, code), "X", "b2")).to_have_count(0)
    await carol.get_by_role("button", name="Go on").click()
    await expect(mark(tile(carol, code), "X", "b2")).to_be_visible()


async def test_a_lost_connection_is_told_and_made_again(people: People):
    alice, bob = await two(people, "Alice", "Bob")
    code = await start(alice, bob)
    carol = await people.meet("Carol")
    is_broken = True

    async def bend(socket: WebSocketRoute) -> None:
        if is_broken:
            await socket.close(code=1011)
        else:
            socket.connect_to_server()

    await carol.route_web_socket(re.compile("/ws/streams"), bend)
    await carol.goto("/watch/")
    await expect(carol.get_by_text("These boards may be old.")).to_be_visible()
    await play((alice, bob), "b2")
    is_broken = False
    await expect(mark(tile(carol, code), "X", "b2")).to_be_visible()
    await expect(carol.get_by_text("These boards may be old.")).to_be_hidden()


async def test_without_scripts_the_boards_are_there_as_they_are(people: People):
    alice, bob = await two(people, "Alice", "Bob")
    code = await start(alice, bob, "drop4")
    await play((alice, bob), "d")
    carol = await people.meet("Carol", java_script_enabled=False)
    await carol.goto("/")
    await carol.get_by_role("link", name="Watch them all").click()
    await expect(mark(tile(carol, code), "X", "d6")).to_be_visible()
    await expect(carol.get_by_role("button", name="Pause")).to_be_hidden()
    await carol.get_by_role("link", name="Refresh").click()
    await tile(carol, code).get_by_role("link").click()
    await expect(carol).to_have_url(re.compile(rf"/room/{code}/\?seat=watch$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(people: People, scheme):
    alice, bob = await two(people, "Alice", "Bob")
    carol = await people.meet("Carol", color_scheme=scheme)
    await carol.goto("/watch/")
    code = await start(alice, bob)
    await play((alice, bob), "b2 a1 c1 a2 a3")
    await expect(tile(carol, code).locator(".strike")).to_be_visible()
    found = await Axe().run(carol)
    assert found.violations_count == 0, found.generate_report()


async def test_nothing_is_cut_on_a_small_phone_in_german(people: People):
    alice, bob = await two(people, "Wilhelmine Amalia", "Bob")
    await start(alice, bob, "gomoku")
    carol = await people.meet(
        "Carol", viewport={"width": 320, "height": 568}, locale="de"
    )
    await carol.goto("/watch/")
    await expect(carol.get_by_role("button", name="Anhalten")).to_be_visible()
    for control in await carol.locator("main").get_by_role("link").all():
        box = await control.bounding_box()
        assert box is None or box["height"] >= TAP
    for size in ("100%", "200%"):
        await carol.evaluate(
            "(s) => { document.documentElement.style.fontSize = s }", size
        )
        width = await carol.evaluate("document.documentElement.scrollWidth")
        assert width == 320


async def test_the_wall_is_light(people: People):
    alice, bob = await two(people, "Alice", "Bob")
    await start(alice, bob)
    carol = await people.meet("Carol")
    scales = Scales(carol)
    await carol.goto("/watch/", wait_until="networkidle")
    assert 0 < await scales.weigh() <= 50_000
    assert scales.bytes["css"] <= 10_000
    assert scales.bytes["js"] <= 35_000


PLACES = [
    # places as code and end, who plays, now, who has the focus: the places after
    ([], "AB", 0, None, [["A", None], ["B", None]]),
    ([["A", None], ["B", None]], "BA", 0, None, [["A", None], ["B", None]]),
    ([["A", None], ["B", None]], "B", 10, None, [["A", 5010], ["B", None]]),
    (
        [["A", 5010], ["B", None]],
        "BC",
        20,
        None,
        [["A", 5010], ["B", None], ["C", None]],
    ),
    ([["A", 5010], ["B", None]], "BC", 5010, None, [["C", None], ["B", None]]),
    ([["A", 5010], ["B", None]], "B", 5010, None, [["B", None]]),
    ([["A", 5010], ["B", None]], "B", 9999, "A", [["A", 5010], ["B", None]]),
    ([["A", 5010]], "A", 100, None, [["A", None]]),
]


async def test_a_board_keeps_its_place_and_leaves_it_to_the_next(carol: Page):
    await carol.goto("/watch/")
    for before, playing, now, held, after in PLACES:
        arranged = await call(
            carol,
            """const { arrange } = await find("wall-state")
            const [before, playing, now, held] = given
            const places = before.map(([code, until]) => ({ code, until }))
            const after = arrange(places, [...playing], now, held)
            return after.map(({ code, until }) => [code, until])""",
            [before, playing, now, held],
        )
        assert arranged == after


async def test_no_more_than_thirty_hang_at_once(carol: Page):
    await carol.goto("/watch/")
    hanging = await call(
        carol,
        """const { arrange } = await find("wall-state")
        return arrange([], given, 0).length""",
        [f"R{number}" for number in range(40)],
    )
    assert hanging == 30


async def test_the_wall_opens_thirty_rooms_without_haste(
    people: People, server: Server
):
    async with AsyncExitStack() as stack:
        players = {}
        for _ in range(31):
            room = await asyncio.to_thread(open_room, server)
            pair = [
                await stack.enter_async_context(
                    await Bot.connect(server, room.path, cookie=cookie)
                )
                for cookie in (room.cookie, None)
            ]
            await pair[1].ask("sit")
            players[room.code] = pair
        carol = await people.meet("Carol")
        heard: list[str] = []
        carol.on(
            "websocket",
            lambda socket: socket.on(
                "framereceived", lambda frame: heard.append(str(frame))
            ),
        )
        await carol.goto("/watch/")
        await expect(carol.locator("#wall > li")).to_have_count(30)
        hanging = await carol.locator("#wall > li").evaluate_all(
            "(tiles) => tiles.map((tile) => tile.dataset.code)"
        )
        (late,) = players.keys() - set(hanging)
        for code in (hanging[0], hanging[-1]):
            await players[code][0].hear("presence", spectators=1)
        assert not [frame for frame in heard if "rejected" in frame]

        await players[hanging[0]][1].hear("state", status="playing")
        await players[hanging[0]][1].ask("resign", game=1)
        await expect(carol.locator("#wall > li").first).to_have_attribute(
            "data-code", late
        )
