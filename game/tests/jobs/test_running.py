"""Jobs on an event loop: what is told is done, and what is not told is looked for."""

import asyncio

import pytest
from channels.layers import get_channel_layer

from game.engine.commands import Move
from game.jobs import duties, running
from game.jobs.duties import Duty
from game.jobs.running import CHANNELS, Labour
from game.tests.stage import ALICE, alice, log_of, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def labour():
    yield Labour
    await Labour.stop()


def moves(code):
    return sum(kind == "moved" for _, kind in log_of(code))


async def test_the_computer_answers_by_itself(rooms, duel, labour):
    labour.start()
    await rooms.ask(duel, Move(4), alice)
    await until(lambda: moves(duel) == 2)


async def test_it_is_started_once_for_a_loop(labour):
    labour.start()
    tasks = len(asyncio.all_tasks())
    labour.start()
    assert len(asyncio.all_tasks()) == tasks


async def test_what_was_told_to_nobody_is_done_all_the_same(
    rooms, duel, labour, monkeypatch
):
    await rooms.ask(duel, Move(4), alice)
    await get_channel_layer().flush()
    monkeypatch.setattr(duties, "LATE", 0)
    eager = Duty("jobs-think", duties.thinking, every=0.1, first=0)
    monkeypatch.setattr(running, "DUTIES", (eager,))
    labour.start()
    await until(lambda: moves(duel) == 2)


async def test_of_several_channels_only_those_that_are_named_are_listened_to(
    rooms, duel, labour
):
    labour.start([name for name in CHANNELS if name != "jobs-think"])
    await rooms.ask(duel, Move(4), alice)
    await asyncio.sleep(0.2)
    assert moves(duel) == 1


async def test_who_listens_goes_on_listening_when_that_breaks(
    rooms, duel, labour, monkeypatch, caplog
):
    monkeypatch.setattr(running, "PAUSE", 0.01)
    layer = get_channel_layer()
    receive = layer.receive
    broken: list[str] = []

    async def receive_or_break(channel):
        if channel == "jobs-think" and not broken:
            broken.append(channel)
            raise OSError("gone")
        return await receive(channel)

    monkeypatch.setattr(layer, "receive", receive_or_break)
    labour.start()
    await rooms.ask(duel, Move(4), alice)
    await until(lambda: moves(duel) == 2)
    assert "Nobody listens to jobs-think" in caplog.text


async def test_many_games_at_once_are_all_answered(rooms, labour):
    labour.start()
    codes = [
        await rooms.open(ALICE, "classic", private=True, computer=True)
        for _ in range(30)
    ]
    await asyncio.gather(*(rooms.ask(code, Move(4), alice) for code in codes))
    # The computer thinks when nobody else wants the processor.
    await until(lambda: all(moves(code) == 2 for code in codes), patience=30)
