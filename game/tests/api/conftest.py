"""Ask the API as a server would."""

import pytest

from game import identity
from game.api import limits
from game.pace import Pace
from game.tests.api.asked import PATIENCE, Asked


def bearer(player):
    return (
        {"authorization": f"Bearer {identity.token_for(identity.Pass(player))}"}
        if player
        else {}
    )


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch):
    for pace in ("PACE", "CROWD"):
        monkeypatch.setattr(limits, pace, Pace())
    yield
    assert not limits.LISTENING


@pytest.fixture
async def begin(rooms):
    """Ask, and leave it open: `await begin(ALICE, "GET", "/api/rooms")`."""
    asked = []

    async def begin(player, method, path, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        one = Asked(method, path, body, bearer(player) | headers)
        asked.append(one)
        return await one.begins()

    yield begin
    for one in asked:
        await one.goes()
        await one.wait(timeout=PATIENCE)


@pytest.fixture
async def ask(begin):
    """Ask and hear the answer."""

    async def ask(player, method, path, body=None, **headers):
        return await (await begin(player, method, path, body, **headers)).answered()

    return ask
