"""What tutorials build: Daphne, Channels with its in-memory layer, nothing stored.

A consumer for JSON that joins a group, answers, and sends the state to the group. It is
driven with the very same frames, so it writes its JSON without spaces.
"""

import json
import time
from typing import Any, Final

import django
import msgspec
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path

from e2e.bench.references.table import Table

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY="only-for-tests",  # noqa: S106 - it signs nothing
    ROOT_URLCONF=(),
    INSTALLED_APPS=["daphne", "channels"],
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
django.setup()

tables: Final[dict[str, Table]] = {}


class Relay(AsyncJsonWebsocketConsumer):
    table: Table
    seat = 0

    async def connect(self) -> None:
        code = self.scope["url_route"]["kwargs"]["code"]
        self.table = tables.get(code) or tables.setdefault(code, Table(code))
        self.group = f"room_{code}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self.welcome()
        await self.send_json(msgspec.to_builtins(self.table.state))

    async def disconnect(self, code: int) -> None:
        del code
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content: dict[str, Any], **kwargs: Any) -> None:
        del kwargs
        table = self.table
        match content:
            case {"type": "move", "cell": cell, "ply": ply, "game": game}:
                fault = table.move(self.seat, cell, ply, game)
            case {"type": "rematch", "game": game}:
                fault = table.rematch(self.seat, game, content.get("offer"))
            case {"type": "sit", "seat": seat}:
                self.seat = seat
                fault = table.sit(seat)
                await self.welcome()
            case _:
                await self.send_json({"type": "pong", "v": table.state.v, "now": now()})
                return
        await self.answer(content["key"], fault)

    async def answer(self, key: str, fault: str | None) -> None:
        v = self.table.state.v
        if fault:
            refusal = {"type": "rejected", "key": key, "code": fault, "v": v}
            await self.send_json(refusal | {"message": "It is not your turn."})
            return
        await self.send_json({"type": "ack", "key": key, "v": v})
        state = msgspec.to_builtins(self.table.state)
        await self.channel_layer.group_send(
            self.group, {"type": "run_game", "state": state}
        )

    async def run_game(self, event: dict[str, Any]) -> None:
        await self.send_json(event["state"])

    async def welcome(self) -> None:
        code, seat = self.table.state.room, self.seat or None
        await self.send_json({"type": "welcome", "room": code, "seat": seat} | PROTO)

    @classmethod
    async def encode_json(cls, content: Any) -> str:
        return json.dumps(content, separators=(",", ":"))


def now() -> int:
    return int(time.time() * 1000)


PROTO: Final = {"proto": 1}
application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([path("ws/game/<code>", Relay.as_asgi())]),
    }
)
