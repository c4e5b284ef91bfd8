"""Every board of the family."""

from playwright.async_api import Page, expect

from e2e.line import Line
from e2e.people import People
from e2e.scenes.cast import GOMOKU, QUICK, pair
from e2e.steps import expect_state, headline, play, spot, start


async def four(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob, "four")
    await play((alice, bob), "b2 c2 b3 c3 b1 b4 c1")
    return alice


async def misere(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob, "misere")
    await play((alice, bob), QUICK)
    await expect_state(alice, "Bob wins", "You made three in a row.")
    return alice


async def gomoku(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob, "gomoku")
    await play((alice, bob), GOMOKU)
    return alice


async def gomoku_won(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob, "gomoku")
    await play((alice, bob), "h8 g7 g8 i7 f8 h7 e8 j7 d8")
    await expect(headline(alice)).to_have_text("You win")
    return alice


async def drop4(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob, "drop4")
    await play((alice, bob), "d d c e c c b")
    return alice


async def drop4_pending(people: People) -> Page:
    alice, bob = await pair(people)
    line = await Line.of(alice)
    await start(alice, bob, "drop4")
    await play((alice, bob), "d d c e")
    await expect_state(alice, "Your turn")
    line.hold()
    await spot(alice, "c").click()
    await expect_state(alice, "Sending…")
    return alice


async def drop4_won(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob, "drop4")
    await play((alice, bob), "d c d c d c d")
    await expect_state(alice, "You win", "Four in a row: d3, d4, d5, d6.")
    return alice
