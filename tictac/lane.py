"""Uvicorn's WebSocket protocol with a fast lane for what nearly all traffic is.

Whole text frames are unmasked here and handed to whoever is attached, in the
transport's own callback. Whole control frames go to the parser of websockets; whatever
else comes, fragments, binary, oversize or broken frames, goes there too, and so does
all after it.
"""

from collections.abc import Callable
from typing import Any, Final, cast

# Its quick one where it was built, else the one in Python.
from websockets.frames import apply_mask  # type: ignore[attr-defined]
from websockets.http11 import Request

from game.lane import EXTENSION
from tictac.connections import Connection

TEXT: Final = 0x81  # the first byte of a frame that is whole: FIN, no extension
CONTROL: Final = {0x88, 0x89, 0x8A}
MASKED: Final = 0x80
MAX_CONTROL: Final = 125
LENGTH_FOLLOWS: Final = 126  # in the two bytes after
SHORTEST: Final = 6  # two bytes and the mask


class LaneProtocol(Connection):
    """One connection; to the application it is the `Lane` in the scope."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._heard: Callable[[str], None] | None = None
        self._is_plain = False  # for good: the parser of websockets is in charge
        self._rest = b""
        self._extensions: dict[str, Any] = {}

    # The Lane of the application.

    def attach(self, heard: Callable[[str], None]) -> None:
        self._heard = heard

    def write(self, frame: bytes) -> bool:
        if (
            self.close_sent
            or not self.writable.is_set()
            or not self.handshake_complete
            or self.transport.is_closing()
        ):
            return False
        self.transport.write(frame)
        return True

    # The callbacks of the transport.

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of all that holds this connection: the collector comes rarely."""
        super().connection_lost(exc)
        self._heard = None
        self._extensions.pop(EXTENSION, None)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:  # else it was refused
            self._extensions = cast(dict[str, Any], self.scope["extensions"])
            self._extensions[EXTENSION] = self

    def data_received(self, data: bytes) -> None:
        if self._is_plain or not self.handshake_complete:
            # Frames before the handshake's answer: nobody in earnest sends them.
            self._is_plain = self._is_plain or self.handshake_initiated
            super().data_received(data)
            return
        if self._rest:
            data, self._rest = self._rest + data, b""
        start, end = 0, len(data)
        while start < end and not self.transport.is_closing():
            begin, stop = _payload(data, start, self.config.ws_max_size)
            if not stop:
                self._is_plain = True
                super().data_received(data[start:])
                return
            if stop > end:
                self._rest = data[start:]
                return
            if data[start] == TEXT:
                self._take(data[start:stop], begin - start)
            else:
                super().data_received(data[start:stop])
            start = stop

    def _take(self, frame: bytes, begin: int) -> None:
        payload = apply_mask(frame[begin:], frame[begin - 4 : begin])
        if self._heard is None or self.close_sent:
            self.curr_msg_data_type, self.frames = "text", [payload]
            self.send_receive_event_to_app()
            return
        try:
            text = payload.decode()
        except UnicodeDecodeError:
            super().data_received(frame)  # which closes with the proper code
        else:
            self._heard(text)


def _payload(data: bytes, start: int, longest: int) -> tuple[int, int]:
    """Where the payload of the frame at `start` begins and ends.

    It may end beyond the data: then some of it is still to come. An end of 0 says that
    this frame is not for the lane.
    """
    kind = data[start]
    if kind == TEXT:
        pass
    elif kind in CONTROL:
        longest = MAX_CONTROL
    else:
        return 0, 0
    begin = start + SHORTEST
    if len(data) < begin:
        return begin, begin
    size = data[start + 1] - MASKED
    if size == LENGTH_FOLLOWS:
        size = int.from_bytes(data[start + 2 : start + 4])
        begin += 2
    elif size > LENGTH_FOLLOWS:
        return 0, 0
    return (begin, begin + size) if 0 <= size <= longest else (0, 0)
