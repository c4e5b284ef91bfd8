"""Who says nothing, or nothing whole, is not waited for; who is served is."""

import asyncio

import pytest
import pytest_asyncio
from uvicorn import Config
from uvicorn.server import ServerState

from tictac import requests
from tictac.requests import Requests

WHOLE = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
HALF = WHOLE[:-2]


async def slow(_scope, _receive, send):
    """Answer a little later than anybody is waited for."""
    await asyncio.sleep(0.3)
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest_asyncio.fixture
async def connect(monkeypatch):
    monkeypatch.setattr(requests, "PATIENCE", 0.15)
    config = Config(slow, http=Requests, ws="none", lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Requests(config, state, {}), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    writers = []

    async def connect_one(said):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writers.append(writer)
        writer.write(said)
        return reader, writer

    yield connect_one
    for writer in writers:
        writer.close()
    server.close()


@pytest.mark.parametrize("said", [b"", HALF])
async def test_no_whole_head_is_not_waited_for(connect, said):
    reader, _ = await connect(said)
    assert await asyncio.wait_for(reader.read(), 5) == b""


async def test_nor_is_one_after_an_answer(connect):
    reader, writer = await connect(WHOLE)
    assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
    writer.write(HALF)
    assert await asyncio.wait_for(reader.read(), 2) == b""


async def test_a_head_in_pieces_is_read_and_its_answer_waited_for(connect):
    reader, writer = await connect(HALF)
    await asyncio.sleep(0.05)
    writer.write(WHOLE[-2:])
    for _ in range(2):
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(0.2)  # and a pause between two requests is no offence
        writer.write(WHOLE)
