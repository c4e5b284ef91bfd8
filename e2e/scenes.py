"""Every page in every state a person may meet, each reached by real play.

A scene starts with fresh pages, ends with the page to look at, and leaves nothing that
the next one would stumble over.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from playwright.async_api import Page, expect

from e2e.line import Line
from e2e.people import People
from e2e.steps import (
    action,
    arrive,
    detail,
    expect_state,
    guess_on,
    headline,
    join,
    keep_name,
    open_room,
    play,
    resign,
    spot,
    start,
)

Scene = Callable[[People], Awaitable[Page]]

NAMES: Final = ("Alice", "Bob", "Carol")
WIN: Final = "b2 a1 c1 a3 a2 c2 b1 c3 b3"
QUICK: Final = "b2 a1 c1 a2 a3"
DRAW: Final = "a1 b1 c1 b2 a2 c2 b3 a3 c3"
GOMOKU: Final = "h8 g7 g8 i7 f8 h7 e8 j7 i9 f7"
AWAY: Final = 6000
PASSWORD: Final = "chalk-and-slate-9"
WALL: Final = {
    "four": "b2 a1 c3",
    "drop4": "d d c e c",
    "gomoku": GOMOKU.removesuffix(" f7"),
    "classic": QUICK,
}


async def introduce(people: People) -> None:
    """Give everybody their name; scenes call people by it."""
    for name in NAMES:
        page = await people.meet(name)
        await arrive(page, name)
        await page.close()


async def pair(people: People) -> tuple[Page, Page]:
    return await people.meet("Alice"), await people.meet("Bob")


async def lobby_empty(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/")
    await expect(carol.get_by_text("Nobody is waiting.")).to_be_visible()
    return carol


async def lobby_full(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob, "drop4")
    await play((alice, bob), "d d c e c")
    alice, bob = await pair(people)
    await start(bob, alice)
    await play((bob, alice), "b2 a1 c3")
    await open_room(await people.meet("Alice"), "misere")
    await open_room(await people.meet("Bob"), "gomoku")
    carol = await people.meet("Carol")
    await carol.goto("/")
    await expect(carol.locator("#playing > li")).not_to_have_count(0)
    return carol


async def lobby_mine(people: People) -> Page:
    await lobby_full(people)
    alice = await people.meet("Alice")
    await alice.goto("/")
    await expect(alice.get_by_role("heading", name="Your games")).to_be_visible()
    return alice


async def watch_empty(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/watch/")
    await expect(carol.get_by_text("Nobody is playing.")).to_be_visible()
    return carol


async def watch_full(people: People) -> Page:
    """Four games on the wall; one of them was just won."""
    carol = await people.meet("Carol")
    await carol.goto("/watch/")
    for game, moves in WALL.items():
        alice, bob = await pair(people)
        await start(alice, bob, game)
        await play((alice, bob), moves)
    await expect(carol.locator("#wall .strike:not([hidden])")).to_have_count(1)
    await expect(carol.locator("#wall > li")).to_have_count(len(WALL))
    return carol


async def wrong_name(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/")
    await carol.get_by_text("Change").click()
    await carol.get_by_label("Your name").fill("\u2060\u2060")
    await carol.get_by_role("button", name="Save").click()
    await expect(carol.locator("#wrong-name")).to_be_visible()
    return carol


async def wrong_code(people: People) -> Page:
    carol = await people.meet("Carol")
    await join(carol, "k7q x2n")
    await expect(headline(carol)).to_contain_text("No room")
    return carol


async def no_code(people: People) -> Page:
    carol = await people.meet("Carol")
    await join(carol, "hello there")
    await expect(headline(carol)).to_have_text("That isn't a room code")
    return carol


async def not_found(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/nowhere/")
    return carol


async def forged(people: People) -> Page:
    """A form that has lost its token: 403."""
    carol = await people.meet("Carol")
    await carol.goto("/")
    await carol.locator(".code-form [name=csrfmiddlewaretoken]").evaluate(
        "(field) => field.remove()"
    )
    await carol.get_by_label("Have a code?").fill("K7QX2M")
    await carol.get_by_role("button", name="Join").click()
    await expect(carol.locator(".nowhere")).to_be_visible()
    return carol


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


async def waiting(people: People) -> Page:
    alice = await people.meet("Alice")
    await open_room(alice)
    await expect_state(alice, "Waiting for O", "Send the link, or say the code.")
    return alice


async def waiting_qr(people: People) -> Page:
    alice = await waiting(people)
    await alice.get_by_text("QR code").click()
    return alice


async def first_move(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob)
    await expect_state(alice, "Your turn", "You are X. Three in a row wins.")
    return alice


async def my_turn(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1 a3")
    await expect_state(alice, "Your turn", "Bob played a3.")
    return alice


async def their_turn(people: People) -> Page:
    alice, bob = await pair(people)
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1")
    await expect_state(alice, "Bob's turn", "You played c1.")
    return alice


async def pending(people: People) -> Page:
    alice, bob = await pair(people)
    line = await Line.of(alice)
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1 a3")
    await expect_state(alice, "Your turn")
    line.hold()
    await spot(alice, "a2").click()
    await expect_state(alice, "Sending…", "Pencil until it is saved.")
    return alice


async def refused(people: People) -> Page:
    alice = await my_turn(people)
    await spot(alice, "b2").focus()
    await alice.keyboard.press("Enter")
    await expect_state(alice, "Your turn", "b2 is taken. Choose an empty cell.")
    return alice


async def resigning(people: People) -> Page:
    alice = await my_turn(people)
    await alice.locator("summary", has_text="Resign").click()
    await expect(alice.get_by_text("Resign this game? Bob wins.")).to_be_visible()
    return alice


async def away(people: People) -> Page:
    alice, bob = await pair(people)
    await alice.clock.install()
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1")
    await bob.close()
    await alice.clock.run_for(AWAY)
    await expect_state(alice, "Bob's turn", "Bob is away.")
    return alice


async def connection_lost(people: People) -> Page:
    alice, bob = await pair(people)
    line = await Line.of(alice)
    await start(alice, bob)
    await play((alice, bob), "b2 a1 c1 a3")
    await expect_state(alice, "Your turn")
    await line.cut()
    await spot(alice, "a2").click()
    await expect_state(alice, "Your turn", "Your move is kept.")
    await expect(alice.get_by_role("link", name="Check your")).to_be_visible()
    return alice


async def connection_check(people: People) -> Page:
    carol = await people.meet("Carol")
    await carol.goto("/connection/")
    await expect(carol.get_by_role("button", name="Test again")).to_be_visible()
    return carol


async def offline(people: People) -> Page:
    alice = await my_turn(people)
    # Of this tab alone: others of the same browser stay as they are.
    await alice.evaluate(
        """() => {
          Object.defineProperty(navigator, "onLine", { get: () => false })
          dispatchEvent(new Event("offline"))
        }"""
    )
    await expect_state(alice, "Offline", "Your game is safe.")
    return alice


async def gone(people: People) -> Page:
    alice = await people.meet("Alice")
    await open_room(alice)
    second = await people.meet("Alice")
    await second.goto(alice.url)
    await second.get_by_role("button", name="Close room").click()
    await expect(detail(alice)).to_have_text("This room is gone.")
    return alice


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


# In this order: the lobby is empty only at first.
SCENES: Final[Mapping[str, Scene]] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        lobby_empty,
        watch_empty,
        wrong_name,
        wrong_code,
        no_code,
        not_found,
        forged,
        keeping_a_name,
        keeping_wrongly,
        signing_in,
        signing_in_too_often,
        account,
        account_in_the_lobby,
        another_password,
        signed_out,
        waiting,
        waiting_qr,
        first_move,
        my_turn,
        pending,
        their_turn,
        refused,
        resigning,
        away,
        connection_lost,
        connection_check,
        offline,
        gone,
        won,
        lost,
        resigned,
        draw,
        rematch_asked,
        rematch_offered,
        rematch_declined,
        watching,
        watched,
        watching_open,
        full_by_code,
        both_seats,
        third_tab,
        four,
        misere,
        gomoku,
        gomoku_won,
        drop4,
        drop4_pending,
        drop4_won,
        watch_full,
        lobby_full,
        lobby_mine,
    )
}
