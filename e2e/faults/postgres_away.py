"""PostgreSQL goes in three ways and comes back: refused meanwhile, and nothing lost."""

import asyncio
import signal
import time
from typing import Final

from e2e.faults.crowd import Crowd
from e2e.faults.history import What
from e2e.faults.load import Tell, under_load
from e2e.faults.report import Report
from e2e.faults.stack import Stack

AWAY: Final = 1.0  # seconds
ENDINGS: Final = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)


async def postgres_goes(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    """Fast, immediate, killed, and again."""

    async def fault(crowd: Crowd) -> None:
        before = crowd.mark()
        await asyncio.to_thread(end, stack, ENDINGS[report.rounds % len(ENDINGS)])
        await asyncio.sleep(AWAY)
        await asyncio.to_thread(stack.sql.start)
        accepts = time.monotonic()
        await crowd.until(lambda: all(client.is_idle for client in crowd.clients))
        report.times["answered again"].append(time.monotonic() - accepts)
        if closed := crowd.since(before, What.CLOSED):
            report.verdict.find(f"{len(closed)} sockets were closed")

    await under_load(stack, report, rounds, fault, tell, play=(0.5, 1.5))


def end(stack: Stack, how: signal.Signals) -> None:
    if how is signal.SIGKILL:
        stack.sql.kill()
    else:
        stack.sql.stop(how)
