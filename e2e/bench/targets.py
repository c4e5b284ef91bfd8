"""What is measured: the product as a user starts it, and what it is compared with.

All of them speak the product's protocol at the product's addresses.
"""

import contextlib
import http.client
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import urlencode

from e2e.bench import machine
from e2e.bench.client import Ticket
from e2e.bench.loop import TroubleError
from e2e.server import PATIENCE, Server
from e2e.services import Service

# Start it, with its data in that folder; in the end it is stopped.
Serve: TypeAlias = Callable[[Path], AbstractContextManager["Target"]]

CSRF: Final = "0123456789abcdef0123456789abcdef"
LAST_WORDS: Final = 600


@dataclass(eq=False)
class Room:
    code: str
    cookie: str = ""  # of who opened it, and sits in seat 1
    resumes: dict[int, str] = field(default_factory=dict)


@dataclass(eq=False)
class Target:
    """One way to serve rooms: its processes, how to come in, where it keeps its log."""

    name: str
    folder: Path
    serve: Serve
    servers: list[Server]
    services: list[Service] = field(default_factory=list)
    database: str | None = None
    _rooms: list[Room] = field(default_factory=list)

    @property
    def pids(self) -> list[int]:
        running = [server.process for server in self.servers]
        return [
            *(process.pid for process in running if process is not None),
            *(service.pid for service in self.services),
        ]

    @property
    def last_words(self) -> str:
        """Of its logs, where something may have gone wrong."""
        return "\n".join(server.log[-LAST_WORDS:] for server in self.servers)

    def cpu(self) -> machine.Cpu:
        return machine.cpu_of(self.pids)

    def again(self) -> AbstractContextManager["Target"]:
        """Another one of the same kind, just started."""
        return self.serve(self.folder / "again")

    def rooms(self, number: int) -> list[Room]:
        """Always the same ones, from the first on."""
        self._rooms += self.open_rooms(number - len(self._rooms))
        return self._rooms[:number]

    def open_rooms(self, number: int) -> list[Room]:
        raise NotImplementedError

    def ticket(self, room: Room, seat: int) -> Ticket:
        """Come in as that player, 0 to watch; seats go to different servers."""
        server = self.servers[(seat - 1) % len(self.servers)]
        path = f"/ws/game/{room.code}?seat={seat or 'watch'}"
        headers = {}
        if seat == 1 and room.cookie:
            headers = {"Cookie": room.cookie, "Origin": server.url}
        elif seat in room.resumes:
            headers = {"Authorization": f"Bearer {room.resumes[seat]}"}
        return Ticket(server.port, path, headers)


class Product(Target):
    def open_rooms(self, number: int) -> list[Room]:
        """By the lobby's form, as a browser without an identity does."""
        server = self.servers[0]
        connection = http.client.HTTPConnection(server.host, timeout=PATIENCE)
        with contextlib.closing(connection):
            return [self._open_room(connection, server.url) for _ in range(number)]

    def _open_room(self, connection: http.client.HTTPConnection, url: str) -> Room:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={CSRF}",
            "Origin": url,
        }
        fields = {"variant": "classic", "csrfmiddlewaretoken": CSRF}
        connection.request("POST", "/new/", urlencode(fields), headers)
        response = connection.getresponse()
        response.read()
        if response.status != 303:
            raise TroubleError(f"No room is opened: status {response.status}.")
        code = (response.getheader("Location") or "").split("/")[2]
        cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
        return Room(code, cookie)


class Reference(Target):
    def open_rooms(self, number: int) -> list[Room]:
        """A room there begins with the first to come."""
        return [Room(f"R{next(_numbers):05}") for _ in range(number)]


_numbers: Final = count()
