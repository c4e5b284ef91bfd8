"""What a fault is done to: one server process or several, a database, Valkey."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from e2e.brokers import Valkey
from e2e.postgres import Postgres
from e2e.server import Server
from e2e.services import children, free_port

SETTINGS_MODULE: Final = "e2e.faults.build.settings"
SETTINGS: Final = {
    # Bots are faster than people; how fast one may be is tested elsewhere.
    "SOCKET_BURST": "1000",
    "SOCKET_RATE": "1000",
}


@dataclass(eq=False)
class Stack:
    nodes: list["Node"]
    postgres: Postgres | None = None
    valkey: Valkey | None = None

    @property
    def node(self) -> "Node":
        return self.nodes[0]

    @property
    def database(self) -> str:
        """The address of the database, or the path of the SQLite file."""
        return self.node.database

    @property
    def sql(self) -> Postgres:
        if self.postgres is None:
            raise RuntimeError("this stack has no PostgreSQL")
        return self.postgres

    @property
    def redis(self) -> Valkey:
        if self.valkey is None:
            raise RuntimeError("this stack has no Redis")
        return self.valkey

    @property
    def ports(self) -> list[int]:
        return [node.port for node in self.nodes]

    def workers(self) -> set[int]:
        """The processes that a supervisor keeps."""
        return set(children(self._pid))

    def signal(self, sign: signal.Signals) -> None:
        os.kill(self._pid, sign)

    def kill_worker(self) -> None:
        os.kill(min(self.workers()), signal.SIGKILL)

    @property
    def _pid(self) -> int:
        if self.node.process is None:
            raise RuntimeError("the server does not run")
        return self.node.process.pid

    async def start(self, *nodes: Server) -> None:
        for node in nodes or self.nodes:
            await asyncio.to_thread(node.start)

    async def kill(self, *nodes: Server) -> None:
        """`kill -9`; what was promised before must hold all the same."""
        for node in nodes or self.nodes:
            await asyncio.to_thread(node.kill)

    async def stop(self, *nodes: Server) -> None:
        """SIGTERM, and see it gone."""
        for node in nodes or self.nodes:
            status = await asyncio.to_thread(node.stop)
            if status != 0:
                raise RuntimeError(f"it ended with {status}:\n{node.log[-4000:]}")


@contextlib.contextmanager
def one_process(folder: Path, control: str = "", **settings: str) -> Iterator[Stack]:
    """SQLite and one process, as `manage.py play` makes it."""
    stack = Stack([_node(folder, control, settings)])
    with _running(stack):
        yield stack


@contextlib.contextmanager
def several(
    folder: Path, control: str = "", count: int = 3, **settings: str
) -> Iterator[Stack]:
    """PostgreSQL, Valkey and that many processes, each at a port of its own."""
    with Postgres() as postgres, Valkey() as valkey:
        urls = {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url}
        nodes = [
            _node(folder / f"node-{number}", control, urls | settings)
            for number in range(1, count + 1)
        ]
        nodes[0].manage("migrate")
        with _running(Stack(nodes, postgres, valkey)) as stack:
            yield stack


class Node(Server):
    """A server of the test build, at a port that no client is given meanwhile."""

    @property
    def command(self) -> tuple[str, ...]:
        return ("manage.py", "play", f"--settings={SETTINGS_MODULE}", "--fd")

    def end(self) -> None:
        self.kill()


class Supervisor(Node):
    count = 1

    def end(self) -> None:
        """In good order, so that those it started end as well."""
        if self.process is not None:
            self.stop()

    @property
    def command(self) -> tuple[str, ...]:
        several = (f"--processes={self.count}", "--workers=0")
        return ("manage.py", "serve", *several, "--fd")


def _node(folder: Path, control: str, settings: dict[str, str]) -> Node:
    folder.mkdir(parents=True, exist_ok=True)
    settings = SETTINGS | {"SABOTAGE": control} | settings
    return Node(folder, settings=settings, port=free_port())


@contextlib.contextmanager
def supervised(
    folder: Path, control: str = "", count: int = 3, **settings: str
) -> Iterator[Stack]:
    """PostgreSQL, Valkey and `serve --processes` on one port; no control reaches it."""
    with Postgres() as postgres, Valkey() as valkey:
        urls = {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url}
        node = Supervisor(folder, settings=SETTINGS | urls | settings, port=free_port())
        node.count = count
        node.manage("migrate")
        with _running(Stack([node], postgres, valkey)) as stack:
            yield stack


@contextlib.contextmanager
def _running(stack: Stack) -> Iterator[Stack]:
    try:
        for node in stack.nodes:
            node.start()
        yield stack
    finally:
        for node in stack.nodes:
            node.end()
