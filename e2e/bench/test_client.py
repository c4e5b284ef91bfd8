"""A client of the load at a server that says what it is told to: nothing is excused."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from e2e.bench import codec
from e2e.bench import loop as loops
from e2e.bench.client import Client, Ticket
from e2e.bench.loop import Loop, TroubleError
from e2e.bench.players import Player, Rusher, Table, Tally

Say = Callable[..., int]

ACCEPTED = b"HTTP/1.1 101 Go\r\nSec-WebSocket-Accept: " + codec.ACCEPT + codec.HEAD_END
CLOSED = bytes((codec.CLOSE, 2)) + (4009).to_bytes(2, "big")


def text(**fields: object) -> bytes:
    payload = json.dumps(fields, separators=(",", ":")).encode()
    assert len(payload) < 65_536
    head = bytes((codec.TEXT, 126)) + len(payload).to_bytes(2, "big")
    return head + payload


def state(v: int, **fields: object) -> bytes:
    quiet = {"turn": None, "status": "waiting", "marks": "XO", "board": "...."}
    return text(type="state", v=v, **quiet | fields)


WELCOME = text(type="welcome", room="ROOM", seat=1)


@pytest.fixture
def say() -> Iterator[Say]:
    """Start a server that accepts one connection and says all this at once."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)
    threads: list[threading.Thread] = []

    def serve(data: bytes) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.recv(65_536)
            connection.sendall(ACCEPTED + data)
            connection.settimeout(10)
            while connection.recv(65_536):
                pass

    def say(*frames: bytes) -> int:
        threads.append(threading.Thread(target=serve, args=(b"".join(frames),)))
        threads[-1].start()
        return int(listener.getsockname()[1])

    yield say
    for thread in threads:
        thread.join()
    listener.close()


@pytest.fixture
def loop(say: Say) -> Iterator[Loop]:
    """Its clients hang up before the server waits for them to."""
    del say
    loop = Loop()
    yield loop
    loop.close()


def ticket(port: int) -> Ticket:
    return Ticket(port, "/ws/game/ROOM", {})


def come(client: Client) -> None:
    client.open()
    client.loop.run(lambda: client.is_ready)


def test_whoever_was_welcomed_and_shown_the_room_is_there(loop: Loop, say: Say):
    client = Client(loop, ticket(say(WELCOME, state(3))))
    come(client)
    assert (client.v, client.states) == (3, 1)


def test_versions_come_one_after_the_other(loop: Loop, say: Say):
    client = Client(loop, ticket(say(WELCOME, state(3), state(3), state(4), state(5))))
    client.open()
    loop.run(lambda: client.v == 5)
    assert client.states == 3  # the doubled one does not count


@pytest.mark.parametrize(
    ("frames", "trouble"),
    [
        ([WELCOME, state(3), state(5)], "After version 3 came 5"),
        ([text(type="rejected", key=None, code="stale")], "stale"),
        ([text(type="rejected", key="a", code="unavailable")], "did not answer"),
        ([text(type="ack", key="a", v=1)], "not asked for"),
        ([CLOSED], "Closed with 4009"),
        ([bytes((0x82, 0))], "begins with 0x82"),
    ],
)
def test_what_may_not_be_heard_ends_it(
    frames: list[bytes], trouble: str, loop: Loop, say: Say
):
    client = Client(loop, ticket(say(*frames)))
    client.open()
    with pytest.raises(TroubleError, match=trouble):
        loop.run(lambda: False)


def test_a_server_that_falls_silent_ends_it(
    loop: Loop, say: Say, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(loops, "PATIENCE", 0.1)
    client = Client(loop, ticket(say(WELCOME)))
    with pytest.raises(TroubleError, match="Nothing comes any more"):
        come(client)


def test_an_answer_to_another_key_ends_it(loop: Loop, say: Say):
    table = Table("ROOM", Tally())
    answer = text(type="ack", key="another", v=4)
    player = Player(loop, ticket(say(WELCOME, state(3), answer)), table, 1)
    table.players.append(player)
    player.open()
    with pytest.raises(TroubleError, match="another"):
        loop.run(lambda: False)


def test_a_refusal_for_another_reason_ends_it(loop: Loop, say: Say):
    tally = Tally()
    table = Table("ROOM", tally)
    turn = {"turn": "O", "status": "playing", "game": 1, "ply": 1}
    refusal = text(type="rejected", key="early-1", code="stale", message="", v=4)
    player = Rusher(loop, ticket(say(WELCOME, state(4, **turn), refusal)), table, 1)
    table.players.append(player)
    tally.begin(10.0)
    player.open()
    with pytest.raises(TroubleError, match="stale"):
        loop.run(lambda: False)
    assert (tally.sent, tally.answered) == (1, 0)
