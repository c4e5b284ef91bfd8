"""What stands between a listener and its request: a socket, as far as it can see."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from game.api.requests import ALWAYS, Request
from game.closes import RESTARTING
from game.consumers import GameRoom
from game.errors import RoomError

KEEP_ALIVE: Final = 15.0  # seconds
RETRY_MS: Final = 1_000


class _Glance(msgspec.Struct):
    type: str
    v: int = 0


class Wire:
    """The socket that a listener believes to have."""

    def __init__(self, request: Request, listener: GameRoom, since: int) -> None:
        self._request = request
        self._since = since
        self._listener = listener
        self._is_connected = False
        self.close_code: int | None = None
        self.close_reason = ""

    @property
    def trouble(self) -> RoomError | None:
        return self._listener.trouble

    async def run(self) -> None:
        route = {"kwargs": {"code": self._request.code}}
        scope = self._request.scope | {"url_route": route}
        await self._listener(scope, self._receive, self._send)

    async def heard(self, text: str, v: int | None) -> None:
        """A frame for the peer; `v` is that of a state."""
        raise NotImplementedError

    async def over(self, gone: asyncio.Future[None]) -> None:
        """Return when there is nothing more to wait for."""
        raise NotImplementedError

    async def closed(self, message: Mapping[str, Any]) -> None:
        """The last word, if there is one."""

    async def _receive(self) -> dict[str, Any]:
        if not self._is_connected:
            self._is_connected = True
            return {"type": "websocket.connect"}
        gone = asyncio.ensure_future(self._peer_is_gone())
        try:
            await self.over(gone)
        finally:
            gone.cancel()
        return {"type": "websocket.disconnect", "code": 1000}

    async def _send(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "websocket.close":
            self.close_code = message["code"]
            self.close_reason = message.get("reason", "")
            await self.closed(message)
        elif message["type"] == "websocket.send":
            text = message["text"]
            glance = _glance.decode(text) if text else None
            is_state = glance is not None and glance.type == "state"
            v = glance.v if glance and is_state else None
            if v is None or v > self._since:
                await self.heard(text, v)

    async def _peer_is_gone(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass


class Question(Wire):
    """Over with the first state that is new, or when the time is."""

    def __init__(
        self, request: Request, listener: GameRoom, since: int, wait: float
    ) -> None:
        super().__init__(request, listener, since)
        self._wait = wait
        self._found: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.text: str | None = None

    async def heard(self, text: str, v: int | None) -> None:
        if v is not None:
            self.text = text
            if not self._found.done():
                self._found.set_result(None)

    async def over(self, gone: asyncio.Future[None]) -> None:
        await asyncio.wait(
            {gone, self._found},
            timeout=self._wait,
            return_when=asyncio.FIRST_COMPLETED,
        )


class EventStream(Wire):
    """Over when the peer goes; a comment now and then tells whether it has."""

    is_started = False

    async def heard(self, text: str, v: int | None) -> None:
        if not text:
            await self._write(": still here\n\n")
        else:
            number = "" if v is None else f"id: {v}\n"
            await self._write(f"{number}data: {text}\n\n")

    async def over(self, gone: asyncio.Future[None]) -> None:
        while True:
            await asyncio.wait({gone}, timeout=KEEP_ALIVE)
            if gone.done():
                return
            # By the mailbox, which sees to it that nobody is waited for too long.
            self._listener.mailbox.reply("")

    async def closed(self, message: Mapping[str, Any]) -> None:
        if not self.is_started:
            return
        code, reason = message["code"], message.get("reason", "")
        retry = f"retry: {reason}\n" if code == RESTARTING else ""
        data = msgspec.json.encode({"code": code, "reason": reason}).decode()
        await self._write(f"{retry}event: close\ndata: {data}\n\n")

    async def end(self) -> None:
        await self._request.send({"type": "http.response.body", "body": b""})

    async def _write(self, text: str) -> None:
        if not self.is_started:
            self.is_started = True
            # Whatever stands in between must not hold it back to compress it.
            headers = {
                "content-type": "text/event-stream",
                "cache-control": "no-store, no-transform",
                "x-accel-buffering": "no",
            }
            await self._request.start(200, {**ALWAYS, **headers})
            text = f"retry: {RETRY_MS}\n\n{text}"
        body = {"type": "http.response.body", "body": text.encode(), "more_body": True}
        await self._request.send(body)


_glance: Final = msgspec.json.Decoder(_Glance)
