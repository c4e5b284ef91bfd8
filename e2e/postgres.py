"""A real PostgreSQL for tests, from a cluster that is made once."""

import os
import signal
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import psycopg

from e2e.binaries import (
    acting_as,
    own,
    postgres_binaries,
    scratch,
)
from e2e.services import Service

NOBODY: Final = "nobody"  # PostgreSQL refuses to run as root


class Postgres(Service):
    """A cluster of its own; `stop` is a fast shutdown unless told otherwise.

    SIGTERM waits for clients to leave, SIGINT sends them away, SIGQUIT does not even
    finish what it has begun. Unless it is told to, it syncs nothing to the disk: what
    is tested is the death of processes, not of machines.
    """

    name = "postgres"
    stop_signal = signal.SIGINT

    def __init__(self, *, syncs: bool = False) -> None:
        super().__init__()
        self._syncs = syncs
        self._user = NOBODY if os.geteuid() == 0 else None
        own(self.folder, self._user)

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgres://tictac@127.0.0.1:{self.port}/{database}"

    def make_database(self, database: str, like: str = "template1") -> str:
        """Make a database, empty or the copy of another, and return its address."""
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{like}"')
        return self.url_of(database)

    def drop_database(self, database: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def spawn(self, log: int) -> subprocess.Popen[bytes]:
        data = self.folder / "data"
        if not data.exists():
            begin = ("cp", "-a", empty_cluster(self._user), data)
            subprocess.run(begin, **acting_as(self._user), check=True)
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "fsync": "on" if self._syncs else "off",
            "dynamic_shared_memory_type": "mmap",
            "shared_buffers": "32MB",
            "max_connections": 100,
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        program = postgres_binaries(self._user) / "postgres"
        command: Sequence[str | Path] = (program, "-D", data, *options)
        return self.launch(command, log, **acting_as(self._user))

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@cache
def empty_cluster(user: str | None) -> Path:
    """Made once: to begin with a copy of it takes a fraction of the time."""
    home = scratch("cluster", user)
    data = home / "data"
    options = ("--auth=trust", "--username=tictac", "--encoding=UTF8", "--locale=C")
    done = subprocess.run(
        (
            postgres_binaries(user) / "initdb",
            *options,
            "--no-sync",
            "-D",
            home / "data",
        ),
        **acting_as(user),
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")
    return data
