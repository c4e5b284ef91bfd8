"""Time runs out at its time, and everybody hears it: by whichever way they came."""

import asyncio
import json
from typing import Final

import pytest

from e2e import curl
from e2e.bot import Bot
from e2e.contract.cast import Cast, alternate
from e2e.database import rows
from e2e.server import Server

SECOND: Final = 1_000
# From the last move on: by then a job would have ended it, did not whoever is there.
SOON: Final = 4 * SECOND
LATER: Final = 8.0  # seconds, where nobody is there
BAD: Final = (-1, 3601, 1.5, "60", True)
# By a process that is gone, ten seconds ago, and no other has heard of the room.
LEAVE_BEHIND: Final = """
import time
now = time.time_ns
time.time_ns = lambda: now() - 10 * 10**9
from game import door
from game.engine.commands import Move, Open, Sit
from game.engine.events import Player
alice, bob = Player("left-a", "Alice"), Player("left-b", "Bob")
code = door.open_room(alice, Open("classic", False, False, clock=2))
door.submit(code, Sit(2), bob)
door.submit(code, Move(4), alice, 1)
print(code)
"""
EVENTS: Final = "SELECT type FROM game_event WHERE room_id = '{code}' ORDER BY v"


async def test_who_does_not_move_loses_on_time_and_everybody_hears_it(cast: Cast):
    viewer = await cast.join("/ws/lobby")
    asker = await cast.join("/ws/lobby")
    created = await asker.ask("create", clock=1, key="new")
    path = f"/ws/game/{created['room']}"
    alice = await cast.join(path, token=created["resume"])
    bob, carol = await cast.join(path), await cast.join(f"{path}?seat=watch")
    await lists(viewer, created["room"], clock=1)
    await bob.ask("sit")
    begun = await alice.hear("state", status="playing")
    assert (begun["clock"]["left"], begun["clock"]["running"]) == ([1000, 1000], None)
    await bob.hear("state", status="playing")

    await alternate(alice, bob, 4)
    running = bob.state["clock"]
    assert (running["left"], running["running"]) == ([1000, 1000], 2)
    for one in (alice, bob, carol):
        over = await one.hear("state", status="over")
        assert (over["winner"], over["reason"]) == ("X", "time")
        assert over["event"] == {"type": "timed_out", "seat": 2}
        assert over["score"] == [1, 0, 0]
        assert (over["clock"]["left"], over["clock"]["running"]) == ([1000, 0], None)
        assert SECOND <= over["clock"]["at"] - running["at"] < SOON
    assert (await bob.play(0))["code"] == "game_over"
    assert bob.state["moves"] == [4]


async def test_over_plain_http_it_is_the_same(either_server: Server):
    await asyncio.to_thread(lose_on_time_by_curl, either_server)


def lose_on_time_by_curl(server: Server) -> None:
    alice = curl.Player(server)
    alice.open_room(clock=1)
    bob = curl.Player(server, alice.code)
    bob.say("sit")
    running = alice.hear_until(alice.say("move", cell=4, game=1)["v"])["clock"]
    assert running["running"] == 2
    over = alice.hear()
    assert SECOND <= over["clock"]["at"] - running["at"] < SOON
    assert (over["winner"], over["reason"], over["score"]) == ("X", "time", [1, 0, 0])
    status, refusal = bob.command("move", cell=0, game=1)
    assert (status, refusal["code"]) == (409, "game_over")
    for wrong in BAD:
        status, refusal = alice.ask("POST", "", "/api/rooms", {"clock": wrong})
        assert (status, refusal["code"]) == (400, "bad_message")


async def test_while_a_room_waits_who_opened_it_sets_its_clock(cast: Cast):
    viewer, alice = await cast.join("/ws/lobby"), await cast.join("/ws/lobby")
    created = await alice.ask("create", clock=3600, key="new")
    code, token = created["room"], created["resume"]
    player = await cast.join(f"/ws/game/{code}", token=token)
    await lists(viewer, code, clock=3600)
    none = await alice.ask("update", room=code, clock=0)
    state = await player.hear("state", v=none["v"])
    assert (state["clock"], state["event"]) == (None, {"type": "updated", "seat": 1})
    full = {"left": [90 * SECOND] * 2, "running": None}
    some = await alice.ask("update", room=code, clock=90)
    state = await player.hear("state", v=some["v"])
    assert full.items() <= state["clock"].items()
    # What is the same changes nothing, and what is left out stays as it was.
    assert (await alice.ask("update", room=code, clock=90))["v"] == some["v"]
    await alice.ask("update", room=code, variant="four")
    await lists(viewer, code, clock=90, variant="four")

    assert (await viewer.ask("update", room=code, clock=5))["code"] == "forbidden"
    bob = await cast.join(f"/ws/game/{code}")
    await bob.ask("sit")
    late = await alice.ask("update", room=code, clock=5)
    assert late["code"] == "not_allowed"
    begun = await player.hear("state", status="playing")
    assert full.items() <= begun["clock"].items()


@pytest.mark.parametrize("command", ["create", "update"])
async def test_what_no_clock_shows_is_refused(cast: Cast, command: str):
    room = await cast.open_room()
    alice = await cast.join("/ws/lobby", cookie=room.cookie)
    for wrong in BAD:
        frame = {"type": command, "room": room.code, "clock": wrong, "key": f"{wrong}"}
        await alice.send_raw(json.dumps(frame))  # the contract knows of no such thing
        refused = await alice.hear("rejected", key=f"{wrong}")
        assert refused["code"] == "bad_message"
    assert (await alice.ask("update", room=room.code, clock=60))["type"] == "ack"


async def test_a_game_that_everybody_has_left_behind_ends_as_well(
    either_server: Server,
):
    code = await asyncio.to_thread(leave_behind, either_server)
    events = EVENTS.format(code=code)
    async with asyncio.timeout(LATER):
        while kinds(either_server, events)[-1] == "moved":  # noqa: ASYNC110 - a database
            await asyncio.sleep(0.05)
    told = kinds(either_server, events)
    assert told == ["opened", "sat", "sat", "moved", "timed_out"]


def leave_behind(server: Server) -> str:
    words = ("shell", "--no-imports", "-c", LEAVE_BEHIND)
    return server.manage(*words).split()[-1]


def kinds(server: Server, events: str) -> list[str]:
    return [kind for (kind,) in rows(server.database, events)]


async def lists(viewer: Bot, code: str, **fields: object) -> None:
    wanted = {"code": code, **fields}.items()
    await viewer.until(
        lambda frame: any(wanted <= row.items() for row in frame.get("rows", ()))
    )
