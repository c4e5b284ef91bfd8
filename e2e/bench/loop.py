"""The loop that waits for all sockets of the load.

No asyncio: a call per readable socket is all it does, so that the load stays cheaper
than what it measures.
"""

import select
import time
from collections.abc import Callable
from typing import Final, Protocol

PATIENCE: Final = 20.0  # seconds without a word from any server


class TroubleError(Exception):
    """Something went wrong while it was measured, so there is no figure."""


class StalledError(TroubleError):
    """The server could not store it in time, and said so, as it promises to.

    A disk that others use as well may stand still for seconds: that is no fault.
    """


class Droppable(Protocol):
    def drop(self) -> None:
        """Let go of the socket, without a word."""


class Loop:
    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._calls: dict[int, Callable[[], None]] = {}
        self._clients: dict[int, Droppable] = {}

    def run(self, is_done: Callable[[], bool]) -> None:
        """Handle what comes until it is done; it is asked after each batch."""
        poll, calls = self._epoll.poll, self._calls
        silent_since = time.monotonic()
        while not is_done():
            events = poll(0.05)
            if events:
                for fd, _ in events:
                    calls[fd]()
                silent_since = time.monotonic()
            elif time.monotonic() - silent_since > PATIENCE:
                raise TroubleError("Nothing comes any more.")

    def rest(self, seconds: float) -> None:
        """Handle what comes for so long."""
        end = time.monotonic() + seconds
        self.run(lambda: time.monotonic() >= end)

    def watch(self, fd: int, client: Droppable, call: Callable[[], None]) -> None:
        """From now on call this when there is something to read."""
        if fd not in self._calls:
            self._epoll.register(fd, select.EPOLLIN)
        self._calls[fd] = call
        self._clients[fd] = client

    def forget(self, fd: int) -> None:
        del self._calls[fd], self._clients[fd]
        self._epoll.unregister(fd)

    def close(self) -> None:
        """Drop whoever is still there."""
        for client in list(self._clients.values()):
            client.drop()
        self._epoll.close()
