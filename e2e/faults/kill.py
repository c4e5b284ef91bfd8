"""`kill -9` under load: nothing confirmed is lost, and everybody comes back."""

from e2e.faults.crowd import Crowd
from e2e.faults.load import Tell, under_load
from e2e.faults.report import Report
from e2e.faults.stack import Stack


async def kill_all(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    """One process, and so everybody waits until it is started again."""

    async def fault(_crowd: Crowd) -> None:
        await stack.kill()
        await stack.start()

    await under_load(stack, report, rounds, fault, tell)


async def kill_each(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    """One of several at a time; whoever was there comes to another."""

    async def fault(crowd: Crowd) -> None:
        victim = stack.nodes[report.rounds % len(stack.nodes)]
        await stack.kill(victim)
        await crowd.play()
        await stack.start(victim)

    await under_load(stack, report, rounds, fault, tell)
