"""Has a process of its own think, so that no event loop waits for the interpreter."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from game.engine.board import Cell

ROOT: Final = Path(__file__).resolve().parent.parent.parent
MIND: Final = ("-m", "game.jobs.mind")
PATIENCE: Final = 8.0  # seconds; it takes a fraction of one


class ThinkerError(Exception):
    """It did not answer; another one will be asked."""


class Thinker:
    """One question at a time; the process is started with the first."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._process: Process | None = None
        self._lock = asyncio.Lock()

    async def best(self, variant: str, moves: Sequence[Cell]) -> Cell:
        async with self._lock:
            try:
                async with asyncio.timeout(self._patience):
                    return await self._ask(f"{variant} {' '.join(map(str, moves))}\n")
            except (OSError, TimeoutError, ValueError) as error:
                await self.close()
                raise ThinkerError(f"{type(error).__name__} {error}") from error
            except asyncio.CancelledError:
                # Its answer would be taken for that to the next question.
                await self.close()
                raise

    async def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    async def _ask(self, line: str) -> Cell:
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *MIND, cwd=ROOT, stdin=PIPE, stdout=PIPE
            )
        if self._process.stdin is None or self._process.stdout is None:
            raise OSError("no pipes")
        self._process.stdin.write(line.encode())
        return int(await self._process.stdout.readline())
