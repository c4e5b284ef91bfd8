"""How each target is started, on the servers' core, and stopped."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from e2e.bench import machine
from e2e.bench.targets import Product, Reference, Target
from e2e.brokers import Valkey
from e2e.postgres import Postgres
from e2e.server import ROOT, SURROUNDINGS, Server

SETTINGS: Final = {
    # The load is faster than people; how fast one may be is tested elsewhere.
    "SOCKET_BURST": "1000000",
    "SOCKET_RATE": "1000000",
    # While others are measured, it waits.
    "SOCKET_SILENCE": "3600",
}


class PinnedServer(Server):
    def start(self) -> None:
        with machine.on_core(machine.cores()[0]):
            super().start()


class BareServer(PinnedServer):
    @property
    def command(self) -> tuple[str, ...]:
        return ("-m", "e2e.bench.references.bare", "--fd")


class RelayServer(PinnedServer):
    @property
    def command(self) -> tuple[str, ...]:
        application = "e2e.bench.references.relay:application"
        # Nobody is pinged, since nobody answers while others are measured.
        return ("-m", "daphne", application, "--ping-interval", "3600", "--fd")


@contextlib.contextmanager
def product(folder: Path) -> Iterator[Target]:
    """One process and SQLite, as `manage.py play` makes it."""
    server = _server(PinnedServer, folder / "product")
    with _running(server):
        database = str(server.database)
        yield Product("tictac", folder, product, [server], database=database)


@contextlib.contextmanager
def bare(folder: Path) -> Iterator[Target]:
    server = _server(BareServer, folder / "bare")
    with _running(server):
        yield Reference("picows", folder, bare, [server])


@contextlib.contextmanager
def relay(folder: Path) -> Iterator[Target]:
    server = _server(RelayServer, folder / "relay")
    with _running(server):
        yield Reference("relay", folder, relay, [server])


@contextlib.contextmanager
def many(folder: Path) -> Iterator[Target]:
    """Two processes, PostgreSQL that syncs to the disk, and Valkey, all on one core."""
    with ExitStack() as stack:
        with machine.on_core(machine.cores()[0]):
            postgres = stack.enter_context(Postgres(syncs=True))
            valkey = stack.enter_context(Valkey())
        urls = {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url}
        servers = [
            _server(PinnedServer, folder / f"many-{number}", **urls)
            for number in (1, 2)
        ]
        _migrate(urls)
        stack.enter_context(_running(*servers))
        services = [postgres, valkey]
        yield Product("many", folder, many, servers, services, postgres.url)


def _migrate(urls: dict[str, str]) -> None:
    """An operator's task, where the database is not a file of our own."""
    subprocess.run(
        (sys.executable, "manage.py", "migrate", "--verbosity=0"),
        cwd=ROOT,
        env=os.environ | SURROUNDINGS | urls,
        check=True,
    )


def _server(kind: type[Server], folder: Path, **settings: str) -> Server:
    folder.mkdir(parents=True)
    return kind(folder, settings=SETTINGS | settings)


@contextlib.contextmanager
def _running(*servers: Server) -> Iterator[None]:
    try:
        for server in servers:
            server.start()
        yield
    finally:
        for server in servers:
            server.kill()
