"""A TCP proxy that treats its connections badly when it is told to."""

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

CHUNK: Final = 65_536
# Closing with a linger of nought seconds sends a reset instead of an end.
RESET: Final = struct.pack("ii", 1, 0)


@dataclass(eq=False)
class Pipe:
    """One connection, seen from the middle."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    is_black_hole: bool = False


class Proxy:
    """Listens on a port of its own; what comes there goes on to `port`."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server: asyncio.Server | None = None
        self._pipes: set[Pipe] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0
        self.delay = 0.0  # seconds that every piece waits
        self.rate = 0  # bytes a second, for each direction; 0 for no limit

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
        self.reset()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def __len__(self) -> int:
        return len(self._pipes)

    def cut(self) -> None:
        """End every connection, in good order."""
        for pipe in tuple(self._pipes):
            pipe.near.close()
            pipe.far.close()

    def reset(self) -> None:
        """End every connection at once, with what is still on its way."""
        for pipe in tuple(self._pipes):
            for end in (pipe.near, pipe.far):
                end.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, RESET
                )
                end.transport.abort()

    def swallow(self) -> None:
        """Let every connection of now stand open, and nothing come through any more."""
        for pipe in self._pipes:
            pipe.is_black_hole = True

    async def _accept(
        self, reader: asyncio.StreamReader, near: asyncio.StreamWriter
    ) -> None:
        try:
            back, far = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            near.transport.abort()
            return
        pipe = Pipe(near, far)
        self._pipes.add(pipe)
        ways = [
            asyncio.create_task(self._carry(pipe, reader, far)),
            asyncio.create_task(self._carry(pipe, back, near)),
        ]
        self._tasks.update(ways)
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            self._tasks.difference_update(ways)
            self._pipes.discard(pipe)
            near.close()
            far.close()

    async def _carry(
        self, pipe: Pipe, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(min(CHUNK, self.rate or CHUNK)):
                pause = self.delay + (len(piece) / self.rate if self.rate else 0)
                if pause:
                    await asyncio.sleep(pause)
                if not pipe.is_black_hole:
                    writer.write(piece)
                    await writer.drain()
