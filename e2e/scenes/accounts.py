"""Keeping a name, signing in and out."""

from typing import Final

from playwright.async_api import Page, expect

from e2e.people import People
from e2e.scenes.games import waiting
from e2e.steps import arrive, detail, guess_on, headline, keep_name, open_room

PASSWORD: Final = "chalk-and-slate-9"


async def keeping_a_name(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/account/")
    return carol


async def keeping_wrongly(people: People) -> Page:
    carol = await keeping_a_name(people)
    await keep_name(carol, "password")
    await expect(carol.get_by_text("This password is too common.")).to_be_visible()
    return carol


async def signing_in(people: People) -> Page:
    """With seats of a guest's that would stay behind."""
    await waiting(people)
    alice = await people.meet("Alice")
    await alice.goto("/account/sign-in/")
    return alice


async def signing_in_too_often(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/account/sign-in/")
    await guess_on(carol, "Nobody")
    await expect(carol.get_by_text("Too many tries.")).to_be_visible()
    return carol


async def account(people: People) -> Page:
    ada = await people.meet("Ada")
    await arrive(ada, "Ada Lovelace")
    await ada.goto("/account/?next=/account/")
    await keep_name(ada, PASSWORD)
    await expect(headline(ada)).to_have_text("Ada Lovelace")
    return ada


async def account_in_the_lobby(people: People) -> Page:
    ada = await people.meet("Ada")
    await ada.goto("/")
    await expect(ada.get_by_text("Playing as Ada Lovelace")).to_be_visible()
    return ada


async def another_password(people: People) -> Page:
    ada = await people.meet("Ada")
    await ada.goto("/account/password/")
    return ada


async def signed_out(people: People) -> Page:
    ada = await people.meet("Ada")
    await open_room(ada)
    tab = await people.meet("Ada")
    await tab.goto("/account/")
    await tab.get_by_role("button", name="Sign out").click()
    await expect(detail(ada)).to_have_text("You're signed out.")
    return ada
