"""Many sockets that come, go, break and talk nonsense: nothing may be left behind."""

import asyncio
import contextlib
import json
import random
import time
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, TypeAlias

from websockets.asyncio.client import connect

from e2e.bot import open_room
from e2e.faults.bots import GONE, Temper
from e2e.faults.crowd import Crowd
from e2e.faults.load import Tell
from e2e.faults.report import Report
from e2e.faults.stack import Stack, one_process

Counts: TypeAlias = dict[str, float]

SOCKETS: Final = 200
VISIT: Final = (0.2, 3.0)  # seconds that one stays
WARM_UP: Final = 8
SECONDS: Final = 20  # a round
GRACE: Final = 10.0  # seconds until all is as it was before
SLACK: Final = {"tasks": 3, "files": 6, "sockets": 0, "groups": 0, "rooms": 0}
GROWTH: Final = 40.0  # MB; what is left behind shows in the counts much sooner
NONSENSE: Final = ("{", "null", '{"type":"move"}', '{"type":"sing"}', "[" * 4000)


def forgetful(folder: Path, control: str = "") -> AbstractContextManager[Stack]:
    """One process that soon forgets rooms, and whose handlers fail now and then."""
    return one_process(folder, control, EVICT_AFTER="1", HANDLER_FAULTS="0.02")


async def soak(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    rooms = [(await asyncio.to_thread(open_room, stack.node)).code for _ in range(20)]
    await churn(stack, rooms, WARM_UP)
    before = await at_rest(stack)
    began = time.monotonic()
    memory = [before["memory"]]
    for _ in range(rounds):
        async with Crowd(stack, rooms=4, temper=Temper(think=0.05)) as crowd:
            await churn(stack, rooms, SECONDS)
            await crowd.settle(report)
            await crowd.judge(report)
        memory.append((await at_rest(stack, before))["memory"])
        report.rounds += 1
        tell(report)
    after = await at_rest(stack, before)
    for leak in leaks(before, after):
        report.verdict.find(leak)
    seconds = time.monotonic() - began
    report.notes.append(
        f"in {seconds:.0f} s {memory[0]:.0f} MB became {memory[-1]:.0f} MB,"
        f" halfway {memory[len(memory) // 2]:.0f} MB"
    )
    if memory[-1] - memory[0] > GROWTH:
        report.verdict.find(f"memory grew: {memory}")


async def churn(stack: Stack, rooms: list[str], seconds: float) -> None:
    """That many sockets at any time, none of them for long."""
    until = time.monotonic() + seconds
    rng = random.Random(seconds)  # noqa: S311 - no secret

    async def come_and_go() -> None:
        await asyncio.sleep(rng.uniform(0, 1))
        while time.monotonic() < until:
            with contextlib.suppress(*GONE):
                await visit(stack.node.port, rng.choice(rooms), rng)

    await asyncio.gather(*(come_and_go() for _ in range(SOCKETS)))


async def visit(port: int, room: str, rng: random.Random) -> None:
    path = rng.choice((f"game/{room}", f"game/{room}?seat=watch", "lobby"))
    url = f"ws://127.0.0.1:{port}/ws/{path}"
    options: dict[str, Any] = {"compression": None, "ping_interval": None}
    async with connect(url, proxy=None, close_timeout=1, **options) as socket:
        frames = (*NONSENSE, '{"type":"ping","v":0}', '{"type":"sit","key":"k"}')
        await socket.send(rng.choice(frames))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(rng.uniform(*VISIT)):
                async for _ in socket:
                    pass
        if rng.random() < 0.3:
            socket.transport.abort()


async def at_rest(stack: Stack, expected: Counts | None = None) -> Counts:
    """Look inside until nothing is more than expected, or patience is at its end."""
    deadline = time.monotonic() + GRACE
    while True:
        await asyncio.sleep(2)
        found = await asyncio.to_thread(look, stack)
        is_calm = found["sockets"] == 0 and not (expected and leaks(expected, found))
        if is_calm or time.monotonic() > deadline:
            return found


def look(stack: Stack) -> Counts:
    """What the process itself counts, and what the system says of it."""
    with urllib.request.urlopen(f"{stack.node.url}/inside/", timeout=10) as answer:  # noqa: S310 - our own
        found: Counts = json.load(answer)
    process = Path(f"/proc/{stack.node.process.pid if stack.node.process else 0}")
    found["files"] = len(list((process / "fd").iterdir()))
    pages = int((process / "statm").read_text().split()[1])
    found["memory"] = pages * 4096 / 1e6
    return found


def leaks(before: Counts, after: Counts) -> list[str]:
    return [
        f"{name}: {before[name]:.0f} before, {after[name]:.0f} after"
        for name, slack in SLACK.items()
        if after[name] > before[name] + slack
    ]
