"""A game against the computer, over a real socket, on every server."""

import pytest

from e2e.bot import Bot, Frame, open_room
from e2e.server import Server


def is_mine_or_over(frame: Frame) -> bool:
    """For seat 1."""
    if frame["type"] != "state":
        return False
    return frame["status"] == "over" or frame["turn"] == frame["marks"][0]


async def to_the_end(alice: Bot, game: int) -> Frame:
    """Play the first free cell until the game is over; its last state."""
    seen = 0
    while True:
        state = await alice.until(
            lambda frame: is_mine_or_over(frame) and frame["game"] == game, seen
        )
        if state["status"] == "over":
            return state
        seen = len(alice.heard)
        cell = state.get("open", [state["board"].index(".")])[0]
        move = {"cell": cell, "ply": state["ply"], "game": game}
        assert (await alice.ask("move", **move))["type"] == "ack"


@pytest.mark.parametrize("variant", ["classic", "drop4"])
async def test_it_plays_to_the_end_and_once_more(either_server: Server, variant: str):
    room = open_room(either_server, variant, computer=True)
    path = f"{room.path}?seat=1"
    async with await Bot.connect(either_server, path, cookie=room.cookie) as alice:
        begun = await alice.hear("state")
        assert begun["players"][1] == {"name": "Computer", "kind": "bot"}
        assert begun["status"] == "playing"
        presence = await alice.hear("presence")
        assert [seat["here"] for seat in presence["seats"]] == [True, True]
        for game in (1, 2):
            over = await to_the_end(alice, game)
            assert over["winner"] == over["marks"][1]
            assert over["score"] == [0, game, 0]
            await alice.ask("rematch", game=game)
        await alice.until(lambda frame: frame["type"] == "state" and frame["game"] == 3)
