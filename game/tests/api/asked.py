"""A request as a server hands it over, without a server."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

from game.api.app import Api

PATIENCE = 5.0


async def pages(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"a page"})


class Asked(ApplicationCommunicator):
    """One request; its headers say who asks, and `client` from which address."""

    def __init__(self, method: str, path: str, body: Any, headers: dict[str, str]):
        path, _, query = path.partition("?")
        headers = {"host": "127.0.0.1", "client": "127.0.0.1"} | headers
        address = headers.pop("client")
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": path,
            "query_string": query.encode(),
            "client": (address, 1),
            "headers": [(k.encode(), v.encode("latin-1")) for k, v in headers.items()],
        }
        super().__init__(Api(pages), scope)
        text = body if isinstance(body, bytes | str) else json.dumps(body or {})
        self.sent = text if isinstance(text, bytes) else text.encode()
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""

    async def begins(self) -> "Asked":
        await self.send_input({"type": "http.request", "body": self.sent})
        return self

    async def goes(self) -> None:
        await self.send_input({"type": "http.disconnect"})

    async def answered(self) -> "Asked":
        start = await self.receive_output(timeout=PATIENCE)
        self.status = start["status"]
        self.headers = {k.decode(): v.decode() for k, v in start["headers"]}
        while True:
            part = await self.receive_output(timeout=PATIENCE)
            self.body += part["body"]
            if not part.get("more_body"):
                await self.wait(timeout=PATIENCE)
                return self

    async def starts(self) -> "Asked":
        start = await self.receive_output(timeout=PATIENCE)
        self.status = start["status"]
        self.headers = {k.decode(): v.decode() for k, v in start["headers"]}
        return self

    async def event(self) -> dict[str, str]:
        """The next event of a stream that is not about presence, its fields."""
        while True:
            part = await self.receive_output(timeout=PATIENCE)
            for block in part["body"].decode().split("\n\n"):
                fields = dict(line.split(": ", 1) for line in block.splitlines())
                if "data" in fields and '"type":"presence"' not in fields["data"]:
                    return fields
            assert part.get("more_body"), "the stream is over"

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> tuple[int, str]:
        assert self.json["type"] == "rejected"
        return self.status, self.json["code"]
