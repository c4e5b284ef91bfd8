"""Storage in trouble: full, failing, read-only, locked by a stranger; then healed.

A full disk is a real one where file systems may be mounted, which takes root. Files
made read-only do not bind root, and a file system that is written to cannot be mounted
read-only; so that one is SQLite's own refusal, switched on in the test build.
"""

import asyncio
import contextlib
import resource
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, TypeAlias

from e2e.faults.crowd import Crowd
from e2e.faults.history import What
from e2e.faults.load import Tell, under_load
from e2e.faults.report import Report
from e2e.faults.stack import Stack, one_process

DISK: Final = "24m"
TROUBLED: Final = 1.0  # seconds
LOCKED: Final = 2.6  # longer than a write waits for another's


Trouble: TypeAlias = Callable[[Stack], AbstractContextManager[None]]


async def disk_full(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    """Where no disk could be made to be filled, writes fail in another way instead."""
    is_small = stack.node.folder.is_mount()
    await troubled(stack, report, rounds, tell, [full if is_small else failing])


async def no_writing(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    await troubled(stack, report, rounds, tell, [failing, read_only, locked])


async def troubled(
    stack: Stack, report: Report, rounds: int, tell: Tell, troubles: Sequence[Trouble]
) -> None:
    async def fault(crowd: Crowd) -> None:
        trouble = troubles[report.rounds % len(troubles)]
        before = crowd.mark()
        with trouble(stack):
            await asyncio.sleep(LOCKED if trouble is locked else TROUBLED)
            # On a busy machine it may be a while until somebody moves at all.
            await crowd.until(lambda: bool(crowd.since(before, What.PUT_OFF)))
        healed = time.monotonic()
        if closed := crowd.since(before, What.CLOSED):
            report.verdict.find(f"{len(closed)} sockets were closed")
        if not crowd.since(before, What.PUT_OFF):
            report.verdict.find("nobody was put off: was there any trouble?")
        await crowd.until(lambda: all(client.is_idle for client in crowd.clients))
        report.times["answered again"].append(time.monotonic() - healed)

    await under_load(stack, report, rounds, fault, tell)


@contextlib.contextmanager
def on_small_disk(folder: Path, control: str = "") -> Iterator[Stack]:
    """One process whose data has a disk of its own, if one may be mounted."""
    mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK}", "tictac-faults", folder)
    with contextlib.ExitStack() as exits:
        with contextlib.suppress(FileNotFoundError, subprocess.CalledProcessError):
            subprocess.run(mount, capture_output=True, check=True)
            exits.callback(subprocess.run, ("umount", "--lazy", folder), check=True)
        yield exits.enter_context(one_process(folder, control))


@contextlib.contextmanager
def full(stack: Stack) -> Iterator[None]:
    """Fill it to the last byte, so that the database cannot grow any more."""
    with contextlib.closing(sqlite3.connect(stack.database, timeout=10)) as connection:
        # Else it would go on for a while in the room that its journal has.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filler = stack.node.folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        piece = bytes(4096)
        while True:
            file.write(piece)
    yield
    filler.unlink()


@contextlib.contextmanager
def failing(stack: Stack) -> Iterator[None]:
    """Every write that reaches the disk fails: SQLite says "disk I/O error"."""
    process = stack.node.process
    if process is None:
        raise RuntimeError("the server does not run")
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, before[1]))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def read_only(stack: Stack) -> Iterator[None]:
    switch = stack.node.folder / "read-only"
    switch.touch()
    yield
    switch.unlink()


@contextlib.contextmanager
def locked(stack: Stack) -> Iterator[None]:
    """Somebody else writes, and does not come to an end."""
    stranger = sqlite3.connect(stack.database, timeout=10, isolation_level=None)
    with contextlib.closing(stranger):
        stranger.execute("BEGIN IMMEDIATE")
        yield
        stranger.execute("ROLLBACK")
