"""One request, as the handlers of the API see it, and the answer they give."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs

from game import access, protocol
from game.api.problems import ProblemError
from game.consumers import WISHES
from game.engine.seating import Wish
from game.outgoing import Done, Message, Visit

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]
Send: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[None]]

ALWAYS: Final[Mapping[str, str]] = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, message: Message | Visit | Done, status: int = 200, **headers: str
    ) -> "Answer":
        return cls(status, protocol.encode(message), headers)


class Request:
    def __init__(
        self, scope: Scope, receive: Receive, send: Send, code: str | None
    ) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.code = code or ""

    @cached_property
    def visitor(self) -> access.Visitor:
        return access.visitor(self.scope)

    @property
    def address(self) -> str:
        client = self.scope.get("client")
        return client[0] if client else ""

    @property
    def wish(self) -> Wish:
        """The seat to act for, as a socket's address names it."""
        return WISHES.get(self.text("seat") or "")

    def text(self, name: str) -> str | None:
        return self._query.get(name, [None])[-1]

    def header(self, name: bytes) -> str | None:
        for key, value in self.scope["headers"]:
            if key == name:
                text: str = value.decode("latin-1")
                return text
        return None

    def number(self, name: str, default: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not _NUMBER.fullmatch(text):
            raise ProblemError("bad_message", f"`{name}` is a whole number.")
        return int(text)

    async def body(self) -> str:
        """What was posted, which is as bounded as a frame."""
        body = b""
        while (message := await self.receive())["type"] == "http.request":
            body += message.get("body", b"")
            if len(body) > protocol.MAX_FRAME:
                raise ProblemError("bad_message", "The message is too long.")
            if not message.get("more_body", False):
                break
        try:
            return body.decode()
        except UnicodeDecodeError:
            raise ProblemError("bad_message", "The message is no UTF-8.") from None

    async def answer(self, answer: Answer) -> None:
        body = answer.text.encode()
        headers = {**ALWAYS, **answer.headers}
        if answer.status != 204:
            headers |= {
                "content-type": "application/json",
                "content-length": str(len(body)),
            }
        await self.start(answer.status, headers)
        await self.send({"type": "http.response.body", "body": body})

    async def start(self, status: int, headers: Mapping[str, str]) -> None:
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        start = {"type": "http.response.start", "status": status, "headers": raw}
        await self.send(start)

    @cached_property
    def _query(self) -> dict[str, list[str]]:
        return parse_qs(self.scope["query_string"].decode("latin-1"))
