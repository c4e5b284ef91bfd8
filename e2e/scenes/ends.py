"""How games end, and what may follow."""

from typing import Final

from playwright.async_api import Page

from e2e.people import People
from e2e.scenes.cast import QUICK, pair
from e2e.steps import action, expect_state, play, resign, start

DRAW: Final = "a1 b1 c1 b2 a2 c2 b3 a3 c3"


async def won(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob)
    await play((alice, bob), QUICK)
    await expect_state(alice, "You win", "Three in a row: c1, b2, a3.")
    return alice


async def lost(people: People) -> Page:
    await won(people)
    bob = people.pages("Bob")[-1]
    await expect_state(bob, "Alice wins", "Three in a row: c1, b2, a3.")
    return bob


async def resigned(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1")
    await resign(bob)
    await expect_state(alice, "You win", "Bob resigned.")
    return alice


async def out_of_time(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob, clock=1)
    await play((alice, bob), "b2")
    await expect_state(alice, "You win", "Bob ran out of time.")
    return alice


async def draw(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob)
    await play((alice, bob), DRAW)
    await expect_state(alice, "Draw", "The board is full.")
    return alice


async def rematch_asked(people: People) -> Page:
    alice = await won(people)
    await action(alice, "Rematch").click()
    await expect_state(alice, "You win", "Asked Bob for a rematch.")
    return alice


async def rematch_offered(people: People) -> Page:
    await rematch_asked(people)
    bob = people.pages("Bob")[-1]
    await expect_state(bob, "Alice wins", "Alice wants a rematch.")
    return bob


async def rematch_declined(people: People) -> Page:
    bob = await rematch_offered(people)
    await action(bob, "No thanks").click()
    alice = people.pages("Alice")[-1]
    await expect_state(alice, "You win", "Bob said no thanks.")
    return alice
