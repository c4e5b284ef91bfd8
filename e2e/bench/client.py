"""One connection of the load, and what it makes sure of whatever it is used for."""

import itertools
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from e2e.bench import codec, wire
from e2e.bench.loop import Loop, StalledError, TroubleError

HOST: Final = "127.0.0.1"
READ_SIZE: Final = 65_536
PER_ADDRESS: Final = 10_000  # connections from one address of this machine


@dataclass(frozen=True)
class Ticket:
    """How to get in: where, and as whom."""

    port: int
    path: str
    headers: Mapping[str, str]


class Client:
    """One connection, and the newest state it was shown.

    A subclass says what it does about what it hears. Versions come one after the
    other; a gap means that something was dropped, which nothing here excuses.
    """

    def __init__(self, loop: Loop, ticket: Ticket) -> None:
        self.loop = loop
        self._ticket = ticket
        self.v = 0
        self.state = b""
        self.states = 0  # heard
        self.pongs = 0
        self.is_closing = False
        self.is_gone = True
        self._is_welcome = False
        self._newest = 0  # of which a pong told
        self._rest = b""

    @property
    def is_ready(self) -> bool:
        return self._is_welcome and self.v > 0

    def open(self) -> None:
        ticket = self._ticket
        self._socket = socket.socket()
        self.is_gone = False
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
        self._socket.bind((next(_addresses), 0))
        self._socket.connect((HOST, ticket.port))
        self._socket.setblocking(False)
        self.loop.watch(self._socket.fileno(), self, self._shake_hands)
        host = f"{HOST}:{ticket.port}"
        self.send(codec.handshake(host, ticket.path, ticket.headers))

    def send(self, data: bytes) -> None:
        if self._socket.send(data) != len(data):
            raise TroubleError("A server does not read.")

    def leave(self) -> None:
        self.is_closing = True
        self.send(codec.frame(codec.CLOSE, (1000).to_bytes(2, "big")))

    def ping(self) -> None:
        """The answer says what the newest version is."""
        self.send(wire.ping(self.v))

    @property
    def is_up_to_date(self) -> bool:
        return self.v >= self._newest

    # What a subclass makes of it.

    def saw(self, text: bytes) -> None:
        """A newer state came."""

    def was_acked(self, text: bytes) -> None:
        raise TroubleError(f"not asked for: {text.decode()}")

    def was_rejected(self, text: bytes) -> None:
        if b'"code":"unavailable"' in text:
            raise StalledError("The disk did not answer in time.")
        raise TroubleError(text.decode())

    def was_welcomed(self, text: bytes) -> None:
        self._is_welcome = True

    # Reading.

    def _shake_hands(self) -> None:
        data = self._rest + self._socket.recv(READ_SIZE)
        following = codec.after_handshake(data)
        if following is None:
            self._rest = data
            return
        self._rest = b""
        self.loop.watch(self._socket.fileno(), self, self._read)
        if following:
            self._hear(following)

    def _read(self) -> None:
        data = self._socket.recv(READ_SIZE)
        if not data:
            self._end()
        else:
            self._hear(self._rest + data if self._rest else data)

    def _hear(self, data: bytes) -> None:
        texts, rest = codec.split(data)
        self._rest = rest
        for text in texts:
            kind = text[9:11]
            if kind == b"st":
                self._take(text)
            elif kind == b"ac":
                self.was_acked(text)
            elif kind == b"re":
                self.was_rejected(text)
            elif kind == b"we":
                self.was_welcomed(text)
            elif kind == b"po":
                self._take_pong(text)
        if rest and rest[0] != codec.TEXT:
            self._control(rest)

    def _take(self, text: bytes) -> None:
        v = wire.number(text, b'"v":')
        if v != self.v + 1 and self.v:
            if v <= self.v:
                return
            raise TroubleError(f"After version {self.v} came {v}.")
        self.v = v
        self.state = text
        self.states += 1
        self.saw(text)

    def _take_pong(self, text: bytes) -> None:
        self._newest = wire.number(text, b'"v":')
        self.pongs += 1

    def _control(self, data: bytes) -> None:
        found = codec.control(data)
        if found is None:
            return
        first, payload, rest = found
        self._rest = b""
        if first == codec.PING:
            self.send(codec.frame(codec.PONG, payload))
        elif first != codec.CLOSE:
            raise TroubleError(f"A frame that begins with {first:#x}.")
        elif not self.is_closing:
            raise TroubleError(f"Closed with {int.from_bytes(payload[:2], 'big')}.")
        if rest:
            self._hear(rest)

    def _end(self) -> None:
        if not self.is_closing:
            raise TroubleError("A server hung up.")
        self.drop()

    def drop(self) -> None:
        if not self.is_gone:
            self.is_gone = True
            self.loop.forget(self._socket.fileno())
            self._socket.close()


# Linux has it and Python does not name it: the port is chosen at `connect`, so that
# it need be free towards that server alone.
IP_BIND_ADDRESS_NO_PORT: Final = 24


def _loopback() -> Iterator[str]:
    """As many addresses as there are connections for: one has some 28,000 ports."""
    for number in itertools.cycle(range(2, 250)):
        yield from itertools.repeat(f"127.0.0.{number}", PER_ADDRESS)


_addresses: Final = _loopback()
