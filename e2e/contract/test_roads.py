"""The connection check's own roads, on real servers: nothing on the way holds them."""

import asyncio
import http.client
import json
import time

import pytest

from e2e.server import Server


def ticks(server: Server) -> list[tuple[float, float]]:
    """For each tick: how long it was kept, and when it came, in milliseconds."""
    connection = http.client.HTTPConnection(server.host, timeout=10)
    began, heard = time.monotonic(), []
    connection.request("GET", "/connection/stream", headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    assert response.status == 200
    assert response.getheader("Content-Encoding") is None
    for line in response:
        if line.startswith(b"data: "):
            at = (time.monotonic() - began) * 1000
            heard.append((json.loads(line[6:])["waited"], at))
    connection.close()
    return heard


async def test_ticks_come_one_by_one(either_server):
    heard = await asyncio.to_thread(ticks, either_server)
    assert len(heard) == 5
    kept, came = ([tick[part] for tick in heard] for part in (0, 1))
    # As far apart as they were sent, give or take a busy machine.
    assert came[-1] - came[0] > (kept[-1] - kept[0]) / 2 > 200


async def test_a_poll_is_answered_with_what_was_asked(either_server):
    response = await asyncio.to_thread(either_server.get, "/connection/poll?asked=7-up")
    assert response.status == 200


@pytest.mark.parametrize("path", ["/connection/stream", "/connection/poll?asked=1"])
async def test_who_leaves_early_troubles_nobody(either_server, path):
    """The server's log would tell."""
    for _ in range(5):
        connection = http.client.HTTPConnection(either_server.host, timeout=10)
        connection.request("GET", path)
        connection.close()
    await asyncio.to_thread(either_server.get, "/connection/poll?asked=1")
    assert len(await asyncio.to_thread(ticks, either_server)) == 5
