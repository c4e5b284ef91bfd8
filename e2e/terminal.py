"""Somebody at a terminal: `manage.py play_cli` as a process, driven by its pipes."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from typing import Final, Self

from e2e.server import ROOT, SURROUNDINGS, Server

PATIENCE: Final = 30.0


class Terminal:
    """`says` types a line; `reads` waits for words among what was printed since."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._read = 0
        self._news = asyncio.Condition()
        self._is_over = False
        self.output = ""
        self._reading = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls, server: Server, *words: str, **variables: str) -> Self:
        own = {"VAR_DIR": str(server.folder), "PYTHONIOENCODING": "utf-8"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "manage.py", "play_cli", "--server", server.url, *words),
            cwd=ROOT,
            env=os.environ | SURROUNDINGS | own | variables,
            stdin=PIPE,
            stdout=PIPE,
            stderr=STDOUT,
        )
        return cls(process)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        await self._reading

    async def says(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        await self._process.stdin.drain()

    async def reads(self, pattern: str) -> re.Match[str]:
        """Wait for the next place that fits, and go on reading behind it."""

        def found() -> re.Match[str] | None:
            return re.compile(pattern).search(self.output, self._read)

        try:
            async with asyncio.timeout(PATIENCE), self._news:
                await self._news.wait_for(lambda: found() or self._is_over)
        except TimeoutError:
            pass
        match = found()
        if match is None:
            behind = self.output[self._read :]
            raise AssertionError(f"{pattern!r} was not printed, but:\n{behind}")
        self._read = match.end()
        return match

    async def play(self, cell: str) -> None:
        """In one's turn; return when it is committed."""
        await self.reads(r"Your turn\.")
        await self.says(cell)
        await self.reads(r"You played")

    async def ends(self) -> int:
        """Let stdin end; the status it exits with."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        async with asyncio.timeout(PATIENCE):
            return await self._process.wait()

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        while chunk := await self._process.stdout.read(4096):
            async with self._news:
                # Replaced, not refused: a letter may be cut in two.
                self.output += chunk.decode("utf-8", "replace")
                self._news.notify_all()
        async with self._news:
            self._is_over = True
            self._news.notify_all()
