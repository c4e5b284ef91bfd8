"""Real servers for tests, to be stopped, killed and paused, whatever they serve.

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
from pathlib import Path
from typing import Any, Final, Self

PATIENCE: Final = 30.0
# Below the ports that systems give to clients: while a server is away nobody else,
# and no client that tries again for ever, comes to sit on its port.
PORTS: Final = range(20_000, 32_000)
RUNNING: Final = frozenset("RSD")  # as /proc has it


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

    def launch(
        self, command: Sequence[str | Path], log: int, **options: Any
    ) -> subprocess.Popen[bytes]:
        """In its folder, apart from our terminal; the options are those of Popen."""
        return subprocess.Popen(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **options,
        )

    def answers(self) -> bool:
        raise NotImplementedError

    def _signal_all(self, sign: signal.Signals) -> None:
        for pid in (self.pid, *children(self.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)


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
