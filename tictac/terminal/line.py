"""One WebSocket that comes back: connects, pings, reconnects. It knows no game word."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

Message: TypeAlias = dict[str, Any]

PING: Final = 10.0
PONG: Final = 5.0
FIRST: Final = 0.5
LONGEST: Final = 15.0
LONGEST_TOLD: Final = 60.0  # a server with a large crowd spreads it out
FINAL: Final = frozenset({4000, 4001, 4003, 4004, 4013})
NEVER_CLOSED: Final = 1006
FORBIDDEN: Final = 4003
TOO_MANY: Final = 4008
RESTARTING: Final = 4012
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class EndError(Exception):
    """The server does not want this connection again; `code` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class NoServerError(Exception):
    """Nobody answered, not even once; or something did that speaks another language."""

    def __init__(self, *, has_answered: bool) -> None:
        super().__init__(has_answered)
        self.has_answered = has_answered


def delay(code: int, tries: int, reason: str, luck: float) -> float:
    """Seconds until the next attempt; `luck` between 0 and 1 keeps a crowd apart."""
    if code == RESTARTING:
        told = int(reason) / 1000 if reason.isascii() and reason.isdigit() else 0
        return min(LONGEST_TOLD, told) if told else 0.2 + 1.3 * luck
    if code == TOO_MANY:
        return 5 + 5 * luck
    most = min(LONGEST, FIRST * 2.0 ** min(tries, 10))
    return most / 2 + most / 2 * luck


def is_near(url: str) -> bool:
    """Whether it is on this machine, where no proxy leads to."""
    return urlsplit(url).hostname in LOOPBACK


class Line:
    """`heard` gets every message, `lost` the code of each close that is not final."""

    def __init__(
        self,
        address: Callable[[], tuple[str, Mapping[str, str]]],
        heard: Callable[[Message], Awaitable[None]],
        lost: Callable[[int], None],
        position: Callable[[], int] = lambda: 0,
    ) -> None:
        self._address = address
        self._heard = heard
        self._lost = lost
        self._position = position
        self._socket: ClientConnection | None = None
        self._heard_at = 0.0
        self._was_open = False
        self._has_answered = False

    async def run(self) -> None:
        """Stay connected until `EndError`, or `NoServerError` at the very first."""
        tries = 0
        while True:
            began = time.monotonic()
            code, reason = await self._connection()
            # One that dies at once is no better than none: the pauses grow on.
            if time.monotonic() - began > PONG:
                tries = 0
            if code in FINAL:
                raise EndError(code)
            if not self._was_open:
                raise NoServerError(has_answered=self._has_answered)
            self._lost(code)
            luck = random.random()  # noqa: S311 - it only keeps a crowd apart
            await asyncio.sleep(delay(code, tries, reason, luck))
            tries += 1

    async def send(self, message: Message) -> None:
        """When there is a connection; without one it is not the line that remembers."""
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(json.dumps(message))

    async def _connection(self) -> tuple[int, str]:
        """One connection from its beginning to its end: how that was."""
        url, headers = self._address()
        try:
            async with connect(
                url,
                additional_headers=headers,
                compression=None,
                ping_interval=None,
                open_timeout=PING + PONG,
                close_timeout=1,
                proxy=None if is_near(url) else True,
            ) as socket:
                self._was_open = True
                return await self._listen(socket)
        except InvalidStatus as error:
            # Told before there is a socket to be told over.
            self._has_answered = True
            refused = error.response.status_code in {403, 404}
            return (FORBIDDEN if refused else NEVER_CLOSED), ""
        except (OSError, InvalidHandshake, TimeoutError):
            return NEVER_CLOSED, ""

    async def _listen(self, socket: ClientConnection) -> tuple[int, str]:
        self._heard_at = time.monotonic()
        self._socket = socket
        pinging = asyncio.create_task(self._stay(socket))
        try:
            async for text in socket:
                self._heard_at = time.monotonic()
                message = _read(text)
                if message.get("type") != "pong":
                    await self._heard(message)
        except ConnectionClosed:
            pass  # its code tells
        finally:
            self._socket = None
            pinging.cancel()
        return socket.close_code or NEVER_CLOSED, socket.close_reason or ""

    async def _stay(self, socket: ClientConnection) -> None:
        """Ping, however much is heard: the server, too, wants to hear something."""
        while True:
            await asyncio.sleep(PING - PONG)
            asked = time.monotonic()
            await self.send({"type": "ping", "v": self._position()})
            await asyncio.sleep(PONG)
            if self._heard_at < asked:
                socket.transport.abort()
                return


def _read(text: str | bytes) -> Message:
    """What this program does not know it ignores."""
    try:
        message = json.loads(text)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
