"""The server that `play` and `serve` run: uvicorn, with a shutdown that tells people.

Uvicorn on its own closes sockets with 1012 before the application hears of it; here
every socket is told 4012 first, and the rooms close after the last request.
"""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Final

import uvicorn
from channels.layers import get_channel_layer
from django.conf import settings
from uvicorn._types import ASGI3Application

from game.connection import drain
from game.jobs.running import Labour
from game.rooms import Rooms
from tictac.lane import LaneProtocol
from tictac.probes import READINESS
from tictac.requests import Requests

logger = logging.getLogger(__name__)

LONGEST_HEAD: Final = 16_384  # bytes of what comes before a body
LAST_REQUESTS_SECONDS: Final = 4  # with all else, ten from the signal to the end
PATIENCE: Final = 9.0  # seconds; a supervisor has a little more
LAST_SECONDS: Final = 2.0  # when there is nothing more to do
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    def __init__(
        self, application: ASGI3Application, on_ready: Callable[[], object]
    ) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                http=Requests,
                h11_max_incomplete_event_size=LONGEST_HEAD,
                ws=LaneProtocol,
                ws_max_size=4096,
                ws_per_message_deflate=False,
                ws_ping_interval=None,  # silence is the sockets' own business
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=True,
                forwarded_allow_ips=settings.TRUSTED_PROXIES,
                timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
            )
        )
        self._on_ready = on_ready
        # Twice the same filter is one.
        logging.getLogger("uvicorn.error").addFilter(_is_no_fault_of_a_peer)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _spare_the_collector()
        Rooms.here()  # reaches out to the other processes
        if Labour.is_at_home:
            Labour.start()
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        end_in(PATIENCE)
        READINESS.drain()
        for server in self.servers:
            server.close()
        try:
            await Labour.stop()
            await drain()
            await super().shutdown(sockets)
        finally:
            await Rooms.here().close()
            await say_goodbye()
            end_in(LAST_SECONDS)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on a signal without raising it again: to be stopped is no error."""
        before = {name: signal.signal(name, self.handle_exit) for name in SIGNALS}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)


async def say_goodbye() -> None:
    """To the broker, after what was said last: its client cannot be cut short."""
    await asyncio.sleep(0.05)
    await get_channel_layer().flush()


def end_in(seconds: float) -> None:
    """A thread that hangs in a database would keep the process for ever."""

    def end() -> None:
        logger.error("Something hangs; the server ends all the same")
        os._exit(0)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


def _spare_the_collector() -> None:
    """What the start has made stays, and what a move makes is no cycle: look rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _is_no_fault_of_a_peer(record: logging.LogRecord) -> bool:
    """Keep out the one fault of a peer that uvicorn logs with a traceback."""
    return not str(record.msg).startswith("Invalid UTF-8 sequence received")
