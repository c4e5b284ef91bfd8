"""A bad network between clients and server: cut, reset, swallowed, slow."""

import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, TypeAlias

from e2e.faults.crowd import DEADLINE, Crowd
from e2e.faults.history import What
from e2e.faults.load import Tell, under_load
from e2e.faults.proxy import Proxy
from e2e.faults.report import Report
from e2e.faults.stack import Stack

Misdeed: TypeAlias = Callable[[Proxy, Crowd, Report], Awaitable[None]]

SLOW: Final = 0.5  # seconds that a slow spell lasts
DELAY: Final = 0.1
RATE: Final = 20_000  # bytes a second; a state has some 500
SWALLOW_EVERY: Final = 30  # rounds: it takes long, as clients notice it by silence


async def bad_network(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    async with Proxy(stack.node.port) as proxy:

        async def fault(crowd: Crowd) -> None:
            number = report.rounds + 1
            is_turn = number % SWALLOW_EVERY == 0
            misdeed = swallow if is_turn else MISDEEDS[number % len(MISDEEDS)]
            await misdeed(proxy, crowd, report)

        await under_load(stack, report, rounds, fault, tell, ports=[proxy.port])


async def cut(proxy: Proxy, _crowd: Crowd, _report: Report) -> None:
    proxy.cut()


async def reset(proxy: Proxy, _crowd: Crowd, _report: Report) -> None:
    proxy.reset()


async def slow(
    proxy: Proxy, crowd: Crowd, _report: Report, delay: float = 0, rate: int = 0
) -> None:
    """Slow for a while, and then cut in the middle of it."""
    proxy.delay, proxy.rate = delay, rate
    await crowd.play(SLOW, SLOW)
    proxy.cut()
    proxy.delay = proxy.rate = 0


async def swallow(proxy: Proxy, crowd: Crowd, report: Report) -> None:
    """Nothing ends and nothing comes: each client finds out by its own pings."""
    began = time.monotonic()
    before = crowd.mark()
    proxy.swallow()
    # The contract's 15 s, which the long form holds clients to; and as long again for
    # who was just connecting, and for a machine that is busy.
    await crowd.until(
        lambda: len(crowd.since(before, What.CLOSED)) >= len(before), 2 * DEADLINE
    )
    noticed = [note.at - began for note in crowd.since(before, What.CLOSED)]
    report.times["noticed"] += noticed
    if len(noticed) < len(before):
        missing = len(before) - len(noticed)
        report.verdict.find(f"{missing} clients did not notice a black hole")


MISDEEDS: Final[tuple[Misdeed, ...]] = (
    cut,
    reset,
    partial(slow, delay=DELAY),
    partial(slow, rate=RATE),
)
