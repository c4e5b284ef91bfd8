"""Who plays in all scenes, and what they play."""

from typing import Final

from playwright.async_api import Page

from e2e.people import People
from e2e.steps import arrive

NAMES: Final = ("Alice", "Bob", "Carol")
QUICK: Final = "b2 a1 c1 a2 a3"
GOMOKU: Final = "h8 g7 g8 i7 f8 h7 e8 j7 i9 f7"


async def introduce(people: People) -> None:
    """Give everybody their name; scenes call people by it."""
    for name in NAMES:
        page = await people.meet(name)
        await arrive(page, name)
        await page.close()


async def pair(people: People) -> tuple[Page, Page]:
    return await people.meet("Alice"), await people.meet("Bob")
