"""Many rooms at once, each with two players and somebody who watches."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeAlias

from e2e.bot import open_room
from e2e.faults.bots import Client, Temper
from e2e.faults.checker import Verdict, check, read_logs, read_positions
from e2e.faults.history import History, Note, What
from e2e.faults.report import Report
from e2e.faults.stack import Stack

DEADLINE: Final = 15.0  # until everybody is back and right, once the fault is over
EVIDENCE: Final = Path("test-results/faults")
VARIANTS: Final = ("classic", "drop4")

# How much each client has written down so far.
Mark: TypeAlias = dict[Client, int]


class Crowd:
    """Plays from entering to leaving; `settle` stops it and waits until all is right.

    `ports` are where clients connect, by default the stack's own; a client that comes
    back goes to the next.
    """

    def __init__(
        self,
        stack: Stack,
        *,
        rooms: int = 8,
        temper: Temper | None = None,
        seed: int = 1,
        ports: Sequence[int] | None = None,
    ) -> None:
        self._stack = stack
        self._rooms = rooms
        self._temper = temper or Temper()
        self._rng = random.Random(seed)  # noqa: S311 - no secret
        self._ports = list(ports or stack.ports)
        self._tasks: list[asyncio.Task[None]] = []
        self.clients: list[Client] = []

    async def __aenter__(self) -> Self:
        for number in range(self._rooms):
            node = self._stack.nodes[number % len(self._stack.nodes)]
            variant = VARIANTS[number % len(VARIANTS)]
            room = await asyncio.to_thread(open_room, node, variant)
            for seat, name in enumerate(("carol", "alice", "bob")):
                cookie = room.cookie if seat == 1 else ""
                self._add(room.code, f"{name}{number}", seat, cookie)
        self._tasks = [asyncio.create_task(client.live()) for client in self.clients]
        await self.until(lambda: all(client.v > 3 for client in self.clients))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def histories(self) -> list[History]:
        return [client.history for client in self.clients]

    def mark(self) -> Mark:
        return {client: len(client.history.notes) for client in self.clients}

    def since(self, mark: Mark, what: What) -> list[Note]:
        """What they have written down since then."""
        return [
            note
            for client, length in mark.items()
            for note in client.history.notes[length:]
            if note.what is what
        ]

    def waits(self, began: float, ended: float) -> list[float]:
        """How long each command waited that was sent in that time."""
        return [
            wait
            for history in self.histories
            for at, wait in history.waits()
            if began <= at < ended
        ]

    async def play(self, least: float = 0.2, most: float = 0.6) -> None:
        """Go on for a while, so that the fault comes at any moment."""
        for client in self.clients:
            client.go_on()
        await asyncio.sleep(self._rng.uniform(least, most))

    async def settle(self, report: Report) -> float:
        """Begin nothing new, and wait until every screen shows what the log says."""
        began = time.monotonic()
        for client in self.clients:
            client.is_paused = True
        await self.until(lambda: all(client.is_idle for client in self.clients))
        positions = await self._positions()
        await self.until(
            lambda: all(
                client.is_idle and client.v == positions.get(client.history.room)
                for client in self.clients
            ),
            DEADLINE - (time.monotonic() - began),
        )
        for client in self.clients:
            report.times["back"] += client.recoveries
            client.recoveries.clear()
            if not client.is_idle or client.v != positions.get(client.history.room):
                report.verdict.find(f"{client.history.room}: not back: {client}")
        return time.monotonic() - began

    async def judge(self, report: Report) -> Verdict:
        """Compare all that was told with the database; keep the evidence of a fault."""
        logs = await asyncio.to_thread(read_logs, self._stack.database)
        verdict = check(logs, self.histories)
        report.add(verdict)
        for history in self.histories:
            report.times["confirmed"] += [wait for _, wait in history.waits()]
        if report.findings:
            folder = EVIDENCE / report.name.replace(" ", "-")
            for history in self.histories:
                history.save(folder / history.room)
        return verdict

    def _add(self, room: str, name: str, seat: int, cookie: str) -> None:
        turn = itertools.cycle(self._ports)
        for _ in range(len(self.clients) % len(self._ports)):
            next(turn)
        rng = random.Random(self._rng.random())  # noqa: S311 - no secret
        history = History(name, room, seat)
        next_port: Callable[[], int] = lambda: next(turn)  # noqa: E731
        self.clients.append(Client(history, next_port, rng, self._temper, cookie))

    async def _positions(self) -> dict[str, int]:
        return await asyncio.to_thread(read_positions, self._stack.database)

    async def until(self, holds: Callable[[], bool], seconds: float = DEADLINE) -> None:
        """Wait until it holds, at most so long; whoever asks looks again."""
        deadline = time.monotonic() + seconds
        while not holds() and time.monotonic() < deadline:
            self._raise_what_failed()
            await asyncio.sleep(0.02)

    def _raise_what_failed(self) -> None:
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()
