"""The rhythm of most faults: play, break something, heal it, settle, again, judge."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from e2e.faults.crowd import Crowd
from e2e.faults.report import Report
from e2e.faults.stack import Stack

Tell: TypeAlias = Callable[[Report], None]
Fault: TypeAlias = Callable[[Crowd], Awaitable[None]]

BATCH: Final = 20  # rounds until new rooms are opened, and old histories forgotten


async def under_load(
    stack: Stack,
    report: Report,
    rounds: int,
    fault: Fault,
    tell: Tell,
    *,
    play: tuple[float, float] = (0.2, 0.6),
    **crowd: Any,
) -> None:
    """Each round ends with every client back and right; a batch ends with a verdict."""
    began = time.monotonic()
    while report.rounds < rounds and not report.findings:
        async with Crowd(stack, seed=report.rounds + 1, **crowd) as people:
            for _ in range(min(BATCH, rounds - report.rounds)):
                await people.play(*play)
                await fault(people)
                await people.settle(report)
                report.rounds += 1
                tell(report)
                if report.findings:
                    break
            await people.judge(report)
    report.seconds += time.monotonic() - began
