"""A line to a small server of this test's own, which does as it is told."""

import asyncio
import json

import pytest
from websockets.asyncio.server import serve

from tictac.terminal import line
from tictac.terminal.line import EndError, Line, NoServerError, delay


@pytest.mark.parametrize(
    ("code", "tries", "reason", "least", "most"),
    [
        (1006, 0, "", 0.25, 0.5),
        (1006, 1, "", 0.5, 1.0),
        (1011, 9, "", 7.5, 15.0),
        (1006, 5000, "", 7.5, 15.0),
        (4009, 0, "", 0.25, 0.5),
        (4012, 5, "1234", 1.234, 1.234),
        (4012, 0, "20000", 20.0, 20.0),
        (4012, 0, "999999999", 60.0, 60.0),
        (4012, 0, "soon", 0.2, 1.5),
        (4012, 0, "-1", 0.2, 1.5),
        (4012, 0, "²", 0.2, 1.5),
        (4008, 0, "1234", 5.0, 10.0),
    ],
)
def test_how_long_it_waits_before_it_comes_back(code, tries, reason, least, most):
    waits = [delay(code, tries, reason, luck) for luck in (0, 1)]
    assert waits == pytest.approx([least, most])


class Told:
    """What the line tells, and the server behind it."""

    def __init__(self, behave):
        self.heard, self.lost, self.asked = [], [], []
        self._behave = behave

    async def take(self, message):
        self.heard.append(message)

    async def serve(self, socket):
        self.asked.append(socket.request.headers.get("Authorization"))
        await self._behave(socket, len(self.asked))

    async def run(self, position=lambda: 0):
        async with serve(self.serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            address = f"ws://127.0.0.1:{port}/", {"Authorization": "Bearer t"}
            kept = Line(lambda: address, self.take, self.lost.append, position)
            async with asyncio.timeout(20):
                await kept.run()


@pytest.mark.parametrize("code", sorted(line.FINAL))
async def test_which_closes_are_final(code):
    async def behave(socket, _number):
        await socket.send("not JSON")
        await socket.send("[]")
        await socket.send('{"type": "state"}')
        await socket.close(code)

    told = Told(behave)
    with pytest.raises(EndError) as end:
        await told.run()
    assert end.value.code == code
    assert told.heard == [{}, {}, {"type": "state"}]
    assert told.lost == []


async def test_it_comes_back_as_the_same_when_it_is_told_to():
    async def behave(socket, number):
        if number < 3:
            await socket.close(4012, "20")
        else:
            await socket.close(4004)

    told = Told(behave)
    with pytest.raises(EndError):
        await told.run()
    assert told.lost == [4012, 4012]
    assert told.asked == ["Bearer t"] * 3


async def test_it_pings_though_much_is_heard_and_gives_up_on_silence(monkeypatch):
    monkeypatch.setattr(line, "PING", 0.2)
    monkeypatch.setattr(line, "PONG", 0.1)
    pings: list[dict[str, object]] = []

    async def behave(socket, number):
        if number == 2:
            await socket.close(4004)
            return
        async with asyncio.timeout(5):
            while len(pings) < 3:
                try:
                    async with asyncio.timeout(0.03):
                        pings.append(json.loads(await socket.recv()))
                except TimeoutError:
                    await socket.send('{"type": "pong"}')
        await socket.wait_closed()  # silent from here on

    told = Told(behave)
    with pytest.raises(EndError):
        await told.run(lambda: 7)
    assert pings[:3] == [{"type": "ping", "v": 7}] * 3
    assert told.heard == []
    assert told.lost == [1006]


async def test_where_nobody_ever_answered_it_does_not_try_for_ever(unused_tcp_port):
    headers: dict[str, str] = {}
    address = f"ws://127.0.0.1:{unused_tcp_port}/", headers
    told = Told(None)
    with pytest.raises(NoServerError) as error:
        await Line(lambda: address, told.take, told.lost.append).run()
    assert not error.value.has_answered


async def test_something_else_that_answers_is_no_server(unused_tcp_port):
    def refuse(connection, _request):
        return connection.respond(503, "not now")

    async def never(_socket):
        raise AssertionError

    async with serve(never, "127.0.0.1", unused_tcp_port, process_request=refuse):
        address = f"ws://127.0.0.1:{unused_tcp_port}/", dict[str, str]()
        told = Told(None)
        with pytest.raises(NoServerError) as error:
            await Line(lambda: address, told.take, told.lost.append).run()
    assert error.value.has_answered
