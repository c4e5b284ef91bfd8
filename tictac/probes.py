"""What other programs ask a server: is it alive, may it get work, what has it counted.

Answered before Django is asked, whatever the host is called and even when every one of
its threads is busy.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any, Final

import msgspec
from channels.layers import get_channel_layer
from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from game import database
from tictac.static import Application, Receive, Scope, Send

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content_type: str
    body: bytes


class Readiness:
    """Whether this process wants work; `drain` is for good."""

    def __init__(self) -> None:
        self.is_draining = False

    def drain(self) -> None:
        self.is_draining = True


READINESS: Final = Readiness()


class Probes:
    def __init__(self, others: Application) -> None:
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = ANSWERS.get(scope["path"])
        if answer is None or scope["method"] not in {"GET", "HEAD"}:
            await self._others(scope, receive, send)
            return
        await _send(send, scope["method"], await answer(scope))


async def health(_scope: Scope) -> Answer:
    return Answer(200, JSON, b'{"status":"alive"}')


async def readiness(_scope: Scope) -> Answer:
    failing = [name for name, check in CHECKS.items() if not await check()]
    if failing:
        text = {"status": "not ready", "failing": failing}
        return Answer(503, JSON, msgspec.json.encode(text))
    return Answer(200, JSON, b'{"status":"ready"}')


async def metrics(scope: Scope) -> Answer:
    if not may_read_metrics(scope):
        return Answer(403, "text/plain", b"Not from here.\n")
    text = await asyncio.to_thread(lambda: generate_latest(_registry()))
    return Answer(200, CONTENT_TYPE_LATEST, text)


def may_read_metrics(scope: Scope) -> bool:
    """From the listed networks; what a proxy passes on is not from this machine."""
    client = scope.get("client")
    if client is None:
        return False
    try:
        address = ip_address(client[0])
    except ValueError:
        return False
    if address.is_loopback and any(
        name in {b"x-forwarded-for", b"forwarded"} for name, _ in scope["headers"]
    ):
        return False
    return any(address in ip_network(allowed) for allowed in settings.METRICS_ALLOW)


async def _is_not_draining() -> bool:
    return not READINESS.is_draining


async def _layer_answers() -> bool:
    """One inside the process always does."""
    return bool(getattr(get_channel_layer(), "is_connected", True))


def _registry() -> CollectorRegistry:
    """All processes' together where they share, else this one's."""
    together = CollectorRegistry()
    try:
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    except ValueError:
        return REGISTRY
    return together


async def _send(send: Send, method: str, answer: Answer) -> None:
    headers = [
        (b"content-type", answer.content_type.encode()),
        (b"content-length", str(len(answer.body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    start = {"type": "http.response.start", "status": answer.status, "headers": headers}
    await send(start)
    body = b"" if method == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})


CHECKS: Final[Mapping[str, Callable[[], Awaitable[bool]]]] = {
    "draining": _is_not_draining,
    "database": database.answers,
    "layer": _layer_answers,
}
ANSWERS: Final[Mapping[str, Callable[[dict[str, Any]], Awaitable[Answer]]]] = {
    "/healthz": health,
    "/readyz": readiness,
    "/metrics": metrics,
}
