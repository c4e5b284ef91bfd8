"""Those who run it at their desk, and those who play, at the same time."""

import re

import pytest
from playwright.async_api import Page, expect

from e2e.conftest import EVERY_KIND, Serve, quiet
from e2e.people import Faults, People
from e2e.server import Kind, Server
from e2e.steps import action, arrive, detail, expect_state, play, start

PASSWORD = "chalk-and-slate-9"


@pytest.fixture(scope="module")
def account(kind: Kind, serve_for_session: Serve) -> None:
    """Ada's, made as the handbook says."""
    serve_for_session(kind).manage(
        *("createsuperuser", "--noinput", "--username=ada", "--email="),
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )


async def begin(alice: Page, bob: Page) -> str:
    """A game of theirs; its code."""
    await arrive(alice, "Alice")
    await arrive(bob, "Bob")
    return await start(alice, bob)


async def sign_in(people: People) -> Page:
    ada = await people.meet("Ada")
    await ada.goto("/admin/")
    await ada.get_by_label("Username").fill("ada")
    await ada.get_by_label("Password").fill(PASSWORD)
    await ada.get_by_role("button", name="Log in").click()
    await expect(ada.get_by_role("heading", name="Site administration")).to_be_visible()
    return ada


async def look_up(ada: Page, kind: str, text: str) -> None:
    """Find one by the list's search, and open its page."""
    await ada.goto(f"/admin/game/{kind}/")
    await ada.get_by_role("textbox", name="Search").fill(text)
    await ada.get_by_role("button", name="Search").click()
    await ada.locator("#result_list tbody th a").click()


@pytest.mark.usefixtures("account")
async def test_a_room_is_read_and_closed(people: People, alice: Page, bob: Page):
    code = await begin(alice, bob)
    await play((alice, bob), "b2 a1 c3")
    ada = await sign_in(people)
    await look_up(ada, "room", code.lower())
    await expect(ada.locator("table.log tbody tr")).to_have_count(6)
    last = ada.locator("table.log tbody tr").last.get_by_role("cell")
    await expect(last.nth(2)).to_have_text("moved")
    await expect(last.nth(3)).to_have_text("Alice")
    await expect(ada.get_by_text("b2 a1 c3")).to_be_visible()

    await ada.get_by_role("button", name="Close this room").click()
    await expect(ada.get_by_role("heading", name="Close for good?")).to_be_visible()
    await expect_state(alice, "Bob's turn")
    await ada.get_by_role("button", name="Close for good").click()
    await expect(ada.get_by_text(f"Closed: {code}.")).to_be_visible()
    for page in (alice, bob):
        await expect(detail(page)).to_have_text("This room is gone.")
        await expect(action(page, "New room")).to_be_visible()
    await look_up(ada, "room", code)
    await expect(ada.locator("table.log tbody tr").last).to_contain_text("closed")
    await expect(ada.get_by_role("button", name="Close this room")).to_have_count(0)


# Another process may take two seconds to hear of it; this story looks at once, and that
# of the contract waits.
@pytest.mark.parametrize("kind", [Kind.UVICORN], scope="session")
@pytest.mark.usefixtures("account")
async def test_a_player_is_banned_and_let_in_again(
    people: People, alice: Page, bob: Page, faults: Faults
):
    faults.expect("status of 403")
    await begin(alice, bob)
    lobby = await people.meet("Bob")
    await lobby.goto("/")
    ada = await sign_in(people)
    await look_up(ada, "room", bob.url.split("/")[4])
    await ada.locator(".field-sitting").get_by_role("link", name="Bob").click()
    player = ada.url
    await ada.get_by_role("button", name="Ban").click()
    await expect(ada.get_by_text("Banned: Bob.")).to_be_visible()

    await expect(detail(bob)).to_have_text("You can't play here any more.")
    await expect(bob.get_by_role("alert")).to_have_text("You can't play here any more.")
    await expect(lobby.get_by_text("This list may be old.")).to_be_visible()
    await action(bob, "Reload").click()
    await expect(bob.get_by_role("heading", level=1)).to_have_text(
        "You can't play here any more"
    )
    await lobby.get_by_role("link", name="Refresh").first.click()
    await expect(lobby.get_by_text("If that's a mistake, tell them.")).to_be_visible()
    await play([alice], "b2")

    await ada.goto(player)
    await ada.get_by_role("button", name="Let in again").click()
    await expect(ada.get_by_text("Let in again: Bob.")).to_be_visible()
    await bob.reload()
    await expect_state(bob, "Your turn")


@pytest.mark.parametrize("kind", EVERY_KIND)
async def test_every_server_has_it_with_its_styles(
    serve_for_session: Serve, browser, faults: Faults, kind: Kind
):
    server: Server = serve_for_session(kind)
    people = People(browser, server.url, faults)
    with quiet(server):
        page = await people.meet("Grace")
        await page.goto("/admin/")
        styles = page.locator('link[rel="stylesheet"]')
        assert re.search(
            r"/admin/css/base\.\w{12}\.css$",
            await styles.first.get_attribute("href") or "",
        )
        header = page.locator("#header")
        await expect(header).to_have_css("background-color", "rgb(65, 118, 144)")
        await people.part(None)
