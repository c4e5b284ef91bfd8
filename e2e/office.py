"""A bad network: it lets no WebSocket through, as in some companies, or is slow."""

import asyncio
import contextlib
import re
import time
from enum import StrEnum
from math import inf
from types import TracebackType
from typing import Final, Self

from e2e.server import Server

CHUNK: Final = 65_536
DROP: Final = 500  # of the 6 to 8 kB that a page has
BEGINNING: Final = 0.3  # seconds
PAUSE: Final = 0.05
PAGE: Final = re.compile(r"GET /room/")
STREAM: Final = re.compile(r"GET /api/rooms/\w+/stream\b")
REFUSAL: Final = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
    b"<h1>Not in this office</h1>"
)


class Way(StrEnum):
    """What becomes of a WebSocket, of an event stream, or of a page."""

    OPEN = "open"
    REFUSED = "refused"
    HANGS = "hangs"  # nobody answers
    HELD = "held"  # the answer comes when it is whole, as from a proxy with a buffer
    STALLED = "stalled"  # what comes later than its beginning is held
    HALTING = "halting"  # it comes drop by drop


class Office:
    """A proxy on a port of its own; every request has its own connection."""

    def __init__(
        self,
        server: Server,
        sockets: Way = Way.REFUSED,
        streams: Way = Way.OPEN,
        pages: Way = Way.OPEN,
    ) -> None:
        self.sockets = sockets
        self.streams = streams
        self.pages = pages
        self.asked: list[str] = []
        self._target = server
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._is_over = False
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over = True
        if self._server is not None:
            self._server.close()
        await asyncio.sleep(0)  # or one that has not begun would close nothing
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def count(self, pattern: str) -> int:
        """How many requests there were whose first line has that in it."""
        return sum(re.search(pattern, line) is not None for line in self.asked)

    def _accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self._is_over:  # it was on its way in
            writer.close()
            return
        task = asyncio.create_task(self._attend(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _attend(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        # A server that is away, or a browser that does not wait.
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._serve(reader, writer)
        finally:
            await _close(writer)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.asked.append(head.partition("\r\n")[0])
        is_socket = re.search(r"(?im)^upgrade: *websocket", head) is not None
        way = Way.OPEN
        if is_socket:
            way = self.sockets
        elif STREAM.match(head):
            way = self.streams
        elif PAGE.match(head):
            way = self.pages
        if way is Way.REFUSED:
            writer.write(REFUSAL)
            await writer.drain()
        elif way is Way.HANGS:
            await reader.read()
        else:
            if not is_socket:
                head = re.sub(r"(?im)^connection:.*\r\n", "", head)
                head = head.replace("\r\n", "\r\nConnection: close\r\n", 1)
            await self._pass_on(head, reader, writer, way)

    async def _pass_on(
        self,
        head: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        way: Way,
    ) -> None:
        back, far = await asyncio.open_connection("127.0.0.1", self._target.port)
        far.write(head.encode("latin-1"))
        halves = [
            asyncio.create_task(_carry(reader, far)),
            asyncio.create_task(_carry(back, writer, way)),
        ]
        try:
            await asyncio.wait(halves, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for half in halves:
                half.cancel()
            far.close()  # before anything is awaited: the office may close meanwhile
            await asyncio.gather(*halves, return_exceptions=True)


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way = Way.OPEN
) -> None:
    kept = b""
    let_through = {Way.HELD: 0.0, Way.STALLED: BEGINNING}.get(way, inf)
    began = time.monotonic()
    size = DROP if way is Way.HALTING else CHUNK
    while piece := await reader.read(size):
        if time.monotonic() - began >= let_through:
            kept += piece
        else:
            writer.write(piece)
            await writer.drain()
        if way is Way.HALTING:
            await asyncio.sleep(PAUSE)
    writer.write(kept)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
