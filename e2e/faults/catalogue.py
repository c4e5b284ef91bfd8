"""Every fault: what it is done to, how often, and what must turn it red."""

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from e2e.faults.duels import duels
from e2e.faults.kill import kill_all, kill_each
from e2e.faults.load import Tell
from e2e.faults.lossy import lossy_layer
from e2e.faults.network import bad_network
from e2e.faults.postgres_away import postgres_goes
from e2e.faults.redis_away import redis_hangs, redis_restarts
from e2e.faults.report import Report
from e2e.faults.restart import renew, restart_each
from e2e.faults.soak import forgetful, soak
from e2e.faults.stack import Stack, one_process, several, supervised
from e2e.faults.storage import disk_full, no_writing, on_small_disk

Make: TypeAlias = Callable[[Path, str], AbstractContextManager[Stack]]
Run: TypeAlias = Callable[[Stack, Report, int, Tell], Awaitable[None]]

four: Final = partial(several, count=4)
# Their servers are told a seed when they start: what comes after wants others.
careless: Final = partial(one_process)
careless_several: Final = partial(several)


@dataclass(frozen=True)
class Fault:
    title: str
    make: Make
    run: Run
    short: int  # rounds
    long: int
    controls: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_of_several(self) -> bool:
        """Whether it happens to several processes, with PostgreSQL and Redis."""
        return self.make in {several, four, careless_several, supervised}

    async def test(self, stack: Stack, rounds: int, tell: Tell) -> Report:
        report = Report(self.title, limits=self.limits)
        began = time.monotonic()
        await self.run(stack, report, rounds, tell)
        report.seconds = time.monotonic() - began
        return report


FAULTS: Final[Mapping[str, Fault]] = {
    "kill": Fault(
        "kill -9; SQLite, 1 process",
        *(one_process, kill_all, 10, 1000),
        ("confirm_first", "ignore_keys"),
        limits={"back": 3},
    ),
    "restart": Fault(
        "SIGTERM and start; SQLite, 1 process",
        *(one_process, restart_each, 3, 100),
        ("forget_to_drain",),
        limits={"back": 2},
    ),
    "network": Fault(
        "cut, reset, swallowed, delayed, throttled by a proxy",
        *(one_process, bad_network, 30, 500),
        ("ignore_keys",),
        limits={"back": 3, "noticed": 15},
    ),
    "duels": Fault(
        "the same at once; SQLite, 1 process",
        *(one_process, duels, 500, 10_000),
        ("ignore_keys",),
    ),
    "storage": Fault(
        "disk fails, database read-only, locked; then healed",
        *(one_process, no_writing, 3, 60),
        ("confirm_first",),
    ),
    "full": Fault(
        "disk full; then healed",
        *(on_small_disk, disk_full, 1, 20),
        ("confirm_first",),
    ),
    "lossy": Fault(
        "a layer that loses 30 %, doubles, reorders; 1 process",
        *(careless, lossy_layer, 3, 100),
        ("pong_alone",),
    ),
    "soak": Fault(
        "soak: 200 sockets come and go, handlers fail",
        *(forgetful, soak, 1, 180),
        ("keep_members",),
    ),
    "kill-many": Fault(
        "kill -9; PostgreSQL and Redis, 3 processes",
        *(several, kill_each, 10, 1000),
        ("confirm_first", "ignore_keys"),
        limits={"back": 3},
    ),
    "restart-many": Fault(
        "SIGTERM to one after the other; PostgreSQL and Redis, 3 processes",
        *(several, restart_each, 1, 50),
        ("forget_to_drain",),
        limits={"back": 2},
    ),
    "redis": Fault(
        "Redis restarts; 3 processes",
        *(several, redis_restarts, 2, 50),
        ("skip_position_check",),
        limits={"equal": 5},
    ),
    "redis-hangs": Fault(
        "Redis hangs for 8 s (long form: 30 s); 3 processes",
        *(several, redis_hangs, 1, 20),
        ("skip_position_check",),
        limits={"equal": 5, "confirmed meanwhile": 1},
    ),
    "postgres": Fault(
        "PostgreSQL ends fast, at once, by kill -9; 3 processes",
        *(several, postgres_goes, 3, 60),
        ("confirm_first",),
        limits={"answered again": 5},
    ),
    "lossy-many": Fault(
        "Redis loses 30 %, doubles, reorders; 3 processes",
        *(careless_several, lossy_layer, 1, 50),
        ("skip_position_check",),
    ),
    "duels-many": Fault(
        "the same at once; PostgreSQL and Redis, 4 processes",
        *(four, duels, 500, 10_000),
        ("ignore_keys",),
    ),
    "renew": Fault(
        "SIGHUP, then kill -9 of one; `serve --processes 3`",
        *(supervised, renew, 1, 50),
        limits={"back": 2},
    ),
}
