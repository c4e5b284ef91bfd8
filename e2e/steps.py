"""What people do on the pages, step by step, for stories and pictures alike.

Where a story begins, forms are posted without drawing the lobby first: that is quicker,
and the lobby has stories of its own.
"""

import re
from collections.abc import Sequence

from playwright.async_api import APIResponse, Locator, Page, expect


async def arrive(page: Page, name: str) -> None:
    """Say who you are."""
    answer = await _post(page, "/name/", name=name)
    assert f"<strong>{name}</strong>" in await answer.text()


async def keep_name(page: Page, password: str) -> None:
    """Fill in what /account/ asks of a guest; the name stands there."""
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_label("Password, once more").fill(password)
    await page.get_by_role("button", name="Keep this name").click()


async def sign_in(page: Page, name: str, password: str) -> None:
    """On the page for that."""
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def sign_out(page: Page) -> None:
    await page.goto("/account/")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_text("Playing as Guest")).to_be_visible()


async def guess_on(page: Page, name: str) -> int:
    """Sign in with a wrong password until that is slowed down; how often it was not."""
    for number in range(12):
        async with page.expect_response(lambda r: r.request.method == "POST") as sent:
            await sign_in(page, name, "a-guess-like-any")
        answer = await sent.value
        await page.wait_for_load_state()
        if answer.status == 429:
            return number
    raise AssertionError("nobody is slowed down")


async def open_room(page: Page, game: str = "classic", *, private: bool = False) -> str:
    """Open a room from the lobby; its code."""
    await page.goto("/")
    await page.get_by_role("combobox", name="Game").select_option(game)
    if private:
        await page.get_by_label("Private").check(force=True)
    await page.get_by_role("button", name="New room").click()
    await expect(page).to_have_url(re.compile(r"/room/\w+/\?seat=1$"))
    # What needs scripts may be pressed before these are there, and then does nothing.
    await page.wait_for_load_state()
    return page.url.split("/")[4]


async def join(page: Page, text: str) -> None:
    """Type a code, or what somebody takes for one, into the lobby's field."""
    await page.goto("/")
    await page.get_by_label("Have a code?").fill(text)
    await page.get_by_role("button", name="Join").click()


async def start(x: Page, o: Page, game: str = "classic", clock: int = 0) -> str:
    """Open a room and join it: two people, or two tabs of one; its code."""
    room = (await _post(x, "/new/", variant=game, clock=str(clock))).url
    await x.goto(room)
    code = room.split("/")[4]
    await o.goto((await _post(o, "/join/", code=code)).url)
    await expect(o).to_have_url(re.compile(r"seat=2$"))
    await expect(headline(x)).to_have_text("Your turn")
    return code


async def begin(x: Page, o: Page) -> str:
    """A game with one move each: it is Alice's turn; the room's code."""
    await arrive(x, "Alice")
    await arrive(o, "Bob")
    code = await start(x, o)
    await play((x, o), "b2 a1")
    await expect_state(x, "Your turn", "Bob played a1.")
    return code


async def play(players: Sequence[Page], moves: str) -> None:
    """Play cells or columns in turn; a mark is ink before the next goes down."""
    for number, name in enumerate(moves.split()):
        button = spot(players[number % 2], name)
        # Playwright waits for the turn: until then the cell is not enabled.
        await button.click()
        await expect(players[number % 2].locator("#board .pencil")).to_have_count(0)


def spot(page: Page, name: str) -> Locator:
    """The button of a cell, or of a column where marks fall."""
    what = f"{name}," if len(name) > 1 else f"Column {name},"
    return page.get_by_role("button", name=re.compile(f"^{what}"))


def headline(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def detail(page: Page) -> Locator:
    return page.locator("#detail")


def action(page: Page, name: str) -> Locator:
    """A button or link among the actions, by its exact words."""
    actions = page.get_by_role("region", name="Actions")
    either = actions.get_by_role("button", name=name, exact=True)
    return either.or_(actions.get_by_role("link", name=name, exact=True))


async def resign(page: Page) -> None:
    await page.locator("summary", has_text="Resign").click()
    await action(page, "Resign").click()


async def expect_state(page: Page, head: str, news: str | None = None) -> None:
    await expect(headline(page)).to_have_text(head)
    if news is not None:
        await expect(detail(page)).to_have_text(news)


async def _post(page: Page, path: str, **fields: str) -> APIResponse:
    """Send a form of the lobby, as this person; where it leads to."""
    lobby = await (await page.request.get("/")).text()
    token = lobby.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
    return await page.request.post(path, form={"csrfmiddlewaretoken": token, **fields})
