import pytest
from channels.layers import get_channel_layer

from game.jobs.consumers import Prune, Think, Timers
from game.presence import now_ms
from game.tests.stage import ALICE

DAY = 24 * 3600 * 1000


@pytest.fixture(autouse=True)
async def _silence():
    """What earlier tests have told the channels is forgotten."""
    await get_channel_layer().flush()


@pytest.fixture
async def think():
    think = Think()
    yield think
    await think._thinker.close()


@pytest.fixture
def timers():
    return Timers()


@pytest.fixture
def prune():
    return Prune()


@pytest.fixture
async def duel(rooms):
    """A room where Alice, who is to move, plays the computer."""
    return await rooms.open(ALICE, "classic", private=False, computer=True)


@pytest.fixture
def ago(monkeypatch):
    """Let what is done happen so many days ago."""

    def travel(days):
        monkeypatch.setattr("game.rooms.now_ms", lambda: now_ms() - int(days * DAY))

    yield travel
    monkeypatch.undo()
