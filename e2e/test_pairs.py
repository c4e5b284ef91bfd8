"""Everybody plays everybody: a whole game by each pair of the five clients."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import combinations_with_replacement
from typing import Final

import pytest
import pytest_asyncio

from e2e.clients import (
    AtTerminal,
    Browser,
    Client,
    Means,
    Meet,
    Outcome,
    Plain,
    WithCurl,
)
from e2e.people import People
from e2e.server import Server

MEANS: Final = tuple(Means)
PAIRS: Final = [
    # Everybody opens a room for some, and comes to that of others.
    pair if sum(map(MEANS.index, pair)) % 2 else pair[::-1]
    for pair in combinations_with_replacement(MEANS, 2)
]
MOVES: Final = "b2 a1 c1 a2 a3"
WON: Final = Outcome("X", frozenset({"c1", "b2", "a3"}))


@pytest_asyncio.fixture(loop_scope="session")
async def meet(people: People, clerks: People, server: Server) -> AsyncIterator[Meet]:
    names: list[str] = []
    async with AsyncExitStack() as stack:

        async def meet(means: Means) -> Client:
            """Somebody new."""
            name = f"{means} {len(names)}"
            names.append(name)
            match means:
                case Means.BROWSER:
                    return Browser(await people.meet(name), "")
                case Means.BLOCKED:
                    return Browser(await clerks.meet(name), "stream")
                case Means.PLAIN:
                    return Plain(await people.meet(name, java_script_enabled=False), "")
                case Means.TERMINAL:
                    return AtTerminal(server, stack)
                case Means.CURL:
                    return WithCurl(server)

        yield meet


@pytest.mark.parametrize(("x", "o"), PAIRS, ids=map("-".join, PAIRS))
async def test_they_play_a_game_and_agree_on_its_end(meet: Meet, x: Means, o: Means):
    players = await meet(x), await meet(o)
    await players[1].join(await players[0].open())
    for ply, cell in enumerate(MOVES.split()):
        await players[ply % 2].play(cell)
    assert [await player.outcome() for player in players] == [WON, WON]
