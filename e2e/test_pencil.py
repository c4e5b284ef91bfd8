"""Pencil is what is not yet true: the server's answer held back, refused, repeated."""

import pytest
from playwright.async_api import Locator, Page, expect

from e2e.line import Line
from e2e.people import People
from e2e.steps import detail, expect_state, headline, spot, start


async def begun(people: People, game: str = "classic") -> tuple[Page, Page, Line]:
    alice, bob = await people.meet("Alice"), await people.meet("Bob")
    line = await Line.of(alice)
    await start(alice, bob, game)
    return alice, bob, line


async def expect_pencil(place: Locator) -> None:
    await expect(place.locator(".mark.pencil")).to_be_visible()
    await expect(place.locator(".mark.ink")).to_have_count(0)


async def expect_ink(place: Locator) -> None:
    await expect(place.locator(".mark.ink")).to_be_visible()
    await expect(place.locator(".mark.pencil")).to_have_count(0)


async def test_a_mark_is_pencil_until_the_server_has_it(people: People):
    alice, bob, line = await begun(people)
    line.hold()
    await spot(alice, "b2").click()
    await expect_pencil(spot(alice, "b2"))
    await expect(spot(alice, "b2")).to_have_accessible_name("b2, X, sending")
    await expect(alice.locator("#strip .pencil")).to_have_text("1 b2")
    await expect_state(alice, "Sending…", "Pencil until it is saved.")
    await expect(alice.get_by_role("status")).to_have_text("Sending b2.")
    await expect_ink(spot(bob, "b2"))  # for the others it is already true
    await expect_pencil(spot(alice, "b2"))
    # Pressed again meanwhile, it is sent no second time.
    await spot(alice, "c3").focus()
    await alice.keyboard.press("Enter")
    line.release()
    await expect_ink(spot(alice, "b2"))
    await expect(alice.locator("#strip .by-x")).to_have_text("1 b2")
    await expect(alice.locator("#board .mark")).to_have_count(1)
    assert len(line.moves()) == 1
    await expect(alice.get_by_role("status")).to_contain_text("You played b2.")


async def test_the_ack_alone_turns_it_into_ink(people: People):
    alice, _, line = await begun(people)
    line.hold()
    await spot(alice, "b2").click()
    await expect_pencil(spot(alice, "b2"))
    line.say({"type": "ack", "key": line.moves()[0]["key"], "v": 99})
    await expect_ink(spot(alice, "b2"))
    line.release()
    await expect(headline(alice)).not_to_have_text("Your turn")
    await expect_ink(spot(alice, "b2"))


async def test_where_marks_fall_the_pencil_stands_where_it_will_land(people: People):
    alice, _, line = await begun(people, "drop4")
    line.hold()
    await spot(alice, "d").click()
    bottom = spot(alice, "d").locator(".spot").last
    await expect_pencil(bottom)
    line.release()
    await expect_ink(bottom)
    await expect(spot(alice, "d")).to_have_accessible_name("Column d, 1 of 6 filled")


SENTENCES = {
    "bad_message": "That didn't arrive whole. Try again.",
    "cell_taken": "b2 is taken. Choose an empty cell.",
    "out_of_range": "That cell isn't on this board.",
    "stale": "The board changed first. Look, then play.",
    "rate_limited": "Too fast. Wait a moment.",
    "forbidden": "You can't do that in this room.",
    "game_over": "This game is over.",
    "news_to_us": "The server says no.",
}


async def test_what_is_refused_is_rubbed_out_with_its_sentence(people: People):
    alice, _, line = await begun(people)
    line.hold()
    for number, (code, sentence) in enumerate(SENTENCES.items()):
        await spot(alice, "b2").click()
        await expect_pencil(spot(alice, "b2"))
        key = line.moves()[number]["key"]
        say = "The server says no."
        line.say({"type": "rejected", "key": key, "code": code, "message": say, "v": 1})
        await expect(detail(alice)).to_have_text(sentence)
        await expect(headline(alice)).to_have_text("Your turn")
        await expect(detail(alice)).to_have_class("detail wrong")
        await expect(alice.get_by_role("alert")).to_have_text(sentence)
        await expect(spot(alice, "b2").locator(".mark")).to_have_count(0)
        await expect(spot(alice, "b2")).to_be_focused()


async def test_what_is_not_saved_yet_stays_pencil_and_is_tried_again(people: People):
    alice, _, line = await begun(people)
    await alice.clock.install()
    line.hold()
    await spot(alice, "b2").click()
    body = line.moves()[0]
    no = {"type": "rejected", "key": body["key"], "code": "unavailable", "v": 2}
    for number, pause in enumerate((1000, 2000, 4000, 8000), start=2):
        line.say(no | {"message": ""})
        await expect(detail(alice)).to_have_text("Not saved yet. Trying again…")
        await expect_pencil(spot(alice, "b2"))
        await line.let_pass(alice, pause)
        assert line.moves() == [body] * number
    line.say(no | {"message": ""})
    await expect(detail(alice)).to_have_text("We can't save right now.")
    await expect_pencil(spot(alice, "b2"))
    line.forget()
    await alice.get_by_role("button", name="Try again").click()
    await expect_ink(spot(alice, "b2"))


@pytest.mark.parametrize(
    ("code", "sentence", "ways"),
    [
        (4000, "This page is out of date.", ["Reload"]),
        (4001, "You're signed out.", ["Sign in", "Go on as guest"]),
        (4003, "This room isn't open to you.", ["New room"]),
        (4004, "This room is gone.", ["New room"]),
        (4013, "Too many tabs are open. Close one.", ["Try again"]),
    ],
)
async def test_a_final_close_says_why_and_shows_the_ways_on(
    people: People, code, sentence, ways
):
    alice = await people.meet("Alice")
    line = await Line.of(alice)
    await alice.goto("/")
    await alice.get_by_role("button", name="New room").click()
    await expect_state(alice, "Waiting for O")
    await line.cut(code)
    await expect(detail(alice)).to_have_text(sentence)
    actions = alice.get_by_role("region", name="Actions")
    await expect(actions.locator("[data-do]:visible")).to_have_text(ways)
