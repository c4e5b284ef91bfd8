"""The server's own WebSocket class, with real connections to a server in this loop."""

import asyncio
import gc
import socket
import weakref
from collections.abc import AsyncIterator
from typing import ClassVar

import pytest
import uvicorn
from websockets.asyncio.client import connect

from game.routing import sockets as application
from game.sockets import Socket
from game.tests.stage import until
from tictac.lane import LaneProtocol

pytestmark = pytest.mark.django_db(transaction=True)


class Watched(LaneProtocol):
    all: ClassVar[weakref.WeakSet[object]] = weakref.WeakSet()

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.all.update((self, self.conn))


@pytest.fixture
async def address() -> AsyncIterator[str]:
    config = uvicorn.Config(application, ws=Watched, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = asyncio.ensure_future(server.serve(sockets=[listener]))
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}/ws/lobby"
        server.should_exit = True
        await serving


@pytest.fixture
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("how", ["closed", "cut"])
async def test_a_connection_that_ended_is_gone_without_a_collector(address, how):
    """It comes rarely; thousands of connections may come and go in the meantime."""
    for _ in range(3):
        async with connect(address) as lobby:
            await lobby.recv()
            await lobby.send('{"type":"ping","key":"k"}')
            await lobby.recv()
            (inside,) = Socket.all
            consumer = weakref.ref(inside)
            del inside
            assert len(Watched.all) == 2
            if how == "cut":
                lobby.transport.abort()
        await until(lambda: consumer() is None)  # noqa: B023 - called at once
        await until(lambda: not Watched.all)
