"""The office's proxy lets go of every connection, whenever it closes."""

import asyncio
import gc
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from e2e.office import Office


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    await reader.read()
    writer.close()


@pytest.mark.parametrize("later", range(12))  # turns of the loop
async def test_it_closes_while_a_caller_hangs_up(later, monkeypatch):
    forgotten: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", forgotten.append)
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        target: Any = SimpleNamespace(port=server.sockets[0].getsockname()[1])
        async with Office(target) as office:
            port = int(office.url.rpartition(":")[2])
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\n\r\n")
            assert await reader.readline() == b"HTTP/1.1 204 No Content\r\n"
            writer.close()
            for _ in range(later):
                await asyncio.sleep(0)
        await asyncio.sleep(0)
    gc.collect()
    assert not forgotten
