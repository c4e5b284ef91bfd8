"""A thread that works for event loops, and what these hear when it does not answer."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, Generic, TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE: Final = 1.9  # seconds


class Worker:
    """Does one thing after the other, in a thread of its own."""

    def __init__(self, name: str, patience: float = PATIENCE) -> None:
        self._name = name
        self._pool = ThreadPoolExecutor(1, name)
        self._patience = patience
        self._overdue: _Question[Any] | None = None

    @property
    def is_stuck(self) -> bool:
        return self._overdue is not None and not self._overdue.is_over

    def ask(
        self,
        loop: asyncio.AbstractEventLoop,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: T,
    ) -> None:
        """Call back on the loop, once and in time: nobody may hang on a thread.

        `failed` stands for work that raised, and for work that takes too long. The
        latter goes on all the same; what is asked for until it ends fails at once.
        """
        if self.is_stuck:
            loop.call_soon(done, failed)
            return
        question = _Question(done, failed)
        timer = loop.call_later(self._patience, self._give_up, question)

        def answer(result: T) -> None:
            timer.cancel()
            question.answer(result)

        def finished(future: Future[T]) -> None:
            question.is_over = True
            error = future.exception()
            if error is not None:
                logger.error("%s failed", self._name, exc_info=error)
            if not loop.is_closed():
                result = failed if error is not None else future.result()
                loop.call_soon_threadsafe(answer, result)

        self._pool.submit(work).add_done_callback(finished)

    def run(self, work: Callable[[], T]) -> T:
        """Have it done and wait; for those who have no loop."""
        return self._pool.submit(work).result()

    def wait(self, work: Callable[[], T], failed: T) -> T:
        """Have it done and wait, but no longer than anybody waits."""
        if self.is_stuck:
            return failed
        question: _Question[T] = _Question(_ignore, failed)
        future = self._pool.submit(work)
        future.add_done_callback(question.end)
        try:
            return future.result(self._patience)
        except TimeoutError:
            self._overdue = question
            return failed

    def _give_up(self, question: "_Question[Any]") -> None:
        if question.is_over:
            return  # its answer is on the way
        logger.error("%s does not answer", self._name)
        self._overdue = question
        question.answer(question.failed)


class _Question(Generic[T]):
    """Somebody's who waits; the first answer counts.

    The timer holds it, also when it was cancelled, so it holds nothing of the thread's:
    that would be a circle, with all that a group of appends is made of.
    """

    def __init__(self, done: Callable[[T], None], failed: T) -> None:
        self.is_over = False  # the thread is done with it
        self.failed = failed
        self._done = done

    def answer(self, result: T) -> None:
        done, self._done = self._done, _ignore
        done(result)

    def end(self, _future: Future[T]) -> None:
        self.is_over = True


def _ignore(_result: object) -> None:
    pass
