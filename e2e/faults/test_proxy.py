"""What the proxy does to connections is what it says."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from e2e.faults.proxy import Proxy

PATIENCE = 5.0


@pytest_asyncio.fixture(loop_scope="session")
async def proxy() -> AsyncIterator[Proxy]:
    """It stands before a server that says again what it hears."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        while line := await reader.readline():
            writer.write(line)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, Proxy(server.sockets[0].getsockname()[1]) as proxy:
        yield proxy


class Caller:
    def __init__(self, ends: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        self.reader, self.writer = ends

    @classmethod
    async def call(cls, proxy: Proxy) -> "Caller":
        caller = cls(await asyncio.open_connection("127.0.0.1", proxy.port))
        assert await caller.say(b"hello\n") == b"hello\n"
        return caller

    async def say(self, line: bytes) -> bytes:
        self.writer.write(line)
        return await self.hear()

    async def hear(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            return await self.reader.readline()


async def test_it_carries_both_ways(proxy: Proxy):
    caller = await Caller.call(proxy)
    assert len(proxy) == 1
    caller.writer.close()


async def test_a_cut_ends_in_good_order(proxy: Proxy):
    caller = await Caller.call(proxy)
    proxy.cut()
    assert await caller.hear() == b""
    caller.writer.close()


async def test_a_reset_ends_at_once(proxy: Proxy):
    caller = await Caller.call(proxy)
    proxy.reset()
    with pytest.raises(ConnectionResetError):
        await caller.hear()
    caller.writer.close()


async def test_what_is_swallowed_stays_open_and_silent(proxy: Proxy):
    caller = await Caller.call(proxy)
    proxy.swallow()
    caller.writer.write(b"anybody?\n")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(caller.reader.readline(), 0.2)
    other = await Caller.call(proxy)
    for each in (caller, other):
        each.writer.close()


async def test_a_delay_holds_every_piece_back(proxy: Proxy):
    caller = await Caller.call(proxy)
    proxy.delay = 0.1
    began = asyncio.get_running_loop().time()
    assert await caller.say(b"slow\n") == b"slow\n"
    assert asyncio.get_running_loop().time() - began >= 0.2
    caller.writer.close()


async def test_a_rate_slows_what_is_long(proxy: Proxy):
    caller = await Caller.call(proxy)
    proxy.rate = 1000
    began = asyncio.get_running_loop().time()
    assert await caller.say(b"x" * 99 + b"\n") == b"x" * 99 + b"\n"
    assert asyncio.get_running_loop().time() - began >= 0.1
    caller.writer.close()
