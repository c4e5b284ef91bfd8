"""Two roads to try besides the socket: an event stream, and a poll that is held.

Answered before Django is asked: who waits costs a task and never a thread, is done
within a second, and nothing here looks at the database.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from game.errors import REFUSALS
from game.pace import Pace, network_of

STREAM: Final = "/connection/stream"
POLL: Final = "/connection/poll"
TICKS: Final = 5
PAUSE: Final = 0.2  # between two ticks: far enough apart to see them held back
HELD: Final = 0.1  # how long an answer waits, as one without news would

# A page asks some ten times; many people may sit behind one address.
BURST: Final = 200
RATE: Final = 20.0
PACE: Final = Pace()

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_ASKED: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
_COMMON: Final = (
    (b"cache-control", b"no-store, no-transform"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'"),
)


class Roads:
    def __init__(self, others: Application) -> None:
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        road = _ROADS.get(scope["path"])
        if road is None or scope["method"] != "GET":
            await self._others(scope, receive, send)
        elif not PACE.take(network_of((scope.get("client") or [""])[0]), BURST, RATE):
            await _refuse(send, 429, "rate_limited")
        else:
            await road(scope, send)


async def stream(_scope: Scope, send: Send) -> None:
    """Tick a few times; each tick says how many milliseconds it was waited with."""
    # What buffers by default is asked not to, as it has to be for the games.
    unbuffered = (b"x-accel-buffering", b"no")
    await _start(send, 200, b"text/event-stream; charset=utf-8", unbuffered)
    clock = asyncio.get_running_loop().time
    began = clock()
    for tick in range(1, TICKS + 1):
        if tick > 1:
            await asyncio.sleep(PAUSE)
        data = {"tick": tick, "waited": _ms(clock() - began)}
        text = b"id: %d\ndata: %s\n\n" % (tick, msgspec.json.encode(data))
        await send({"type": "http.response.body", "body": text, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def poll(scope: Scope, send: Send) -> None:
    """Say back what was asked, after a moment: so no answer is an older one's copy."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    asked = query.get("asked", [""])[-1]
    if not _ASKED.fullmatch(asked):
        await _refuse(send, 400, "bad_message")
        return
    clock = asyncio.get_running_loop().time
    began = clock()
    await asyncio.sleep(HELD)
    await _answer(send, 200, {"asked": asked, "waited": _ms(clock() - began)})


async def _refuse(send: Send, status: int, code: str) -> None:
    await _answer(send, status, {"code": code, "message": REFUSALS[code]})


async def _answer(send: Send, status: int, body: Mapping[str, object]) -> None:
    text = msgspec.json.encode(body)
    length = (b"content-length", str(len(text)).encode())
    await _start(send, status, b"application/json", length)
    await send({"type": "http.response.body", "body": text})


async def _start(
    send: Send, status: int, content_type: bytes, header: tuple[bytes, bytes]
) -> None:
    headers = [(b"content-type", content_type), header, *_COMMON]
    await send({"type": "http.response.start", "status": status, "headers": headers})


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


_ROADS: Final = {STREAM: stream, POLL: poll}
