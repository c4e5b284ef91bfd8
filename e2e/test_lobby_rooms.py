"""Rooms opened, changed and closed from the lobby: by its socket, and by its forms."""

import asyncio
import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Locator,
    Page,
    Request,
    WebSocket,
    WebSocketRoute,
    expect,
)

from e2e.people import Faults, People
from e2e.steps import arrive, join, open_room

ROOM = re.compile(r"/room/\w+/\?seat=1$")


class Ways:
    """By which way a page asks: what its sockets and its forms sent."""

    def __init__(self, page: Page) -> None:
        self.frames: list[str] = []
        self.posts: list[str] = []
        page.on("websocket", self._listen)
        page.on("request", self._keep)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self.frames.append(str(frame)))

    def _keep(self, request: Request) -> None:
        if request.method == "POST":
            self.posts.append(request.url)

    def said(self, kind: str) -> int:
        return sum(f'"type":"{kind}"' in frame for frame in self.frames)


async def in_lobby(page: Page) -> Page:
    """The lobby, with its list heard."""
    heard = asyncio.Event()
    # From the start: a frame may be there before anybody could wait for it.
    page.once(
        "websocket", lambda socket: socket.on("framereceived", lambda _: heard.set())
    )
    await page.goto("/")
    async with asyncio.timeout(30):
        await heard.wait()
    return page


async def choose(page: Page, game: str) -> None:
    await page.get_by_role("combobox", name="Game").first.select_option(game)


def mine(page: Page, code: str) -> Locator:
    return page.locator(f"#mine [data-code='{code}']")


async def edit(page: Page, code: str, game: str | None = None, **options: bool) -> None:
    row = mine(page, code)
    await row.get_by_text("Edit", exact=True).click()
    if game is not None:
        await row.get_by_role("combobox", name="Game").select_option(game)
    if "private" in options:
        label = "Private" if options["private"] else "Public"
        await row.get_by_label(label).check(force=True)
    await row.get_by_role("button", name="Save").click()


@pytest.mark.smoke
async def test_a_room_is_opened_changed_and_closed_over_the_socket(
    alice, bob, carol, people: People
):
    ways = Ways(alice)
    await arrive(alice, "Alice")
    await in_lobby(carol)
    await in_lobby(alice)
    ways.posts.clear()
    await choose(alice, "four")
    await alice.get_by_role("button", name="New room").click()
    await expect(alice).to_have_url(ROOM)
    code = alice.url.split("/")[4]
    listed = carol.locator(f"#waiting [data-code='{code}']")
    await expect(listed).to_contain_text("Four")

    # A second tab in the lobby changes the room that the first one shows.
    lobby = await in_lobby(await people.meet("Alice"))
    also = Ways(lobby)
    await in_lobby(lobby)
    await edit(lobby, code, "drop4")
    await expect(mine(lobby, code)).to_contain_text("Drop Four")
    await expect(mine(lobby, code).get_by_text("Edit", exact=True)).to_be_focused()
    await expect(listed).to_contain_text("Drop Four")
    await expect(alice.locator("#board.look-drop")).to_be_visible()
    await expect(alice.get_by_role("grid")).to_have_accessible_name("Board, 7 by 6")
    await expect(alice).to_have_url(ROOM)

    await edit(lobby, code, private=True)
    await expect(listed).to_have_count(0)
    await edit(lobby, code, private=False)
    await expect(listed).to_contain_text("Drop Four")

    await join(bob, code)
    await expect(mine(lobby, code).get_by_text("Edit", exact=True)).to_be_hidden()
    await alice.get_by_role("button", name=re.compile("^Column d")).click()
    await expect(bob.locator("#strip li").last).to_contain_text("d6")
    assert (ways.said("create"), also.said("update")) == (1, 3)
    assert ways.posts == also.posts == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_what_can_be_edited(people: People, scheme):
    alice = await people.meet("Alice", color_scheme=scheme)
    code = await open_room(alice)
    await in_lobby(alice)
    await mine(alice, code).get_by_text("Edit", exact=True).click()
    found = await Axe().run(alice)
    assert found.violations_count == 0, found.generate_report()


async def test_closing_takes_the_row_and_its_page_away(alice, people: People):
    code = await open_room(alice)
    lobby = await in_lobby(await people.meet("Alice"))
    await mine(lobby, code).get_by_text("Edit", exact=True).click()
    await mine(lobby, code).get_by_role("button", name="Close room").click()
    await expect(mine(lobby, code)).to_have_count(0)
    await expect(lobby.get_by_role("heading", name="Your games")).to_be_hidden()
    await expect(lobby.get_by_role("button", name="New room")).to_be_focused()
    await expect(alice.locator("#detail")).to_have_text("This room is gone.")


async def test_who_is_too_late_is_told_why(alice, bob, people: People):
    code = await open_room(alice)
    lobby = await in_lobby(await people.meet("Alice"))
    row = mine(lobby, code)
    await row.get_by_text("Edit", exact=True).click()
    await lobby.get_by_role("button", name="Pause updates").click()
    await join(bob, code)
    await expect(alice.get_by_role("heading", level=1)).to_have_text("Your turn")
    await row.get_by_role("combobox", name="Game").select_option("gomoku")
    await row.get_by_role("button", name="Save").click()
    await expect(row.get_by_role("alert")).to_have_text(
        "Somebody has joined, so the room stays as it is."
    )


async def test_without_a_socket_the_forms_do_the_same(alice, bob):
    async def refuse(socket: WebSocketRoute) -> None:
        await socket.close(code=1011)

    await alice.route_web_socket(re.compile("/ws/"), refuse)
    ways = Ways(alice)
    code = await open_room(alice, "four")
    await alice.goto("/")
    await edit(alice, code, "gomoku", private=True)
    await expect(alice).to_have_url(re.compile("/$"))
    await expect(mine(alice, code)).to_contain_text("Gomoku")
    await mine(alice, code).get_by_text("Edit", exact=True).click()
    await expect(mine(alice, code).get_by_label("Private")).to_be_checked()
    await mine(alice, code).get_by_role("button", name="Close room").click()
    await expect(mine(alice, code)).to_have_count(0)
    assert [url.split("/", 3)[3].split("?")[0] for url in ways.posts] == [
        "new/",
        f"room/{code}/",
        f"room/{code}/",
    ]


async def test_a_lost_answer_makes_no_second_room(alice, people: People):
    """The socket goes silent and away once the command is on its way."""
    commands: list[str] = []

    async def swallow(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def hear(frame: str | bytes) -> None:
            if '"ack"' not in str(frame):
                socket.send(frame)

        async def say(frame: str | bytes) -> None:
            server.send(frame)
            if '"create"' in str(frame):
                commands.append(str(frame))
                await asyncio.sleep(0.3)
                await socket.close(code=1011)

        server.on_message(hear)
        socket.on_message(say)

    await alice.goto("/")
    await alice.route_web_socket(re.compile("/ws/lobby"), swallow)
    await in_lobby(alice)
    await alice.get_by_role("button", name="New room").click()
    await expect(alice).to_have_url(ROOM, timeout=20_000)
    code = alice.url.split("/")[4]
    assert len(commands) >= 1
    lobby = await people.meet("Alice")
    await lobby.goto("/")
    await expect(lobby.locator("#mine > .row")).to_have_count(1)
    await expect(mine(lobby, code)).to_be_visible()


async def test_a_lobby_without_scripts_changes_and_closes_rooms(people: People):
    alice = await people.meet("Alice", java_script_enabled=False)
    code = await open_room(alice)
    await alice.goto("/")
    await edit(alice, code, "drop4")
    await expect(mine(alice, code)).to_contain_text("Drop Four")
    await mine(alice, code).get_by_text("Edit", exact=True).click()
    await mine(alice, code).get_by_role("button", name="Close room").click()
    await expect(alice.locator("#mine")).to_have_count(0)


async def test_a_form_that_comes_too_late_says_so_on_the_page(
    people: People, bob, faults: Faults
):
    faults.expect("status of 409")
    alice = await people.meet("Alice", java_script_enabled=False)
    code = await open_room(alice)
    await alice.goto("/")
    await join(bob, code)
    await edit(alice, code, "drop4")
    await expect(alice.locator("#detail")).to_have_text(
        "Somebody has joined, so the room stays as it is."
    )
