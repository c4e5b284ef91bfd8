"""`play`, `serve` and `runserver` as a person runs them: real processes and sockets."""

import asyncio
import contextlib
import http.client
import re
import shutil
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tictac.bootstrap import ROOT

NOT_IN_A_CLONE = shutil.ignore_patterns(".git", ".venv*", "var", ".*_cache", "*.pyc")


async def fetch(url: str, **headers: str) -> http.client.HTTPResponse:
    def get() -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        connection.request("GET", urlsplit(url).path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    return await asyncio.to_thread(get)


async def fetch_soon(url: str) -> http.client.HTTPResponse:
    """For a server that names its address before it listens."""
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(ConnectionRefusedError):
                return await fetch(url)
            await asyncio.sleep(0.05)


async def close_code(url: str, then) -> int | None:
    """Open a socket, let `then` happen, and return how the socket ended."""
    async with connect(url.replace("http", "ws") + "ws/lobby") as lobby:
        await lobby.recv()
        await then()
        with contextlib.suppress(ConnectionClosed):
            while True:
                await lobby.recv()
        return lobby.close_code


async def test_play_from_a_fresh_clone(start, tmp_path: Path):
    clone = shutil.copytree(ROOT, tmp_path / "a clone", ignore=NOT_IN_A_CLONE)
    server = await start("play", "--port=0", cwd=clone, VAR_DIR="var", SECRET_KEY="")
    await server.until_ready()
    page = await fetch(server.url)
    assert (await server.stop()) == (0, "")
    assert page.status == 200
    assert [line.split()[0] for line in server.lines] == [
        "environment",
        "database",
        "pages",
        "Play",
        "Stopped.",
    ]
    for line in server.lines[:3]:
        assert re.search(r"\d\.\d s$", line)
    assert (clone / "var" / "secret_key").exists()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
async def test_open_sockets_are_told_of_the_stop(start, sign: signal.Signals):
    server = await start("play", "--port=0")
    await server.until_ready()

    async def stop():
        server.process.send_signal(sign)

    assert await close_code(server.url, stop) == 4012
    assert (await server.process.communicate())[1] == b""
    assert server.process.returncode == 0


async def test_a_busy_port_is_one_sentence(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = await start("play", f"--port={port}")
        _, complaints = await server.process.communicate()
    assert server.process.returncode == 1
    assert complaints.decode() == (
        f"Port {port} is in use; choose another with --port {port + 1}.\n"
    )


@pytest.mark.parametrize("key", ["", "a key of their own"])
async def test_a_folder_that_cannot_be_written_is_one_sentence(start, key: str):
    server = await start("play", "--port=0", VAR_DIR="/proc/var", SECRET_KEY=key)
    _, complaints = await server.process.communicate()
    assert server.process.returncode == 1
    assert complaints.decode() == (
        "Cannot write to /proc/var: No such file or directory.\n"
    )


async def test_a_socket_is_inherited(start):
    with socket.socket() as parent:
        parent.bind(("127.0.0.1", 0))
        server = await start(
            "play", f"--fd={parent.fileno()}", pass_fds=[parent.fileno()]
        )
        await server.until_ready()
        assert server.url == f"http://127.0.0.1:{parent.getsockname()[1]}/"
        assert (await fetch(server.url)).status == 200


async def test_a_developer_gets_files_from_where_they_are(start):
    server = await start("play", "--port=0", DEBUG="on")
    await server.until_ready()
    assert (await fetch(server.url + "static/css/base.css")).status == 200


async def test_another_machine_may_come_by_this_ones_name(start):
    server = await start("play", "--host=0.0.0.0", "--port=0")
    await server.until_ready()
    by_name = await fetch(server.url, Host=socket.gethostname().lower())
    by_another = await fetch(server.url, Host="evil.example")
    assert (by_name.status, by_another.status) == (200, 400)


async def test_serve_expects_https_in_front(start):
    server = await start("serve", "--port=0", SECRET_KEY="0123456789" * 6)
    await server.until_ready()
    plain = await fetch(server.url)
    secure = await fetch(server.url, **{"X-Forwarded-Proto": "https"})
    assert (await server.stop()) == (0, "")
    assert plain.status == 301
    assert plain.headers["Location"].startswith("https://")
    assert secure.status == 200
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    for cookie in secure.headers.get_all("Set-Cookie", []):
        assert "Secure" in cookie


async def test_serve_believes_only_listed_proxies(start):
    server = await start(
        "serve", "--port=0", SECRET_KEY="0123456789" * 6, TRUSTED_PROXIES="192.0.2.1"
    )
    await server.until_ready()
    forged = await fetch(server.url, **{"X-Forwarded-Proto": "https"})
    assert forged.status == 301


async def test_runserver_serves_through_daphne(start):
    first = await start("migrate", "--verbosity=0")
    assert await first.process.communicate() == (b"", b"")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = await start("runserver", "--noreload", str(port))
    await server.until_ready()
    page = await fetch_soon(f"http://127.0.0.1:{port}/")
    assert page.status == 200
    _, complaints = await server.stop()
    assert "Traceback" not in complaints
