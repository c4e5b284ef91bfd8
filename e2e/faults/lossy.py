"""A channel layer that loses, doubles and reorders: games end equal everywhere."""

from typing import Final

from e2e.faults.bots import Temper
from e2e.faults.crowd import Crowd
from e2e.faults.load import Tell, under_load
from e2e.faults.report import Report
from e2e.faults.stack import Stack

# Clients learn what they missed by their pings; theirs are fast, to save time.
EAGER: Final = Temper(ping_every=0.4)


async def lossy_layer(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    """Each round is a seed of its own, which servers are told when they start."""
    for seed in range(1, rounds + 1):
        for node in stack.nodes:
            node.settings["LOSSY_SEED"] = str(seed)
        await stack.stop()
        await stack.start()
        await under_load(stack, report, seed, play_on, tell, temper=EAGER)
        if report.findings:
            break


async def play_on(crowd: Crowd) -> None:
    """The fault is there all the time."""
    await crowd.play(1.5, 1.5)
