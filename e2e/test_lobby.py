"""The lobby in real browsers: live lists, and forms without scripts."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, WebSocket, WebSocketRoute, expect

from e2e.people import Faults, People


async def arrive(page: Page, name: str) -> None:
    """Come to the lobby and say who you are."""
    await page.goto("/")
    await page.get_by_text("Change").click()
    await page.get_by_label("Your name").fill(name)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text(f"Playing as {name}")).to_be_visible()


async def open_room(page: Page, game: str = "classic", *, private: bool = False) -> str:
    """Open a room from the lobby; its code."""
    await page.goto("/")
    await page.get_by_role("combobox", name="Game").select_option(game)
    if private:
        await page.get_by_label("Private").check(force=True)
    await page.get_by_role("button", name="New room").click()
    await expect(page).to_have_url(re.compile(r"/room/\w+/\?seat=1$"))
    return page.url.split("/")[4]


async def join(page: Page, text: str) -> None:
    await page.goto("/")
    await page.get_by_label("Have a code?").fill(text)
    await page.get_by_role("button", name="Join").click()


@asynccontextmanager
async def hears(page: Page, text: str) -> AsyncIterator[None]:
    """Wait until the page was told something that contains the text."""
    heard = asyncio.Event()

    def read(frame: str | bytes) -> None:
        if text in str(frame):
            heard.set()

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", read)

    page.on("websocket", listen)
    yield
    await asyncio.wait_for(heard.wait(), 10)


@pytest.mark.smoke
async def test_a_room_is_listed_taken_and_watched_live(alice, bob, carol):
    await arrive(alice, "Alice")
    await arrive(bob, "Bob")
    await arrive(carol, "Carol")
    code = await open_room(alice, "four")
    waiting = carol.locator(f"#waiting [data-code='{code}']")
    playing = carol.locator(f"#playing [data-code='{code}']")
    await expect(waiting).to_contain_text("Alice")
    await expect(carol.locator("#waiting > :last-child")).to_contain_text("Alice")

    await bob.goto("/")
    play = bob.locator(f"#waiting [data-code='{code}']").get_by_role("button")
    await expect(play).to_have_accessible_name("Play O against Alice, Four")
    await play.click()
    await expect(bob).to_have_url(re.compile(r"seat=2$"))

    await expect(waiting.get_by_role("button")).to_have_text("Taken")
    await expect(waiting).to_have_css("border-bottom-style", "dashed")
    await expect(playing).to_contain_text("Alice")
    await expect(waiting).to_have_count(0)

    await alice.get_by_role("button", name="b2").click()
    await expect(playing.locator("use[href='#X'][x='100'][y='100']")).to_be_visible()
    await playing.get_by_role("link", name="Watch Alice against Bob, Four").click()
    await expect(carol).to_have_url(re.compile(r"seat=watch$"))


async def test_a_private_room_is_found_by_its_code_alone(alice, bob, carol):
    await carol.goto("/")
    code = await open_room(alice, private=True)
    await open_room(alice)  # what is listed after it shows that it was not
    newest = alice.url.split("/")[4]
    await expect(carol.locator(f"[data-code='{newest}']")).to_be_visible()
    await expect(carol.locator(f"[data-code='{code}']")).to_have_count(0)
    await join(bob, f"{code[:4].lower()} {code[4:].lower()}")
    await expect(bob).to_have_url(re.compile(rf"/room/{code}/\?seat=2$"))


async def test_a_paused_list_waits_until_it_may_go_on(alice, carol):
    code = await open_room(alice)
    row = carol.locator(f"#waiting [data-code='{code}']")
    async with hears(carol, f'"gone":["{code}"'):
        await carol.goto("/")
        await expect(row).to_be_visible()
        await carol.get_by_role("button", name="Pause updates").click()
        await alice.get_by_role("button", name="Close room").click()
    await expect(row.get_by_role("button", name="Play O")).to_be_enabled()
    await carol.get_by_role("button", name="Resume updates").click()
    await expect(row).to_have_count(0)


async def test_a_row_that_has_the_focus_is_not_taken_away(alice, carol):
    code = await open_room(alice)
    await carol.goto("/")
    row = carol.locator(f"#waiting [data-code='{code}']")
    await row.get_by_role("button").focus()
    await alice.get_by_role("button", name="Close room").click()
    gone = row.get_by_role("button", name="Gone")
    await expect(gone).to_be_focused()
    await gone.press("Enter")
    await expect(carol).to_have_url(re.compile(r"/$"))
    await carol.get_by_label("Have a code?").focus()
    await expect(row).to_have_count(0)


async def test_a_list_without_news_says_that_it_may_be_old(carol):
    async def refuse(socket: WebSocketRoute) -> None:
        await socket.close(code=1011)

    await carol.route_web_socket(re.compile("/ws/lobby"), refuse)
    await carol.goto("/")
    await expect(carol.get_by_text("This list may be old.")).to_be_visible()
    await expect(carol.locator("#top")).to_have_css("border-bottom-style", "dashed")


async def test_the_first_state_changes_nothing_on_the_page(alice, bob, carol):
    code = await open_room(alice)
    await join(bob, code)
    await expect(bob).to_have_url(re.compile(r"seat=2$"))
    await open_room(alice, "gomoku")
    await carol.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
          window.seen = []
          new MutationObserver((records) => seen.push(...records)).observe(
            document.querySelector(".rooms"),
            { subtree: true, childList: true, attributes: true, characterData: true })
        })"""
    )
    async with hears(carol, '"rooms"'):
        await carol.goto("/")
    changed = await carol.evaluate(
        """() => new Promise((done) => setTimeout(() => done(
          seen.filter((record) => record.target.id !== "pause").length), 100))"""
    )
    assert changed == 0


async def test_ones_own_games_lead_back_to_ones_seat(alice, bob):
    await arrive(bob, "Bob")
    code = await open_room(alice)
    await join(bob, code)
    await expect(bob).to_have_url(re.compile(r"seat=2$"))
    await alice.goto("/")
    mine = alice.locator(f"#mine [data-code='{code}']")
    await expect(mine).to_contain_text("Bob")
    await expect(mine).to_contain_text("Your turn")
    await mine.get_by_role("link").click()
    await expect(alice).to_have_url(re.compile(rf"/room/{code}/\?seat=1$"))


async def test_my_row_follows_the_game(alice, bob):
    code = await open_room(alice)
    await alice.goto("/")
    mine = alice.locator(f"#mine [data-code='{code}']")
    await expect(mine).to_contain_text("Waiting for O")
    await arrive(bob, "Bob")
    await join(bob, code)
    await expect(mine).to_contain_text("Bob")
    await expect(mine).to_contain_text("Your turn")


async def test_a_wrong_code_can_be_put_right(alice, bob, faults: Faults):
    faults.expect("status of 404")
    code = await open_room(alice)
    await join(bob, "K7Q X2N")
    await expect(bob.get_by_role("heading", level=1)).to_have_text("No room K7QX2N")
    field = bob.get_by_label("Have a code?")
    await expect(field).to_be_focused()
    await expect(field).to_have_value("K7QX2N")
    await field.fill(f"#{code.lower()}")
    await bob.get_by_role("button", name="Try again").click()
    await expect(bob).to_have_url(re.compile(rf"/room/{code}/\?seat=2$"))


async def test_everything_works_without_scripts(people: People):
    alice = await people.meet("Alice", java_script_enabled=False)
    bob = await people.meet("Bob", java_script_enabled=False)
    await arrive(alice, "Alice")
    code = await open_room(alice, "drop4")
    await bob.goto("/")
    await expect(bob.get_by_role("link", name="Refresh")).to_be_visible()
    await expect(bob.get_by_role("button", name="Pause updates")).to_be_hidden()
    row = bob.locator(f"#waiting [data-code='{code}']")
    await row.get_by_role("button", name="Play O against Alice, Drop Four").click()
    await expect(bob).to_have_url(re.compile(rf"/room/{code}/\?seat=2$"))
    await bob.get_by_role("button", name="Dark").click()
    await expect(bob).to_have_url(re.compile(rf"/room/{code}/\?seat=2$"))
    await expect(bob.locator("html")).to_have_attribute("data-theme", "dark")
    await bob.get_by_role("button", name="Deutsch").click()
    await expect(bob.locator("html")).to_have_attribute("lang", "de")
    await bob.goto("/")
    await expect(bob.get_by_role("button", name="Neuer Raum")).to_be_visible()
