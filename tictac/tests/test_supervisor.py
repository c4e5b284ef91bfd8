"""Several processes on one port: kept alive, replaced, and ended in order."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import ANY
from urllib.request import urlopen

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from e2e.brokers import Valkey
from e2e.services import children
from tictac.supervisor import Supervisor, WorkerError, next_pause
from tictac.tests.test_serving import fetch

SECRET = "0123456789" * 6


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with Valkey() as valkey:
        yield valkey.url


@pytest.fixture
def serve(start, redis_url: str):
    async def serve(processes: int = 2, *options: str, **settings: str):
        own = ("--port=0", f"--processes={processes}", "--workers=0")
        return await start(
            *("serve", *own, *options),
            **({"SECRET_KEY": SECRET, "REDIS_URL": redis_url} | settings),
        )

    return serve


@pytest.fixture
async def server(serve):
    server = await serve()
    await server.until_ready()
    return server


def workers(server) -> list[int]:
    return sorted(children(server.process.pid))


def split(pids: list[int]) -> tuple[list[int], list[int]]:
    """Those who serve, and those who do the jobs."""
    working = [pid for pid in pids if b"runworker" in line_of(pid)]
    return [pid for pid in pids if pid not in working], working


def line_of(pid: int) -> bytes:
    """What it was started with; nothing once it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def folders(temporary: Path) -> list[Path]:
    return list(temporary.glob("tictac-*"))


async def until(holds) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - other processes set no event
            await asyncio.sleep(0.02)


def is_alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


async def is_served(server) -> bool:
    page = await fetch(server.url, **{"X-Forwarded-Proto": "https"})
    return page.status == 200


async def read(url: str) -> str:
    with await asyncio.to_thread(urlopen, url) as answer:
        return answer.read().decode()


async def closes(client) -> int | None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await client.recv()
    return client.close_code


@pytest.mark.parametrize("processes", [0, -1])
async def test_it_takes_at_least_one(serve, processes: int):
    server = await serve(processes)
    _, complaints = await server.process.communicate()
    assert server.process.returncode == 1
    assert complaints.decode() == "It takes at least one process.\n"


@pytest.mark.parametrize(
    "layer", [{"REDIS_URL": ""}, {"CHANNEL_LAYER_URL": "memory://"}], ids=str
)
async def test_several_without_redis_are_refused_in_one_sentence(serve, layer):
    server = await serve(2, **layer)
    _, complaints = await server.process.communicate()
    assert server.process.returncode == 1
    assert complaints.decode().startswith("More than one process needs CHANNEL_LAYER")
    assert complaints.decode().count("\n") == 1


async def test_they_share_the_port(server):
    assert len(workers(server)) == 2
    assert await is_served(server)


async def test_beside_them_others_do_the_jobs_and_are_kept_alive_too(serve):
    server = await serve(2, "--workers=1")
    await server.until_ready()
    serving, (working,) = split(workers(server))
    assert len(serving) == 2
    os.kill(working, signal.SIGKILL)
    await until(lambda: split(workers(server))[1] not in ([working], []))
    assert split(workers(server))[0] == serving
    assert await server.stop(signal.SIGTERM) == (0, ANY)


async def test_one_that_serves_may_have_others_do_its_jobs(serve):
    server = await serve(1, "--workers=2")
    await server.until_ready()
    assert [len(pids) for pids in split(workers(server))] == [1, 2]


@pytest.mark.parametrize("workers", ["0", "1"])
async def test_who_does_the_jobs_must_be_told_of_them(serve, workers: str):
    server = await serve(1, f"--workers={workers}", REDIS_URL="")
    _, complaints = await server.process.communicate()
    assert server.process.returncode == 1
    assert complaints.decode().startswith("More than one process needs CHANNEL_LAYER")


async def test_they_have_the_settings_that_were_asked_for(serve, tmp_path: Path):
    mine = "from tictac.settings import *\nSECURE_SSL_REDIRECT = False\n"
    (tmp_path / "settings_of_mine.py").write_text(mine)
    server = await serve(2, "--settings=settings_of_mine", f"--pythonpath={tmp_path}")
    await server.until_ready()
    assert (await fetch(server.url)).status == 200


async def test_what_they_count_is_counted_together(serve):
    server = await serve(LOG_FORMAT="json", LOG_LEVEL="INFO")
    await server.until_ready()
    url = server.url.replace("http", "ws") + "ws/lobby"
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(8):
            client = await stack.enter_async_context(connect(url))
            await client.recv()
        for _ in range(4):
            text = await read(f"{server.url}metrics")
            assert "\ntictac_sockets 8.0\n" in text
        assert json.loads(await read(f"{server.url}readyz")) == {"status": "ready"}
    _, complaints = await server.stop()
    lines = [json.loads(line) for line in complaints.splitlines()]
    opened = [line for line in lines if line["message"] == "Opened"]
    assert len({line["connection"] for line in opened}) == 8


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_ends_all_and_tells_every_socket(server, sign):
    pids = workers(server)
    async with contextlib.AsyncExitStack() as stack:
        url = server.url.replace("http", "ws") + "ws/lobby"
        clients = [await stack.enter_async_context(connect(url)) for _ in range(8)]
        began = asyncio.get_running_loop().time()
        ending = asyncio.create_task(server.stop(sign))
        assert {await closes(client) for client in clients} == {4012}
        assert (await ending) == (0, "")
    come_back = {int(client.close_reason or "") for client in clients}
    assert len(come_back) > 1
    assert all(200 <= pause < 800 for pause in come_back)
    assert asyncio.get_running_loop().time() - began < 10
    assert server.lines[-1] == "Stopped."
    assert not any(map(is_alive, pids))


async def test_one_that_is_killed_is_replaced(server):
    victim, survivor = workers(server)
    os.kill(victim, signal.SIGKILL)
    await until(lambda: len(workers(server)) == 2 and victim not in workers(server))
    assert survivor in workers(server)
    for _ in range(10):
        assert await is_served(server)
    code, complaints = await server.stop()
    assert code == 0
    assert f"Process {victim} ended with -9; another one starts" in complaints


async def test_they_do_not_outlive_the_supervisor(server):
    pids = workers(server)
    server.process.kill()
    await until(lambda: not any(map(is_alive, pids)))


async def test_what_a_killed_supervisor_counted_goes_with_the_next_one(
    serve, tmp_path: Path
):
    first = await serve(TMPDIR=str(tmp_path))
    await first.until_ready()
    (left,) = folders(tmp_path)
    first.process.kill()
    await first.process.wait()
    second = await serve(TMPDIR=str(tmp_path))
    await second.until_ready()
    (used,) = folders(tmp_path)
    assert used != left
    assert (await second.stop()) == (0, "")
    assert folders(tmp_path) == []


@pytest.mark.slow
async def test_one_that_hangs_is_killed_in_the_end(server):
    stuck, _ = workers(server)
    os.kill(stuck, signal.SIGSTOP)
    began = asyncio.get_running_loop().time()
    code, complaints = await server.stop(signal.SIGTERM)
    assert asyncio.get_running_loop().time() - began < 12
    assert code == 0
    assert f"Process {stuck} did not end by itself" in complaints
    assert not is_alive(stuck)


async def test_new_ones_take_the_place_of_the_old(server):
    old = workers(server)
    server.process.send_signal(signal.SIGHUP)
    await until(lambda: not set(old) & set(workers(server)))
    await until(lambda: len(workers(server)) == 2)
    assert await is_served(server)
    assert (await server.stop()) == (0, "")


def test_when_one_cannot_even_begin_nobody_tries_for_ever():
    broken = (sys.executable, "-c", "raise SystemExit(3)")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        supervisor = Supervisor(broken, listener, 2, pytest.fail)
        with pytest.raises(WorkerError, match="ended before it served"):
            supervisor.run()


def test_who_breaks_again_and_again_waits_longer_each_time():
    pauses = [0.0]
    for _ in range(8):
        pauses.append(next_pause(pauses[-1]))
    assert pauses == [0, 0.25, 0.5, 1, 2, 4, 8, 10, 10]
