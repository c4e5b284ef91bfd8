"""The line breaks, and the game goes on where it stood."""

import pytest
from playwright.async_api import Page, expect

from e2e.conftest import Serve
from e2e.line import Line
from e2e.people import Faults, People
from e2e.steps import arrive, detail, expect_state, headline, play, spot, start


async def begun(people: People) -> tuple[Page, Page, Line]:
    """A game with one move each; the line of whose turn it is."""
    alice, bob = await people.meet("Alice"), await people.meet("Bob")
    line = await Line.of(alice)
    await arrive(alice, "Alice")
    await arrive(bob, "Bob")
    await start(alice, bob)
    await play((alice, bob), "b2 a1")
    await expect_state(alice, "Your turn", "Bob played a1.")
    return alice, bob, line


@pytest.mark.smoke
async def test_a_move_made_without_a_line_is_sent_once_it_is_back(people: People):
    alice, bob, line = await begun(people)
    await line.cut()
    await expect(detail(alice)).to_have_text("Reconnecting…")
    await expect(alice.locator("#top")).to_have_css("border-bottom-style", "dashed")
    await expect(headline(alice)).to_have_text("Your turn")
    await spot(alice, "c1").click()
    await expect(spot(alice, "c1")).to_have_accessible_name("c1, X, sending")
    await expect(spot(alice, "c1").locator(".pencil")).to_be_visible()
    await expect(detail(alice)).to_have_text("Your move is kept.")
    check = alice.get_by_role("link", name="Check your connection")
    await expect(check).to_be_visible()
    before = len(line.moves())
    line.mend()
    await expect(spot(alice, "c1")).to_have_accessible_name("c1, X, last move")
    await expect(check).to_be_hidden()
    await expect(alice.locator("#top")).to_have_css("border-bottom-style", "solid")
    await expect_state(bob, "Your turn", "Alice played c1.")
    assert len(line.moves()) == before + 1
    assert line.moves()[-1]["key"]


async def test_an_answer_that_was_lost_is_asked_for_with_the_same_key(people: People):
    alice, bob, line = await begun(people)
    line.hold()
    await spot(alice, "c1").click()
    await expect_state(bob, "Your turn", "Alice played c1.")
    await expect(spot(alice, "c1").locator(".pencil")).to_be_visible()
    await line.cut()
    line.forget()
    line.mend()
    await expect(spot(alice, "c1")).to_have_accessible_name("c1, X, last move")
    await expect(bob.locator("#strip li")).to_have_count(3)
    keys = [move["key"] for move in line.moves()][-2:]
    assert keys[0] == keys[1]


async def test_a_move_the_board_has_overtaken_is_refused(people: People):
    alice, bob, line = await begun(people)
    again = await people.meet("Alice")
    await line.cut()
    await spot(alice, "c1").click()
    await again.goto(alice.url)
    await play((again, bob), "c3 a3")
    line.mend()
    await expect_state(alice, "Your turn", "The board changed first. Look, then play.")
    await expect(spot(alice, "c1")).to_have_accessible_name("c1, empty")
    await expect(spot(alice, "c1").locator(".mark")).to_have_count(0)
    await expect(alice.get_by_role("alert")).to_have_text(
        "The board changed first. Look, then play."
    )


async def test_a_browser_that_is_offline_says_so(people: People, faults: Faults):
    faults.expect("ERR_INTERNET_DISCONNECTED|WebSocket connection")
    alice, bob = await people.meet("Alice"), await people.meet("Bob")
    await arrive(bob, "Bob")
    await start(alice, bob)
    await alice.context.set_offline(True)
    await expect_state(alice, "Offline", "Your game is safe.")
    await expect(alice.locator("#top")).to_have_css("border-bottom-style", "dashed")
    await alice.context.set_offline(False)
    await expect(headline(alice)).to_have_text("Your turn")
    await expect(alice.locator("#top")).to_have_css("border-bottom-style", "solid")
    await play((alice, bob), "b2 a1")
    await expect_state(alice, "Your turn", "Bob played a1.")


async def test_a_restarted_server_is_the_same_server(
    serve: Serve, browser, faults: Faults
):
    faults.expect("WebSocket connection|ERR_CONNECTION")
    server = serve()
    people = People(browser, server.url, faults)
    alice, bob = await people.meet("Alice"), await people.meet("Bob")
    await arrive(bob, "Bob")
    await start(alice, bob)
    await play((alice, bob), "b2 a1")
    await expect_state(alice, "Your turn")
    server.stop()
    await expect(alice.locator("#top")).to_have_css("border-bottom-style", "dashed")
    await expect(detail(alice)).not_to_have_text("Bob played a1.")
    await spot(alice, "c1").click()
    await expect(detail(alice)).to_have_text("Your move is kept.")
    server.start()
    await expect(spot(alice, "c1")).to_have_accessible_name(
        "c1, X, last move", timeout=20_000
    )
    await expect_state(bob, "Your turn")
    await play((bob, alice), "a2 a3")
    await expect_state(alice, "You win", "Three in a row: c1, b2, a3.")
    await people.part(None)
