"""A player or watcher without a browser: speaks the wire and keeps every frame."""

import asyncio
import http.client
import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from e2e.server import Server

Frame = dict[str, Any]
Raw = str | bytes | list[str]

PATIENCE: Final = 20.0
CSRF: Final = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Room:
    """A room just opened, and the cookie that holds seat 1 in it."""

    code: str
    cookie: str

    @property
    def path(self) -> str:
        return f"/ws/game/{self.code}"


def open_room(
    server: Server,
    variant: str = "classic",
    *,
    private: bool = False,
    computer: bool = False,
) -> Room:
    """Open a room by the lobby's form, as a browser without an identity does."""
    fields = {"variant": variant} | ({"private": "on"} if private else {})
    fields |= {"computer": "1"} if computer else {}
    response = post(server, "/new/", **fields)
    code = (response.getheader("Location") or "").split("/")[2]
    cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
    return Room(code, cookie)


def close_room(server: Server, room: Room) -> None:
    post(server, f"/room/{room.code}/", room.cookie, do="close", seat="1")


def post(
    server: Server, path: str, cookie: str = "", **fields: str
) -> http.client.HTTPResponse:
    """Send a form that leads to another page."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={CSRF}; {cookie}",
        "Origin": server.url,
    }
    body = urlencode({**fields, "csrfmiddlewaretoken": CSRF})
    connection = http.client.HTTPConnection(server.host, timeout=PATIENCE)
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        response.read()
    finally:
        connection.close()
    if response.status != 303:
        raise RuntimeError(f"{path} answers {response.status}")
    return response


class Bot:
    """One socket. `sent` and `heard` hold every frame, in order."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._keys = count(1)
        self._read: defaultdict[str, int] = defaultdict(int)
        self._news = asyncio.Condition()
        self._is_over = False
        self.sent: list[Frame] = []
        self.heard: list[Frame] = []
        self._reading = asyncio.create_task(self._listen())

    @classmethod
    async def connect(
        cls,
        server: Server,
        path: str,
        *,
        cookie: str | None = None,
        token: str | None = None,
        **options: Any,
    ) -> Self:
        """Come with a cookie as a browser does, with a resume token, or as nobody."""
        headers = {}
        if cookie is not None:
            headers = {"Cookie": cookie, "Origin": server.url}
        if token is not None:
            headers = {"Authorization": f"Bearer {token}"}
        defaults: dict[str, Any] = {
            "additional_headers": headers,
            "compression": None,
            "ping_interval": None,
            "proxy": None,
        }
        url = f"ws://{server.host}{path}"
        return cls(await connect(url, **(defaults | options)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    # Speaking.

    async def send(self, type: str, **fields: Any) -> None:  # noqa: A002 - its name
        await self.send_frame({"type": type, **fields})

    async def send_frame(self, frame: Frame) -> None:
        """Send what may have no type of its own, such as a stream's."""
        self.sent.append(frame)
        await self._connection.send(json.dumps(frame))

    async def send_raw(self, frame: Raw, *, text: bool | None = None) -> None:
        """Send what may be no command at all; it is not kept."""
        await self._connection.send(frame, text=text)

    async def flood(self, frame: Raw, times: int) -> None:
        """Send as much as the other side takes."""
        with suppress(ConnectionClosed):
            for _ in range(times):
                await self._connection.send(frame)

    async def ask(self, type: str, **fields: Any) -> Frame:  # noqa: A002 - its name
        """Send with a key of its own and return the answer: `ack` or `rejected`."""
        key = fields.pop("key", None) or f"k{next(self._keys)}"
        start = len(self.heard)
        await self.send(type, key=key, **fields)
        (answer,) = await self.answers(key, 1, start)
        return answer

    async def answers(self, key: str, times: int, start: int) -> list[Frame]:
        """So many answers to a key, among those heard from `start` on."""
        answers = []
        for _ in range(times):
            found = await self._find(
                lambda frame: (
                    frame["type"] in {"ack", "rejected"} and frame["key"] == key
                ),
                start,
            )
            answers.append(self.heard[found])
            start = found + 1
        return answers

    async def play(self, cell: int) -> Frame:
        """Move on the board as it was last heard of."""
        state = self.state
        return await self.ask("move", cell=cell, ply=state["ply"], game=state["game"])

    # Listening.

    async def hear(self, type: str, **fields: Any) -> Frame:  # noqa: A002 - its name
        """Wait for the next frame of that type which bears those fields."""

        def fits(frame: Frame) -> bool:
            return frame.get("type") == type and fields.items() <= frame.items()

        found = await self._find(fits, self._read[type])
        self._read[type] = found + 1
        return self.heard[found]

    async def end_or(self, fits: Callable[[Frame], bool]) -> Frame | None:
        """Wait for a frame that fits, or for the end of the connection."""
        found = await self._search(fits, 0)
        return None if found is None else self.heard[found]

    async def until(self, fits: Callable[[Frame], bool], start: int = 0) -> Frame:
        """Wait for a frame that fits, among those heard from `start` on."""
        return self.heard[await self._find(fits, start)]

    async def closed(self) -> int:
        """Wait for the other side to close, and return its code."""
        async with asyncio.timeout(PATIENCE):
            await self._connection.wait_closed()
            await self._reading
        return self.code or 0

    async def cut(self) -> None:
        """Let the line go without a word."""
        self._connection.transport.abort()
        await self._reading

    async def close(self) -> None:
        await self._connection.close()
        await self._reading

    @property
    def code(self) -> int | None:
        return self._connection.close_code

    @property
    def reason(self) -> str | None:
        return self._connection.close_reason

    @property
    def extensions(self) -> list[str]:
        """What the server agreed to beyond the plain protocol."""
        response = self._connection.response
        name = "Sec-WebSocket-Extensions"
        return response.headers.get_all(name) if response else []

    @property
    def state(self) -> Frame:
        """The newest state heard."""
        return self.last("state")

    def last(self, type: str) -> Frame:  # noqa: A002 - its name
        return next(frame for frame in reversed(self.heard) if frame["type"] == type)

    async def _find(self, fits: Callable[[Frame], bool], start: int) -> int:
        found = await self._search(fits, start)
        if found is None:
            raise AssertionError(f"closed with {self.code}: {self.heard[start:]}")
        return found

    async def _search(self, fits: Callable[[Frame], bool], start: int) -> int | None:
        seen = start
        try:
            async with asyncio.timeout(PATIENCE), self._news:
                while True:
                    for number, frame in enumerate(self.heard[seen:], seen):
                        if fits(frame):
                            return number
                    seen = len(self.heard)
                    if self._is_over:
                        return None
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"not heard among {self.heard[start:]}") from None

    async def _listen(self) -> None:
        try:
            with suppress(ConnectionClosed):
                async for text in self._connection:
                    async with self._news:
                        self.heard.append(self._parsed(text))
                        self._news.notify_all()
        finally:
            async with self._news:
                self._is_over = True
                self._news.notify_all()

    def _parsed(self, text: str | bytes) -> Frame:
        frame: Frame = json.loads(text)
        return frame


class Caller(Bot):
    """Calls into the echo: frames of plain text are kept as their type and payload."""

    async def call(self, text: str) -> None:
        self.sent.append({"type": "text", "payload": text})
        await self.send_raw(text)

    def _parsed(self, text: str | bytes) -> Frame:
        if isinstance(text, str) and text.startswith("You said: "):
            return {"type": "echo", "payload": text}
        return super()._parsed(text)
