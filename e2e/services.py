"""Real brokers and databases for tests, to be stopped, killed and paused.

Each keeps its port and its data for as long as it is open, whatever happens to its
process in between.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, Self

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from e2e.binaries import (
    acting_as,
    own,
    postgres_binaries,
    rabbitmq,
    scratch,
    tls_redis,
    valkey_binary,
)

PATIENCE: Final = 30.0
# Below the ports that systems give to clients: while a server is away nobody else,
# and no client that tries again for ever, comes to sit on its port.
PORTS: Final = range(20_000, 32_000)
RUNNING: Final = frozenset("RSD")  # as /proc has it
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
        # It takes effect when its receiver's turn comes; who began meanwhile has none.
        while any(state(pid) in RUNNING for pid in (self.pid, *children(self.pid))):
            time.sleep(0.001)
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

    def command(self) -> tuple[Sequence[str | Path], dict[str, str]]:
        """How it is started, and what more is in its environment."""
        options = ("--bind", "127.0.0.1", "--port", str(self.port), "--save", "")
        command = (valkey_binary(), *options, "--appendonly", "no", "--daemonize", "no")
        return command, {}

    def spawn(self, log: int) -> subprocess.Popen[bytes]:
        command, environment = self.command()
        return subprocess.Popen(
            command,
            env=os.environ | environment,
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


class TlsRedis(Valkey):
    """Speaks TLS on its second port, and shows a certificate of its own making."""

    name = "redis"

    def __init__(self) -> None:
        super().__init__()
        self.tls_port = free_port()
        self.certificate = self.folder / "certificate.pem"
        self.key = self.folder / "key.pem"
        make_certificate(self.certificate, self.key)

    @property
    def url(self) -> str:
        authorities = f"ssl_ca_certs={self.certificate}"
        return f"rediss://127.0.0.1:{self.tls_port}/0?{authorities}"

    def command(self) -> tuple[Sequence[str | Path], dict[str, str]]:
        binary, environment = tls_redis()
        options = super().command()[0][1:]
        tls: dict[str, str | Path] = {
            "--tls-port": str(self.tls_port),
            "--tls-cert-file": self.certificate,
            "--tls-key-file": self.key,
            "--tls-auth-clients": "no",
        }
        more = (word for option in tls.items() for word in option)
        return (binary, *options, *more), environment


class RabbitMQ(Service):
    """A broker of its own, with a port mapper of its own, since Erlang wants one."""

    name = "rabbitmq"

    def __init__(self) -> None:
        super().__init__()
        self._mapper, self._distribution = free_port(), free_port()

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}"

    def spawn(self, log: int) -> subprocess.Popen[bytes]:
        script, environment = rabbitmq()
        config = self.folder / "rabbitmq.conf"
        config.write_text(f"listeners.tcp.default = 127.0.0.1:{self.port}\n")
        mapper = f"epmd -port {self._mapper} -address 127.0.0.1"
        local = "-noinput -kernel inet_dist_use_interface {127,0,0,1} +S 1:1"
        own = {
            "HOME": self.folder,
            "ERL_EPMD_PORT": self._mapper,
            "RABBITMQ_NODENAME": "tictac@localhost",
            "RABBITMQ_DIST_PORT": self._distribution,
            "RABBITMQ_CONFIG_FILE": config,
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_ENABLED_PLUGINS_FILE": self.folder / "plugins",
            "RABBITMQ_GENERATED_CONFIG_DIR": self.folder / "generated",
            "RABBITMQ_LOG_BASE": self.folder / "logs",
            "RABBITMQ_MNESIA_BASE": self.folder / "mnesia",
            "RABBITMQ_PID_FILE": self.folder / "pid",
            # So the broker takes the place of the shell, and is who gets the signals.
            "RABBITMQ_ALLOW_INPUT": "yes",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": local,
        }
        named = {name: str(value) for name, value in own.items()}
        return subprocess.Popen(
            ("/bin/sh", "-c", f'{mapper} & exec "$0"', script),
            env=os.environ | environment | named,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def stop(self, how: signal.Signals | None = None) -> None:
        """The port mapper would outlive it."""
        young = children(self.pid) if self.process else []
        super().stop(how)
        for pid in young:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as peer:
                peer.sendall(b"AMQP\x00\x00\x09\x01")
                return bool(peer.recv(1))
        except OSError:
            return False


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
        return subprocess.Popen(
            (postgres_binaries(self._user) / "postgres", "-D", data, *options),
            **acting_as(self._user),
            cwd=self.folder,
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


def make_certificate(certificate: Path, key: Path) -> None:
    """For this machine, good for two days, and signed by nobody else."""
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    names = ("-subj", "/CN=tictac", "-addext", "subjectAltName=IP:127.0.0.1")
    files = ("-keyout", key, "-out", certificate)
    subprocess.run(
        ("/usr/bin/openssl", "req", "-x509", "-days", "2", *kind, *names, *files),
        capture_output=True,
        check=True,
    )


def free_port() -> int:
    while True:
        port = random.choice(PORTS)  # noqa: S311 - no secret
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port


def state(pid: int) -> str:
    """One letter; none where it is not known, and for a process that is gone."""
    with contextlib.suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0]
    return ""


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
