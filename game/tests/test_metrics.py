"""What is counted of a move: from its arrival to the last who was shown it."""

import time

import pytest
from channels.layers import get_channel_layer
from prometheus_client import REGISTRY

from game.engine.commands import Move
from game.tests.stage import alice, bob

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "tictac_move_to_last_socket_seconds"
ELSEWHERE = "tictac_move_to_other_process_seconds"


def value(name: str) -> float:
    return REGISTRY.get_sample_value(name) or 0


@pytest.fixture
async def slow_socket(game):
    layer = get_channel_layer()
    layer.attach("slow", lambda message: time.sleep(0.05))
    await layer.group_add(f"room_{game}", "slow")
    yield
    layer.detach("slow")


async def test_a_move_has_come_when_the_last_socket_has_it(rooms, game, slow_socket):
    before = value(f"{HERE}_sum")
    await rooms.ask(game, Move(4), alice)
    assert value(f"{HERE}_sum") - before >= 0.05


async def test_a_move_of_another_process_has_come_when_it_is_shown_here(
    rooms, game, other_process, slow_socket
):
    room = await rooms.find(game)
    count, seconds = value(f"{ELSEWHERE}_count"), value(f"{ELSEWHERE}_sum")
    other_process.ask(game, Move(4), alice)
    await rooms.find(game)  # and nobody was there to be shown it
    assert value(f"{ELSEWHERE}_count") == count
    rooms.enter(room, 2)
    other_process.ask(game, Move(0), bob)
    for _ in range(2):
        await rooms.find(game)
        assert value(f"{ELSEWHERE}_count") == count + 1
    assert value(f"{ELSEWHERE}_sum") - seconds >= 0.05
