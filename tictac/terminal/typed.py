"""Lines from stdin, whatever that is: a terminal, a pipe, a file.

A thread reads, since not every kind of stdin can be waited for; it reads the file
descriptor itself, for a buffer that a thread holds cannot be closed at the end.
"""

import asyncio
import os
import threading
from codecs import getincrementaldecoder
from typing import Final

CHUNK: Final = 4096


class Typed:
    """`line` waits for the next one; None is the end, and stays the end."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._loop = asyncio.get_running_loop()
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        threading.Thread(target=self._read, name="typed", daemon=True).start()

    async def line(self) -> str | None:
        line = await self._lines.get()
        if line is None:
            self._lines.put_nowait(None)
        return line

    def _read(self) -> None:
        decoder = getincrementaldecoder("utf-8")("replace")
        rest = ""
        while chunk := self._chunk():
            *lines, rest = (rest + decoder.decode(chunk)).split("\n")
            for line in lines:
                self._tell(line)
        if rest:
            self._tell(rest)
        self._tell(None)

    def _chunk(self) -> bytes:
        try:
            return os.read(self._fd, CHUNK)
        except OSError:
            return b""

    def _tell(self, line: str | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
        except RuntimeError:
            return  # the program has ended meanwhile
