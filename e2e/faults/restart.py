"""SIGTERM under load: everybody is told to come back, and nothing is lost."""

import signal
from typing import Final

from e2e.faults.bots import RESTARTING
from e2e.faults.crowd import Crowd, Mark
from e2e.faults.history import What
from e2e.faults.load import Tell, under_load
from e2e.faults.report import Report
from e2e.faults.stack import Stack

RENEWAL: Final = 60.0  # seconds that three new processes may take, on a busy machine


async def restart_each(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    """One process after the other, or the only one."""

    async def fault(crowd: Crowd) -> None:
        before = await all_here(crowd)
        for node in stack.nodes:
            await stack.stop(node)
            await stack.start(node)
            await crowd.play(0.1, 0.2)
        judge_closes(report, crowd, before)

    await under_load(stack, report, rounds, fault, tell)


async def renew(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    """A rolling restart by the supervisor itself, and then a worker is killed."""

    async def fault(crowd: Crowd) -> None:
        before = await all_here(crowd)
        workers = stack.workers()
        stack.signal(signal.SIGHUP)
        await crowd.until(lambda: not workers & stack.workers(), RENEWAL)
        if workers & stack.workers():
            report.verdict.find("the supervisor did not renew its workers")
        judge_closes(report, crowd, before)
        await crowd.play()
        stack.kill_worker()

    await under_load(stack, report, rounds, fault, tell)


async def all_here(crowd: Crowd) -> Mark:
    """Wait until everybody is connected; what they had written down by then."""
    await crowd.until(lambda: all(client.is_here for client in crowd.clients))
    return crowd.mark()


def judge_closes(report: Report, crowd: Crowd, before: Mark) -> None:
    """Every socket that was open is told the same."""
    codes = [note.v for note in crowd.since(before, What.CLOSED)]
    others = [code for code in codes if code != RESTARTING]
    if others or not codes:
        report.verdict.find(f"of {len(codes)} closes these were others: {others}")
