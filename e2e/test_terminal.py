"""The client in the terminal: whole games through its pipes, on a real server."""

import asyncio
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from e2e.bot import Bot, open_room
from e2e.people import People
from e2e.server import Server
from e2e.steps import detail, headline, play, spot
from e2e.steps import open_room as open_room_page
from e2e.terminal import Terminal


@pytest_asyncio.fixture(loop_scope="session")
async def terminal():
    """Open a terminal: `await terminal(server, code)`; all are closed at the end."""
    async with AsyncExitStack() as stack:

        async def open_one(server: Server, *words: str, **variables: str) -> Terminal:
            opened = await Terminal.open(server, *words, **variables)
            return await stack.enter_async_context(opened)

        yield open_one


async def start(terminal, server, *words):
    """Alice opens a room, Bob comes by its code: both at the board."""
    alice = await terminal(server, *words)
    code = (await alice.reads(r"The code is (\w+)\."))[1]
    bob = await terminal(server, code)
    await bob.reads(r"You are O\.")
    return code, alice, bob


@pytest.mark.smoke
async def test_two_terminals_play_a_game_and_a_rematch(server, terminal):
    code, alice, bob = await start(terminal, server, "--variant", "classic")
    carol = await terminal(server, code, "--watch")
    await carol.reads("Here: .*1 watching")
    for cells in ("a1 b1", "a2 b2"):
        first, second = cells.split()
        await alice.play(first)
        await bob.play(second)
    await alice.play("a3")
    await alice.reads(r"Score: .*you\) 1, .*\) 0, drawn 0\.\nYou win\. 3 in a row: a1")
    await bob.reads(r"wins\. 3 in a row: a1, a2, a3\.")
    assert "  3 [X]| . | ." in bob.output

    await bob.says("rematch")
    await alice.reads("wants a rematch. Type rematch or decline.")
    await alice.says("rematch")
    await alice.reads(r"Game 2\. Marks have swapped\.")
    await bob.play("b2")
    await alice.reads(r"Your turn\. You are O\.")
    await alice.says("b2")
    await alice.reads(r"b2 is taken\. Choose an empty cell\.")
    await alice.says("d9")
    await alice.reads(r"d9 isn't on this board\.")
    await alice.says("resign")
    await bob.reads(r"resigned\.\nScore: .*\) 1, .*you\) 1, drawn 0\.\nYou win\.")
    await carol.reads(r"resigned\.")
    for one in (alice, bob):
        assert await one.ends() == 0
    await carol.says("quit")
    assert await carol.ends() == 0
    assert "\x1b" not in alice.output


async def test_a_terminal_plays_drop_four_against_a_bot(server, terminal):
    room = await asyncio.to_thread(open_room, server, "drop4")
    bot = await Bot.connect(server, room.path, cookie=room.cookie)
    async with bot:
        bob = await terminal(server, room.code)
        for column in range(3):
            await bot.hear("state", turn="X", ply=2 * column)
            await bot.play(0)
            await bob.play("d")
        await bot.hear("state", turn="X", ply=6)
        await bot.play(0)
        await bob.reads(r"wins\. 4 in a row: a3, a4, a5, a6\.")
        assert "  6 [X] .  .  O " in bob.output
        assert await bob.ends() == 0


async def test_a_terminal_plays_against_a_browser(alice: Page, server, terminal):
    code = await open_room_page(alice)
    bob = await terminal(server, code)
    await expect(headline(alice)).to_have_text("Your turn")
    await play([alice], "b2")
    await bob.play("a1")
    await expect(detail(alice)).to_contain_text("played a1.")
    await play([alice], "b1")
    await bob.play("c3")
    await spot(alice, "b3").click()
    await expect(headline(alice)).to_have_text("You win")
    await bob.reads(r"wins\. 3 in a row: b1, b2, b3\.")


async def test_a_terminal_plays_against_a_page_without_scripts(
    people: People, server, terminal
):
    alice = await people.meet("Alice", java_script_enabled=False)
    code = await open_room_page(alice)
    bob = await terminal(server, code)
    await bob.reads(r"You are O\.")
    for cell, answer in (("b2", "a1"), ("b1", "c3"), ("b3", None)):
        await alice.goto(alice.url)
        await spot(alice, cell).click()
        if answer:
            await bob.play(answer)
    await expect(headline(alice)).to_have_text("You win")
    await bob.reads(r"wins\. 3 in a row: b1, b2, b3\.")


async def test_a_game_survives_a_restart_of_the_server(serve, terminal):
    server = serve()
    _, alice, bob = await start(terminal, server, "--private")
    await alice.play("a1")
    await bob.play("b1")
    await asyncio.to_thread(server.stop)
    for one in (alice, bob):
        await one.reads(r"The server is being updated\. Your game is safe\.")
    await alice.says("a2")
    await alice.reads(r"Kept\. It is sent as soon as the connection is back\.")
    await asyncio.to_thread(server.start)
    await alice.reads(r"Connected\.")
    await alice.reads(r"You played a2\.")
    await bob.reads(r"Connected\.")
    await bob.play("b2")
    await alice.play("a3")
    await alice.reads(r"You win\.")
    assert (await alice.ends(), await bob.ends()) == (0, 0)


async def test_what_was_typed_before_a_kill_happens_once(serve, terminal):
    server = serve()
    _, alice, bob = await start(terminal, server, "--variant", "four")
    await asyncio.to_thread(server.kill)
    await alice.reads(r"Connection lost\. Your game is safe\. Reconnecting…")
    await alice.says("d4")
    await asyncio.to_thread(server.start)
    await alice.reads(r"You played d4\.")
    await bob.play("a1")
    await alice.reads(r"Your turn\.")
    assert alice.output.count("You played d4.") == 1


async def test_the_list_shows_rooms_and_leads_to_one(server, terminal):
    carol = await terminal(server)
    await carol.reads(r"Type a code, new, help or quit\.")
    code, alice, _ = await start(terminal, server, "--variant", "gomoku")
    await carol.reads(rf"Being played:\n(.*\n)*?  {code}    gomoku 15x15")
    await carol.says(f"watch {code.lower()}")
    await carol.reads(r" 15 +\.  \.  \.")
    await alice.play("o15")
    await carol.reads(r"played o15\.")

    dave = await terminal(server)
    await dave.reads(r"Type a code")
    await dave.says("K7QX2M")
    await dave.reads(r"There is no such room, or no longer\.")
    await dave.reads(r"Type a code")
    await dave.says("new misere private")
    await dave.reads(r"Room (\w{8}): http")
    await dave.reads(r"Waiting for O\.")
    assert await dave.ends() == 0


async def test_whoever_runs_out_of_time_has_lost(server, terminal):
    carol = await terminal(server)
    await carol.reads(r"Type a code")
    code, alice, bob = await start(terminal, server, "--clock", "1s")
    await carol.reads(rf"Being played:\n(.*\n)*?  {code}    .*, 1 s each\n")
    await alice.reads(r"Clock: 1 s each, from the first move on\.\nYour turn\.")
    await alice.says("b2")
    await alice.reads(r"Time left: .*\(you\) 0:01\.0, .* 0:01\.0\.\n.* turn\.")
    await alice.reads(r"ran out of time\.\nScore: .*\nTime left: .* 0:00\.\nYou win\.")
    await bob.reads(r"You ran out of time\.\nScore: (.*\n)+.* wins\.")
    await bob.says("a1")
    await bob.reads(r"This game is over\. Type rematch to play another\.")
    await carol.says("new 1m30s private")
    await carol.reads(r"Clock: 1 min 30 s each, from the first move on\.")


async def test_what_cannot_be_is_said_in_a_sentence(server, terminal, tmp_path):
    nowhere = Server(tmp_path, port=1)
    for place, words, sentence in [
        (server, ("K7QX2M",), r"There is no such room, or no longer\."),
        (server, ("K7",), r"'K7' is no code\. A code has 6 or 8 letters"),
        (server, ("--variant", "chess"), r"There is no variant chess, only classic, "),
        (server, ("--clock", "soon"), r"'soon' is no time like 30s, 3m or 1m30s\."),
        (server, ("--clock", "61m"), r"\S+"),
        (server, ("--watch",), r"--watch needs the code of a room\."),
        (server, ("K7QX2M", "--private"), r"--variant, --private, --computer"),
        (server, ("--server", "http://127.0.0.1:no"), r".* is no address like http://"),
        (server, ("--server", "http://[::1"), r".* is no address like http://"),
        (nowhere, ("K7QX2M",), r"No server answers at http://127.0.0.1:1\."),
        (nowhere, (), r"No server answers at http://127.0.0.1:1\."),
        (nowhere, ("--private",), r"No server answers at http://127.0.0.1:1\."),
    ]:
        somebody = await terminal(place, *words)
        await somebody.reads(f"CommandError: {sentence}")
        assert await somebody.ends() == 1


async def test_a_script_types_without_waiting(server, terminal):
    alice = await terminal(server, "--variant", "classic")
    for line in ("look", "b2", "nonsense here", "leave"):
        await alice.says(line)
    assert await alice.ends() == 0
    assert "Nobody to play yet. Tell somebody the code." in alice.output
    assert "nonsense here is no command. Type help." in alice.output
    await alice.reads(r"You left\.")
