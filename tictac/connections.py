"""The connection of a WebSocket, ended in such a way that the peer hears why.

When TCP is closed while something of the peer is unread or on its way, the kernel
answers with a reset, which overtakes the close frame: the peer sees 1006 and no reason.
So after a goodbye what comes in is read and thrown away until the peer ends as well.
"""

from collections.abc import Coroutine
from typing import Any, Final

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import (
    WebSocketsSansIOProtocol,
)
from websockets.frames import Frame

POLICY: Final = 1008
MOST_SMALL: Final = 50  # frames that nobody is told of, a second
LINGER: Final = 2.0  # seconds; a server that is told to end has ten for everything


class Connection(WebSocketsSansIOProtocol):
    """Uvicorn's own waits only after a close that the application asked for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.close_timeout = LINGER  # a flood is not read for longer than that
        self._small, self._second = 0, 0

    def send(self, message: ASGISendEvent) -> Coroutine[Any, Any, None]:
        if message["type"] == "websocket.close":
            # The last word waits for nobody: it goes behind what is not read yet.
            self.writable.set()
        return super().send(message)

    def shutdown(self) -> None:
        """The server ends: who was told why has the time to answer."""
        if self.close_timer is None and not self.transport.is_closing():
            super().shutdown()

    # The application hears of none of these, and so cannot say that they are too many.

    def handle_ping(self) -> None:
        output = b"".join(self.conn.data_to_send())
        if self.writable.is_set():  # pongs do not pile up for who reads none
            self.transport.write(output)
        self._count_small()

    def handle_pong(self, event: Frame) -> None:
        super().handle_pong(event)
        self._count_small()

    def handle_cont(self, event: Frame) -> None:
        super().handle_cont(event)
        self._count_small()

    def _count_small(self) -> None:
        second = int(self.loop.time())
        if second != self._second:
            self._small, self._second = 0, second
        self._small += 1
        if self._small > MOST_SMALL and not self.close_sent:
            self.conn.fail(POLICY, "too many control frames")
            self.handle_parser_exception()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        # A generator that holds what holds it.
        self.conn.parser.close()

    def handle_parser_exception(self) -> None:
        """The peer broke the protocol; called again with whatever it still sends."""
        if self.close_timer is not None:
            return
        close = self.conn.close_sent
        code = close.code if close else 1006
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(
            self.close_timeout, self.transport.close
        )
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        if self.conn.eof_sent and self.transport.can_write_eof():
            self.transport.write_eof()  # its answer would not be understood
