"""Those who look on, and who is who in several tabs."""

from playwright.async_api import Page, expect

from e2e.people import People
from e2e.scenes.cast import pair
from e2e.steps import action, detail, expect_state, join, open_room, play, start


async def watching(people: People) -> Page:
    alice, bob = await pair(people)
    code = await start(alice, bob)
    await play((alice, bob), "b2 a1 c1 a3")
    carol = await people.meet("Carol")
    await carol.goto(f"/room/{code}/")
    await expect_state(carol, "Alice's turn", "You're watching. 1 here.")
    return carol


async def watched(people: People) -> Page:
    await watching(people)
    alice = people.pages("Alice")[-1]
    await expect(alice.locator("#watching")).to_have_text("1 watching")
    return alice


async def watching_open(people: People) -> Page:
    alice, carol = await people.meet("Alice"), await people.meet("Carol")
    code = await open_room(alice)
    await carol.goto(f"/room/{code}/")
    await expect(action(carol, "Play O")).to_be_visible()
    return carol


async def full_by_code(people: People) -> Page:
    alice, bob = await pair(people)
    code = await start(alice, bob)
    await play((alice, bob), "b2 a1")
    carol = await people.meet("Carol")
    await join(carol, code)
    await expect_state(
        carol, "Alice's turn", "Both seats are taken, so you're watching."
    )
    return carol


async def both_seats(people: People) -> Page:
    first, second = await people.meet("Alice"), await people.meet("Alice")
    await start(first, second)
    await expect(detail(second)).to_contain_text("You hold both seats")
    return second


async def third_tab(people: People) -> Page:
    second = await both_seats(people)
    third = await people.meet("Alice")
    await third.goto(second.url.split("?")[0])
    await expect(action(third, "Play X here")).to_be_visible()
    return third
