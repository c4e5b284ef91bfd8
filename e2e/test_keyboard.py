"""No mouse and no eyes: the keyboard plays, and the live regions tell."""

from playwright.async_api import Page, expect

from e2e.people import People
from e2e.steps import action, arrive, expect_state, play, spot, start

# Keeps whatever the live regions say, in order.
LISTEN = """
window.said = []
document.addEventListener("DOMContentLoaded", () => {
  for (const id of ["live-status", "live-alert"]) {
    const region = document.getElementById(id)
    new MutationObserver(() => region.textContent && said.push(region.textContent))
      .observe(region, { childList: true, characterData: true, subtree: true })
  }
})
"""


async def hears(page: Page, sentence: str) -> None:
    """Wait until it was said; what was said before it is forgotten."""
    await page.wait_for_function(
        """(sentence) => {
          const found = said.indexOf(sentence)
          if (found >= 0) said.splice(0, found + 1)
          return found >= 0
        }""",
        arg=sentence,
    )


async def test_a_whole_game_by_keyboard_is_heard_by_everybody(people: People):
    alice, bob, carol = [await people.meet(name) for name in ("Alice", "Bob", "Carol")]
    for page, name in ((alice, "Alice"), (bob, "Bob"), (carol, "Carol")):
        await page.add_init_script(LISTEN)
        await arrive(page, name)

    await alice.goto("/")
    await alice.get_by_role("button", name="New room").focus()
    await alice.keyboard.press("Enter")
    await expect_state(alice, "Waiting for O")
    code = alice.url.split("/")[4]
    assert await alice.evaluate("said") == []
    await bob.goto("/")
    await bob.get_by_label("Have a code?").focus()
    await bob.keyboard.type(code)
    await bob.keyboard.press("Enter")
    await hears(alice, "Bob joined as O. Your turn.")
    await carol.goto(f"/room/{code}/")
    await expect_state(carol, "Alice's turn")

    # The board is one stop: Tab comes to its middle, arrows walk, names jump.
    await alice.keyboard.press("Tab")
    await expect(alice.get_by_role("link", name="Skip to the board")).to_be_focused()
    await alice.keyboard.press("Enter")
    await expect(spot(alice, "b2")).to_be_focused()
    await alice.keyboard.press("Enter")
    await hears(alice, "You played b2. Bob's turn.")
    await hears(bob, "Alice played b2. Your turn.")
    await hears(carol, "Alice played X on b2. Bob's turn.")
    await expect(spot(alice, "b2")).to_be_focused()

    await alice.keyboard.press("ArrowLeft")
    await expect(spot(alice, "a2")).to_be_focused()
    await alice.keyboard.press("Space")
    await hears(alice, "It's Bob's turn.")

    await spot(bob, "b2").focus()
    await bob.keyboard.press("Enter")
    await hears(bob, "b2 is taken. Choose an empty cell.")
    await bob.keyboard.press("Enter")
    await hears(bob, "b2 is taken. Choose an empty cell.")
    await expect(spot(bob, "b2")).to_be_focused()
    await bob.keyboard.type("a1")
    await expect(spot(bob, "a1")).to_be_focused()
    await bob.keyboard.press("Space")
    await hears(alice, "Bob played a1. Your turn.")
    await expect(spot(alice, "a2")).to_be_focused()

    for keys, name in (
        ("Control+Home", "a1"),
        ("End", "c1"),
        ("ArrowRight", "c1"),
        ("Control+End", "c3"),
        ("Home", "a3"),
        ("ArrowUp", "a2"),
        ("c", "c2"),
        ("1", "c1"),
    ):
        await alice.keyboard.press(keys)
        await expect(spot(alice, name)).to_be_focused()
    await alice.keyboard.press("Shift+L")
    await hears(alice, "Bob played a1.")
    await alice.keyboard.press("Shift+T")
    await hears(alice, "Your turn. Score 0 to 0.")
    await alice.keyboard.press("Shift+B")
    await hears(
        alice,
        "Row 1: O, empty, empty. Row 2: empty, X, empty. Row 3: empty, empty, empty.",
    )


async def test_the_end_and_a_rematch_are_heard(people: People):
    alice, bob = await people.meet("Alice"), await people.meet("Bob")
    for page, name in ((alice, "Alice"), (bob, "Bob")):
        await page.add_init_script(LISTEN)
        await arrive(page, name)
    await start(alice, bob)
    await play((alice, bob), "b2 a1")
    await spot(alice, "c1").focus()
    await alice.keyboard.press("Enter")
    await hears(bob, "Alice played c1. Your turn.")
    await spot(bob, "a1").focus()
    await bob.keyboard.type("c3")
    await bob.keyboard.press("Enter")
    await hears(alice, "Bob played c3. Your turn.")
    await alice.keyboard.type("a3")
    await alice.keyboard.press("Enter")
    await hears(alice, "You win: c1, b2, a3. Score 1 to 0.")
    await hears(bob, "Alice wins: c1, b2, a3. Score 0 to 1.")
    await expect(spot(alice, "a3")).to_be_focused()

    await action(alice, "Rematch").focus()
    await alice.keyboard.press("Enter")
    await hears(bob, "Alice wants a rematch.")
    # Her button is gone, and the focus is where one can go on.
    await expect(alice.locator("#headline")).to_be_focused()
    await action(bob, "Rematch").focus()
    await bob.keyboard.press("Enter")
    await hears(alice, "New game. You are O now. Bob's turn.")
    await hears(bob, "New game. You are X now. Your turn.")
    assert await bob.evaluate("document.activeElement.closest('#board') !== null")
    await bob.close()
    await hears(alice, "Bob is away.")


async def test_columns_are_one_row_of_buttons(alice: Page, bob: Page):
    await start(alice, bob, "drop4")
    await spot(alice, "d").focus()
    await alice.keyboard.press("ArrowRight")
    await alice.keyboard.press("ArrowDown")
    await expect(spot(alice, "e")).to_be_focused()
    await alice.keyboard.press("Home")
    await alice.keyboard.press("Enter")
    await expect(spot(alice, "a")).to_have_accessible_name("Column a, 1 of 6 filled")
    await expect(spot(alice, "a")).to_be_focused()
    await play((bob, alice), "a a a a a")
    await spot(alice, "a").focus()
    await alice.keyboard.press("Enter")
    await expect(alice.get_by_role("alert")).to_have_text("Column a is full.")
    await expect(spot(alice, "a")).to_be_focused()


async def test_far_cells_are_found_by_their_names(alice: Page, bob: Page):
    await start(alice, bob, "gomoku")
    await spot(alice, "h8").focus()
    await alice.keyboard.type("o15")
    await expect(spot(alice, "o15")).to_be_focused()
    await alice.keyboard.press("Enter")
    await expect(spot(alice, "o15")).to_have_accessible_name("o15, X, last move")
    await alice.keyboard.press("?")
    await expect(alice.get_by_text("Read out the board")).to_be_visible()
