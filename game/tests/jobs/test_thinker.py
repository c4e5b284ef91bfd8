"""The process that thinks: asked, hung up, killed, and asked again."""

import asyncio
import os
import signal

import pytest

from game.engine.board import Position
from game.engine.search import best
from game.engine.variants import VARIANTS
from game.jobs import mind
from game.jobs.thinker import Thinker, ThinkerError


@pytest.fixture
async def thinker():
    thinker = Thinker()
    yield thinker
    await thinker.close()


def pid_of(thinker):
    return thinker._process.pid


@pytest.mark.parametrize("variant", VARIANTS)
async def test_it_answers_as_the_engine_does(thinker, variant):
    position = Position.start(VARIANTS[variant].rules)
    moves: list[int] = []
    for _ in range(3):
        cell = await thinker.best(variant, moves)
        assert cell == best(position) == mind.answer(f"{variant} {_text(moves)}")
        moves.append(cell)
        position = position.play(position.turn, cell)


async def test_the_loop_goes_on_while_it_thinks(thinker):
    await thinker.best("classic", ())
    asked = asyncio.create_task(thinker.best("gomoku", (112, 97)))
    turns = 0
    while not asked.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 5


async def test_questions_that_come_together_each_have_their_answer(thinker):
    games = [("classic", (4,)), ("four", (5,)), ("drop4", ()), ("classic", (0, 4, 1))]
    answers = await asyncio.gather(*(thinker.best(*game) for game in games))
    assert answers == [await thinker.best(*game) for game in games]
    assert answers[-1] == 2


async def test_when_it_is_killed_the_next_question_has_an_answer_again(thinker):
    assert await thinker.best("classic", (0, 4, 1)) == 2
    os.kill(pid_of(thinker), signal.SIGKILL)
    with pytest.raises(ThinkerError):
        await thinker.best("classic", (0, 4, 1))
    assert await thinker.best("classic", (0, 4, 1)) == 2


async def test_one_that_hangs_is_given_up(thinker):
    await thinker.best("classic", ())
    first = pid_of(thinker)
    thinker._patience = 0.1
    os.kill(first, signal.SIGSTOP)
    with pytest.raises(ThinkerError):
        await thinker.best("classic", (4,))
    thinker._patience = 8
    assert await thinker.best("classic", (0, 4, 1)) == 2
    assert pid_of(thinker) != first


async def test_who_no_longer_asks_leaves_no_answer_for_the_next(thinker):
    await thinker.best("classic", ())
    asked = asyncio.create_task(thinker.best("gomoku", (112, 97)))
    await asyncio.sleep(0.01)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert await thinker.best("classic", (0, 4, 1)) == 2


async def test_it_ends_with_who_could_ask_it(thinker):
    await thinker.best("classic", ())
    process = thinker._process
    process.stdin.close()
    async with asyncio.timeout(5):
        assert await process.wait() == 0


def _text(moves):
    return " ".join(map(str, moves))
