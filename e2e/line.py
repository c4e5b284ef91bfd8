"""The line between one page and the server, in a story's hands."""

import asyncio
import json
import re
from typing import Any, Self

from playwright.async_api import Page, WebSocketRoute

LOST = 1011
PATIENCE = 10.0


class Line:
    """Passes everything on until it is told to hold back, or is cut."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self._socket: WebSocketRoute | None = None
        self._cut_with: int | None = None
        self._is_held = False
        self._held: list[str | bytes] = []
        self._spoken = asyncio.Event()
        self._pongs = 0

    @classmethod
    async def of(cls, page: Page) -> Self:
        """Take the line before the page is opened."""
        line = cls()
        await page.route_web_socket(re.compile("/ws/game/"), line._connect)
        return line

    def hold(self) -> None:
        """Keep back what the server says from now on, but for its signs of life."""
        self._is_held = True

    def release(self) -> None:
        self._is_held = False
        for message in self._held:
            self.say(message)
        self._held.clear()

    def forget(self) -> None:
        """What was kept back never arrives; what comes next does."""
        self._is_held = False
        self._held.clear()

    def say(self, message: str | bytes | dict[str, Any]) -> None:
        """Tell the page something as if the server had."""
        if self._socket is not None:
            text = json.dumps(message) if isinstance(message, dict) else message
            self._socket.send(text)

    async def cut(self, code: int = LOST) -> None:
        """Close it, once the server has spoken on it; until it is mended whoever
        connects again meets the same.
        """
        await self._spoken.wait()
        self._cut_with = code
        if self._socket is not None:
            await self._socket.close(code=code)
            self._socket = None

    def mend(self) -> None:
        self._cut_with = None

    async def let_pass(self, page: Page, millis: int) -> None:
        """Let that time pass on the page, whose clock is ours.

        By seconds, each with its sign of life: all at once, no pong came in time.
        """
        for _ in range(millis // 1000):
            await page.clock.run_for(1000)
            async with asyncio.timeout(PATIENCE):
                while self._pongs < self._count("ping"):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)

    def _count(self, kind: str) -> int:
        return sum(message["type"] == kind for message in self.sent)

    def moves(self) -> list[dict[str, Any]]:
        return [message for message in self.sent if message["type"] == "move"]

    async def _connect(self, socket: WebSocketRoute) -> None:
        if self._cut_with is not None:
            await socket.close(code=self._cut_with)
            return
        self._socket = socket
        server = socket.connect_to_server()

        def to_server(message: str | bytes) -> None:
            self.sent.append(json.loads(message))
            server.send(message)

        def to_page(message: str | bytes) -> None:
            self._spoken.set()
            is_pong = '"pong"' in str(message)
            self._pongs += is_pong
            if self._is_held and not is_pong:
                self._held.append(message)
            else:
                socket.send(message)

        socket.on_message(to_server)
        server.on_message(to_page)
