"""What is posted to a page: whole before the page is asked, in time, and small.

Django would keep what is too large in a file before anybody could refuse it, and wait
for the rest of a message for as long as its sender likes.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from tictac.static import Application, Receive, Scope, Send

LARGEST: Final = 65_536  # bytes; the largest form here has some hundred
PATIENCE: Final = 10.0  # seconds until it must be whole
SENTENCES: Final[Mapping[int, str]] = {
    408: "That did not arrive whole.",
    413: "That is too long.",
    415: "Forms are sent here as application/x-www-form-urlencoded.",
}


class _RefusalError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Bodies:
    def __init__(self, pages: Application) -> None:
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_multipart(scope):
            await _refuse(send, 415)
            return
        try:
            body = await _read(receive)
        except _RefusalError as refusal:
            await _refuse(send, refusal.status)
            return
        if body is not None:
            await self._pages(scope, _again(body, receive), send)


def _is_multipart(scope: Scope) -> bool:
    """Nothing is uploaded here, and Django trips over some of what it can say."""
    kind: bytes = dict(scope["headers"]).get(b"content-type", b"")
    return kind.lower().startswith(b"multipart/")


async def _read(receive: Receive) -> bytes | None:
    """The whole of it; nothing when its sender is gone."""
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            while (message := await receive())["type"] == "http.request":
                part: bytes = message.get("body", b"")
                body += part
                if len(body) > LARGEST:
                    raise _RefusalError(413)
                if not message.get("more_body", False):
                    return body
    except TimeoutError:
        raise _RefusalError(408) from None
    return None


def _again(body: bytes, receive: Receive) -> Receive:
    messages = iter([{"type": "http.request", "body": body}])

    async def receive_again() -> Mapping[str, Any]:
        return next(messages, None) or await receive()

    return receive_again


async def _refuse(send: Send, status: int) -> None:
    text = SENTENCES[status].encode()
    headers = {
        b"content-type": b"text/plain; charset=utf-8",
        b"content-length": str(len(text)).encode(),
        b"connection": b"close",  # what is still to come is not waited for
    }
    start = {"type": "http.response.start", "status": status}
    await send(start | {"headers": list(headers.items())})
    await send({"type": "http.response.body", "body": text})
