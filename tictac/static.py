"""Static files, answered before Django is asked.

WhiteNoise's own middleware costs two thread hops a file under ASGI and makes Django
warn about its synchronous streams; its lookup and headers are what matters.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

from whitenoise import WhiteNoise
from whitenoise.responders import Response

HASHED: Final = r"\.[0-9a-f]{12}\.[^/]+$"
METHODS: Final = frozenset({"GET", "HEAD"})

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class StaticFiles:
    def __init__(self, pages: Application, root: Path, prefix: str) -> None:
        self._pages = pages
        self._noise = WhiteNoise(
            None,
            root=root,
            prefix=prefix,
            allow_all_origins=False,
            immutable_file_test=HASHED,
            add_headers_function=_add_headers,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self._noise.files.get(scope["path"])
        if file is None or scope["method"] not in METHODS:
            await self._pages(scope, receive, send)
            return
        await _send(send, file.get_response(scope["method"], _environ(scope)))


def _environ(scope: Scope) -> dict[str, str]:
    """The request's headers as WhiteNoise reads them."""
    return {
        "HTTP_" + name.decode("latin-1").upper().replace("-", "_"): value.decode(
            "latin-1"
        )
        for name, value in scope["headers"]
    }


async def _send(send: Send, response: Response) -> None:
    body = b""
    if response.file is not None:
        with response.file as file:
            body = file.read()
    await send(
        {
            "type": "http.response.start",
            "status": response.status.value,
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in response.headers
            ],
            "trailers": False,
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _add_headers(headers: dict[str, str], path: str, url: str) -> None:
    del path, url
    headers["X-Content-Type-Options"] = "nosniff"
