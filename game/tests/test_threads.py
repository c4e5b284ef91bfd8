"""Work handed to a thread: answered once, in time, whatever becomes of it."""

import asyncio
import gc
import threading
from collections.abc import Callable

import pytest

from game.threads import Worker


class Line:
    """A worker, and what it answered so far."""

    def __init__(self) -> None:
        self.worker = Worker("worker", patience=0.05)
        self.heard: list[str] = []
        self.news = asyncio.Event()

    def ask(self, work: Callable[[], str]) -> None:
        self.worker.ask(asyncio.get_running_loop(), work, self.answer, "failed")

    def answer(self, word: str) -> None:
        self.heard.append(word)
        self.news.set()

    async def hear(self, *answers: str) -> None:
        async with asyncio.timeout(5):
            while len(self.heard) < len(answers):
                self.news.clear()
                await self.news.wait()
        assert self.heard == list(answers)


class Long:
    """Work that ends when it is told to."""

    def __init__(self) -> None:
        self.end = threading.Event()

    def __call__(self) -> str:
        self.end.wait()
        return "late"


@pytest.fixture
def line() -> Line:
    return Line()


async def test_work_is_answered_in_order(line: Line):
    line.ask(lambda: "first")
    line.ask(lambda: "second")
    await line.hear("first", "second")


async def test_work_that_raises_has_failed(line: Line, caplog):
    def broken() -> str:
        raise ValueError("broken")

    line.ask(broken)
    await line.hear("failed")
    assert "broken" in caplog.text


async def test_work_that_takes_too_long_has_failed(line: Line):
    long = Long()
    line.ask(long)
    await line.hear("failed")
    assert line.worker.is_stuck
    long.end.set()
    line.worker.run(lambda: None)
    await asyncio.sleep(0.01)
    assert line.heard == ["failed"]


async def test_while_the_thread_is_stuck_nobody_waits_for_it(line: Line):
    long = Long()
    line.ask(long)
    await line.hear("failed")
    line.ask(lambda: "never done")
    await asyncio.sleep(0)
    assert line.heard == ["failed", "failed"]
    long.end.set()


async def test_it_works_again_by_itself(line: Line):
    long = Long()
    line.ask(long)
    await line.hear("failed")
    long.end.set()
    line.worker.run(lambda: None)
    line.ask(lambda: "again")
    await line.hear("failed", "again")


async def test_an_answer_that_waits_for_a_busy_loop_is_not_late(line: Line):
    line.ask(lambda: "done")
    line.worker.run(lambda: threading.Event().wait(0.1))
    await line.hear("done")


def test_a_question_leaves_no_circle_behind():
    """On the loop of the server, whose timers hold what they were made with."""
    uvloop = pytest.importorskip("uvloop")

    async def ask_much() -> int:
        line = Line()
        line.ask(lambda: "first")
        await line.hear("first")
        gc.collect()
        for _ in range(50):
            line.ask(lambda: "answer")
        await line.hear("first", *["answer"] * 50)
        return gc.collect()

    assert uvloop.run(ask_much()) < 50


def test_who_has_no_loop_waits_no_longer_than_others(line: Line):
    assert line.worker.wait(lambda: "done", "failed") == "done"
    long = Long()
    assert line.worker.wait(long, "failed") == "failed"
    assert line.worker.is_stuck
    assert line.worker.wait(lambda: "never done", "failed") == "failed"
    long.end.set()
    line.worker.run(lambda: None)
    assert line.worker.wait(lambda: "again", "failed") == "again"


def test_a_loop_that_is_gone_hears_nothing(line: Line):
    long = Long()

    async def ask() -> None:
        line.ask(long)

    asyncio.run(ask())
    long.end.set()
    line.worker.run(lambda: None)
    assert line.heard == []
