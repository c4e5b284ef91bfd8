"""A server as a person starts it: a real process, on data of its own."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Final, NoReturn

import pytest

from tictac.bootstrap import ROOT

PATIENCE: Final = 30.0  # seconds


class Running:
    """The process, what it printed so far, and where it serves.

    One that hangs is made to tell where.
    """

    def __init__(self, process: Process) -> None:
        self.process = process
        self.lines: list[str] = []
        self.url = ""

    async def until_ready(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._until_it_says_where()
        except TimeoutError:
            await self._hangs("has not said where it serves")
        if not self.url:
            assert self.process.stderr
            pytest.fail((await self.process.stderr.read()).decode())

    async def stop(self, sign: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """Return the exit code and all it complained of."""
        self.process.send_signal(sign)
        try:
            async with asyncio.timeout(PATIENCE):
                out, complaints = await self.process.communicate()
        except TimeoutError:
            await self._hangs(f"does not end at {sign.name}")
        self.lines += out.decode().splitlines()
        assert self.process.returncode is not None
        return self.process.returncode, complaints.decode()

    async def _until_it_says_where(self) -> None:
        assert self.process.stdout
        async for line in self.process.stdout:
            self.lines.append(line.decode().rstrip())
            if found := re.search(r"http://\S+", self.lines[-1]):
                self.url = found[0]
                return

    async def _hangs(self, how: str) -> NoReturn:
        self.process.send_signal(signal.SIGABRT)
        _, stacks = await self.process.communicate()
        pytest.fail(f"The server {how}:\n{stacks.decode()}")


Start = Callable[..., Awaitable[Running]]


@pytest.fixture(scope="session", autouse=True)
def _as_in_a_terminal() -> None:
    """A shell has what it starts in the background ignore Ctrl-C, its children too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Start `manage.py …` in a folder; whatever still runs at the end is killed."""
    started: list[Process] = []

    async def start(*words: str, cwd: Path = ROOT, pass_fds=(), **env: str) -> Running:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "manage.py",
            *words,
            cwd=cwd,
            env=os.environ
            | {
                "VAR_DIR": str(tmp_path / "var"),
                "PYTHONFAULTHANDLER": "1",
                "PYTHONUNBUFFERED": "1",
            }
            | env,
            stdout=PIPE,
            stderr=PIPE,
            pass_fds=pass_fds,
        )
        started.append(process)
        return Running(process)

    yield start
    for process in started:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.communicate()
