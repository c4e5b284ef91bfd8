"""A server whose database goes away, hangs, and comes back."""

import asyncio
import json
import signal
from collections.abc import Iterator
from functools import partial
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from e2e.postgres import Postgres
from tictac.tests.test_serving import fetch

pytestmark = pytest.mark.timeout(120)

BY_HTTPS = {"X-Forwarded-Proto": "https"}


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    with Postgres() as postgres:
        yield postgres


@pytest.fixture
async def serve(start, postgres: Postgres):
    """Start servers on tables that are there."""
    settings = {"DATABASE_URL": postgres.url, "SECRET_KEY": "0123456789" * 6}
    migrating = await start("migrate", "--verbosity=0", **settings)
    assert (await migrating.process.communicate())[1] == b""
    return partial(start, "serve", "--port=0", **settings)


@pytest.fixture
async def server(serve):
    server = await serve()
    await server.until_ready()
    return server


async def ready(server) -> tuple[int, dict, float]:
    """What `/readyz` says, and how long it thinks about it."""
    url = f"{server.url}readyz"

    def ask() -> tuple[int, bytes]:
        try:
            with urlopen(url, timeout=10) as answer:  # noqa: S310 - our own
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()

    began = asyncio.get_running_loop().time()
    status, text = await asyncio.to_thread(ask)
    return status, json.loads(text), asyncio.get_running_loop().time() - began


async def test_a_database_that_is_still_starting_is_waited_for(serve, postgres):
    postgres.stop()
    server = await serve()
    await asyncio.sleep(2)
    assert server.process.returncode is None
    await asyncio.to_thread(postgres.start)
    await server.until_ready()
    assert (await ready(server))[0] == 200


async def test_it_is_ready_again_by_itself(server, postgres: Postgres):
    assert (await ready(server))[0] == 200
    postgres.kill()
    status, text, seconds = await ready(server)
    assert (status, text["failing"]) == (503, ["database"])
    assert seconds < 2.5
    postgres.start()
    assert (await ready(server))[0] == 200
    await asyncio.to_thread(postgres.restart)
    assert (await ready(server))[0] == 200


async def test_a_database_that_hangs_is_not_waited_for(server, postgres: Postgres):
    assert (await ready(server))[0] == 200
    postgres.pause()
    status, text, seconds = await ready(server)
    assert (status, text["failing"]) == (503, ["database"])
    assert seconds < 2.5
    began = asyncio.get_running_loop().time()
    assert (await server.stop())[0] == 0
    assert asyncio.get_running_loop().time() - began < 10
    assert server.lines[-1] == "Stopped."


async def test_a_page_is_refused_in_time_while_it_hangs(server, postgres: Postgres):
    assert (await fetch(server.url, **BY_HTTPS)).status == 200
    postgres.pause()
    began = asyncio.get_running_loop().time()
    assert (await fetch(server.url, **BY_HTTPS)).status == 503
    assert asyncio.get_running_loop().time() - began < 5


async def test_a_page_that_waits_for_it_does_not_keep_a_server_from_ending(
    server, postgres: Postgres
):
    """One of the few that ask it in a thread of their own."""
    assert (await fetch(server.url, **BY_HTTPS)).status == 200
    postgres.pause()
    page = asyncio.create_task(
        fetch(f"{server.url}admin/", Cookie=f"sessionid={'x' * 32}", **BY_HTTPS)
    )
    await asyncio.sleep(1)  # by now it has its connection, and asks
    began = asyncio.get_running_loop().time()
    code, complaints = await server.stop(signal.SIGTERM)
    assert asyncio.get_running_loop().time() - began < 10
    assert code == 0
    assert "Something hangs" in complaints
    assert (await page).status == 500
