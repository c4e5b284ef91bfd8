"""The real server as a subprocess: data, port and log of its own, stopped by its pid.

The parent binds the port and listens, so that no two servers race for one, and a first
request simply waits until the server is up; when it dies instead, the request fails.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from e2e.services import children

ROOT: Final = Path(__file__).resolve().parent.parent
PATIENCE: Final = 30.0
# What would come from the machine or from its `.env` is said here instead.
SURROUNDINGS: Final = {
    "ALLOWED_HOSTS": "127.0.0.1,localhost",
    "ALLOWED_ORIGINS": "",
    "CHANNEL_LAYER_URL": "",
    "DATABASE_URL": "",
    "DEBUG": "0",
    "DJANGO_SETTINGS_MODULE": "tictac.settings",
    "HTTPS": "0",
    "PYTHONUNBUFFERED": "1",
    "REDIS_URL": "",
    "SECRET_KEY": "only-for-tests",
    "TICTAC_PROFILE": "local",
}


class Kind(StrEnum):
    UVICORN = "uvicorn"
    DAPHNE = "daphne"
    MANY = "many"  # processes, with PostgreSQL and Redis


COMMANDS: Final = {
    Kind.UVICORN: ("manage.py", "play", "--fd"),
    Kind.DAPHNE: ("-m", "daphne", "tictac.asgi:application", "--fd"),
    Kind.MANY: ("manage.py", "serve", "--processes=3", "--fd"),
}
SERVES: Final = "Serving at http"
PREPARE: Final = """
import django
django.setup()
from tictac import prepare
prepare.folder()
prepare.database()
prepare.pages()
"""


@dataclass(eq=False)
class Server:
    folder: Path
    kind: Kind = Kind.UVICORN
    settings: dict[str, str] = field(default_factory=dict)
    port: int = 0  # once it has run it keeps its port
    process: subprocess.Popen[bytes] | None = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @property
    def database(self) -> str:
        """Its address, or the path of the SQLite file."""
        return self.settings.get("DATABASE_URL", str(self.folder / "db.sqlite3"))

    @property
    def log_file(self) -> Path:
        return self.folder / "server.log"

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    @property
    def command(self) -> tuple[str, ...]:
        """What Python is to run; the number of the listening socket follows."""
        return COMMANDS[self.kind]

    def start(self) -> None:
        """Return when the first request is answered, and would be by any process."""
        if self.kind is Kind.DAPHNE:
            self._prepare()
        began = self.log_file.stat().st_size if self.log_file.exists() else 0
        with self._listener() as listener:
            self.port = listener.getsockname()[1]
            fd = listener.fileno()
            with self.log_file.open("ab") as log:
                self.process = subprocess.Popen(
                    (sys.executable, *self.command, str(fd)),
                    cwd=ROOT,
                    env=self._environment(),
                    pass_fds=(fd,),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
        try:
            self.get("/robots.txt")
            if self.kind is Kind.MANY:
                self._await_all(began)
        except OSError as error:
            self.kill()
            raise RuntimeError(f"The server does not start:\n{self.log}") from error

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Return its exit status."""
        if self.process is None:
            raise RuntimeError("the server does not run")
        self.process.send_signal(how)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.kill()

    def kill(self) -> None:
        """`kill -9` it and all that it has started.

        It goes last, and can start nothing more meanwhile: its processes would end in
        good order, were it gone.
        """
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGSTOP)
            for pid in children(self.process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.kill()
        self.process.wait()
        self.process = None

    def get(self, path: str) -> http.client.HTTPResponse:
        """Ask for a page; its status and headers can be read, its body is gone."""
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
        finally:
            connection.close()
        return response

    def manage(self, *words: str, **variables: str) -> str:
        """Run another command of the project on this server's data; what it prints."""
        done = subprocess.run(
            (sys.executable, "manage.py", *words),
            cwd=ROOT,
            env=self._environment() | variables,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout

    def spawn(self, *words: str) -> subprocess.Popen[bytes]:
        """Start another command of the project on this server's data, log and all."""
        with self.log_file.open("ab") as log:
            return subprocess.Popen(
                (sys.executable, "manage.py", *words),
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _listener(self) -> socket.socket:
        """Those who were killed hold the port until the kernel is done with them."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return socket.create_server(("127.0.0.1", self.port))
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def _prepare(self) -> None:
        """Daphne on its own makes no tables and collects no pages."""
        subprocess.run(
            (sys.executable, "-c", PREPARE),
            cwd=ROOT,
            env=self._environment(),
            check=True,
        )

    def _await_all(self, began: int) -> None:
        """The supervisor says it, once each of its processes serves."""
        deadline = time.monotonic() + PATIENCE
        while SERVES not in self.log[began:]:
            if time.monotonic() > deadline:
                raise TimeoutError("not all processes serve")
            time.sleep(0.02)

    def _environment(self) -> dict[str, str]:
        own = {"VAR_DIR": str(self.folder)} | self.settings
        return os.environ | SURROUNDINGS | own


@contextmanager
def running(
    folder: Path, kind: Kind = Kind.UVICORN, **settings: str
) -> Iterator[Server]:
    server = Server(folder, kind, settings)
    server.start()
    try:
        yield server
    finally:
        if server.process is not None:
            server.stop()
