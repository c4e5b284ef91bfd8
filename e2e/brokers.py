"""Real Valkey, Redis with TLS and RabbitMQ for tests."""

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from e2e.binaries import (
    rabbitmq,
    tls_redis,
    valkey_binary,
)
from e2e.services import Service, children, free_port


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
        return self.launch(command, log, env=os.environ | environment)

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
        command = ("/bin/sh", "-c", f'{mapper} & exec "$0"', script)
        return self.launch(command, log, env=os.environ | environment | named)

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
