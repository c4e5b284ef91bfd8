"""The addresses of the sockets."""

from typing import Any, Final

from channels.routing import URLRouter
from django.urls import path, re_path

from game.closes import NO_SUCH_ROOM
from game.consumers import GameRoom, LobbyFeed
from game.echo import Echo
from game.streams import Streams


async def unknown_path(_scope: Any, receive: Any, send: Any) -> None:
    """There is no socket at that address: a browser hears so only once it is open."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": NO_SUCH_ROOM})


UNKNOWN: Final[Any] = unknown_path  # the types know views only

sockets: Final = URLRouter(
    [
        path("ws/game/<code:code>", GameRoom.as_asgi()),
        path("ws/lobby", LobbyFeed.as_asgi()),
        path("ws/echo", Echo.as_asgi()),
        path("ws/streams", Streams.as_asgi()),
        re_path("", UNKNOWN),
    ]
)
