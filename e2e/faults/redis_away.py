"""Redis goes and comes back, or hangs: games go on, and screens become equal again."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from e2e.faults.crowd import Crowd
from e2e.faults.history import What
from e2e.faults.load import Tell, under_load
from e2e.faults.report import Report
from e2e.faults.stack import Stack

AWAY: Final = 1.0  # seconds between two lives
HANG: Final = 8.0  # in the short form
LONG_HANG: Final = 30.0
SHORT: Final = 2  # more rounds than this are the long form


async def redis_restarts(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    async def away() -> None:
        await asyncio.to_thread(stack.redis.stop)
        await asyncio.sleep(AWAY)
        await asyncio.to_thread(stack.redis.start)

    await without_redis(stack, report, rounds, tell, away)


async def redis_hangs(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    async def hang() -> None:
        stack.redis.pause()
        await asyncio.sleep(LONG_HANG if rounds > SHORT else HANG)
        stack.redis.resume()

    await without_redis(stack, report, rounds, tell, hang)


async def without_redis(
    stack: Stack,
    report: Report,
    rounds: int,
    tell: Tell,
    away: Callable[[], Awaitable[None]],
) -> None:
    async def fault(crowd: Crowd) -> None:
        before = crowd.mark()
        began = time.monotonic()
        await away()
        healed = time.monotonic()
        await crowd.settle(report)
        report.times["equal"].append(time.monotonic() - healed)
        report.times["confirmed meanwhile"] += crowd.waits(began, healed)
        if closed := crowd.since(before, What.CLOSED):
            report.verdict.find(f"{len(closed)} sockets were closed")

    await under_load(stack, report, rounds, fault, tell, play=(0.5, 1.5))
