"""The limit in Python: a bare picows server on uvloop that stores nothing.

It does what must be done for a move and nothing else: read the frame, check turn and
cell, encode the state once, answer, and write to everybody in the room.
"""

import socket
import sys
import time
from typing import Final

import msgspec
import uvloop
from picows import (
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    ws_create_server,
)

from e2e.bench.references.table import Table

PLACE: Final = "/ws/game/"


class Command(msgspec.Struct):
    """All commands in one; which fields count depends on the type."""

    type: str
    key: str = ""
    cell: int = -1
    ply: int = -1
    game: int = -1
    seat: int = 1
    offer: int | None = None


class Welcome(msgspec.Struct, tag="welcome", tag_field="type"):
    room: str
    seat: int | None
    now: int
    proto: int = 1


class Ack(msgspec.Struct, tag="ack", tag_field="type"):
    key: str
    v: int


class Rejected(msgspec.Struct, tag="rejected", tag_field="type"):
    key: str
    code: str
    v: int
    message: str = "It is not your turn."


class Room:
    def __init__(self, code: str) -> None:
        self.code = code
        self.table = Table(code)
        self.members: set[WSTransport] = set()
        self.text = encode(self.table.state)

    def tell(self) -> None:
        self.text = encode(self.table.state)
        for member in self.members:
            member.send(TEXT, self.text)


decode: Final = msgspec.json.Decoder(Command).decode
encode: Final = msgspec.json.Encoder().encode
TEXT: Final = WSMsgType.TEXT
rooms: Final[dict[str, Room]] = {}


class Member(WSListener):
    """One connection; a player once it has sat down."""

    def __init__(self, code: str) -> None:
        self.room = rooms.get(code) or rooms.setdefault(code, Room(code))
        self.seat = 0

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.room.members.add(transport)
        self.welcome(transport)
        transport.send(TEXT, self.room.text)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.room.members.discard(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == TEXT:
            self.obey(transport, decode(frame.get_payload_as_memoryview()))
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()

    def obey(self, transport: WSTransport, command: Command) -> None:
        table, fault = self.room.table, None
        if command.type == "move":
            fault = table.move(self.seat, command.cell, command.ply, command.game)
        elif command.type == "rematch":
            fault = table.rematch(self.seat, command.game, command.offer)
        elif command.type == "sit":
            self.seat = command.seat
            fault = table.sit(command.seat)
            self.welcome(transport)
        elif command.type == "ping":
            now = int(time.time() * 1000)
            pong = b'{"type":"pong","v":%d,"now":%d}' % (table.state.v, now)
            transport.send(TEXT, pong)
            return
        else:
            fault = "unknown_type"
        if fault:
            transport.send(TEXT, encode(Rejected(command.key, fault, table.state.v)))
        else:
            transport.send(TEXT, encode(Ack(command.key, table.state.v)))
            self.room.tell()

    def welcome(self, transport: WSTransport) -> None:
        now = int(time.time() * 1000)
        transport.send(TEXT, encode(Welcome(self.room.code, self.seat or None, now)))


async def serve(fd: int) -> None:
    server = await ws_create_server(listener_for, sock=socket.socket(fileno=fd))
    await server.serve_forever()


def listener_for(request: WSUpgradeRequest) -> Member | None:
    path = request.path.decode().partition("?")[0]
    return Member(path.removeprefix(PLACE)) if path.startswith(PLACE) else None


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[-1])))
