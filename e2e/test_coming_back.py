"""A seat outlives its page: reloads, closed tabs, and rooms that are no more."""

import asyncio
import re

import pytest
from playwright.async_api import Page, WebSocket, expect

from e2e.people import Faults, People
from e2e.steps import (
    arrive,
    detail,
    expect_state,
    headline,
    join,
    open_room,
    play,
    spot,
    start,
)


@pytest.mark.smoke
async def test_a_seat_is_kept_over_reloads_and_closed_tabs(people: People):
    alice, bob = await people.meet("Alice"), await people.meet("Bob")
    await arrive(alice, "Alice")
    await arrive(bob, "Bob")
    code = await start(alice, bob)
    await play((alice, bob), "b2 a1")
    await alice.reload()
    await expect(alice).to_have_url(re.compile(rf"/room/{code}/\?seat=1$"))
    await expect_state(alice, "Your turn", "Bob played a1.")
    await play((alice, bob), "c1")

    await alice.close()
    alice = await people.meet("Alice")
    await alice.goto("/")
    row = alice.locator(f"#mine [data-code='{code}']")
    await expect(row).to_contain_text("Their turn")
    await row.get_by_role("link").click()
    await expect_state(alice, "Bob's turn", "You played c1.")

    await bob.close()
    bob = await people.meet("Bob")
    await join(bob, f" {code[:3].lower()}-{code[3:]} ")
    await expect(bob).to_have_url(re.compile(rf"/room/{code}/\?seat=2$"))
    await play((bob, alice), "a3 c3 a2")
    await expect_state(alice, "Bob wins", "Three in a row: a1, a2, a3.")

    # Both tabs closed: the bare link leads to the seat, too.
    await alice.close()
    alice = await people.meet("Alice")
    await alice.goto(f"/room/{code}/")
    await expect(alice).to_have_url(re.compile(r"seat=1$"))


async def test_the_creator_who_closed_the_tab_is_no_opponent_of_theirs(people: People):
    alice = await people.meet("Alice")
    is_live = asyncio.Event()
    listen(alice, is_live)
    code = await open_room(alice)
    await is_live.wait()
    await alice.close()
    alice = await people.meet("Alice")
    await join(alice, code)
    await expect(alice).to_have_url(re.compile(rf"/room/{code}/\?seat=1$"))
    await expect_state(alice, "Waiting for O")


def listen(page: Page, is_live: asyncio.Event) -> None:
    """Set it when the room's socket has said its first word."""

    def opened(socket: WebSocket) -> None:
        if "/ws/game/" in socket.url:
            socket.on("framereceived", lambda _: is_live.set())

    page.on("websocket", opened)


@pytest.mark.parametrize(
    ("text", "head", "kept"),
    [
        ("k7q x2n", "No room K7QX2N", "K7QX2N"),
        ("hello there", "That isn't a room code", "hello there"),
    ],
)
async def test_a_wrong_code(alice: Page, faults: Faults, text, head, kept):
    faults.expect("status of 404")
    await join(alice, text)
    await expect(headline(alice)).to_have_text(head)
    field = alice.get_by_label("Have a code?")
    await expect(field).to_be_focused()
    await expect(field).to_have_value(kept)
    await expect(alice.get_by_text("Codes never contain")).to_be_visible()


async def test_a_room_that_is_not_there_or_no_more(people: People, faults: Faults):
    faults.expect("status of 404")
    carol = await people.meet("Carol")
    answer = await carol.goto("/room/K7QX2N/")
    assert answer is not None
    assert answer.status == 404
    await expect(headline(carol)).to_have_text("No room K7QX2N")

    alice = await people.meet("Alice")
    code = await open_room(alice)
    await carol.goto(f"/room/{code}/")
    await expect_state(carol, "Waiting for O")
    await alice.get_by_role("button", name="Close room").click()
    await expect(alice).to_have_url(re.compile(r"/$"))
    await expect(detail(carol)).to_have_text("This room is gone.")
    await carol.get_by_role("link", name="New room").click()
    await expect(carol).to_have_url(re.compile(r"/$"))
    await join(carol, code)
    await expect(headline(carol)).to_have_text(f"No room {code}")


async def test_a_duplicated_tab_acts_for_the_same_seat(people: People):
    alice, bob = await people.meet("Alice"), await people.meet("Bob")
    await start(alice, bob)
    again = await people.meet("Alice")
    await again.goto(alice.url)
    await spot(again, "b2").click()
    await expect(spot(alice, "b2")).to_have_accessible_name("b2, X, last move")
    await expect(spot(bob, "b2")).to_have_accessible_name("b2, X, last move")
    await expect_state(bob, "Your turn")
