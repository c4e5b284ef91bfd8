"""Keeps several server processes alive on one listening socket, and ends them in order.

Each worker holds one end of a socket pair, its lifeline: over it the worker says that
it serves, and when the supervisor dies, however suddenly, the worker sees it break.
"""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import threading
from asyncio.subprocess import Process
from collections.abc import Callable, Sequence
from typing import Final

from prometheus_client.multiprocess import mark_process_dead

from tictac.shared_counts import shared_counts

logger = logging.getLogger(__name__)

PATIENCE: Final = 9.5  # seconds a worker has to end
YOUNG: Final = 1.0  # who dies sooner than this after it began to serve is broken
SHORTEST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 10.0
SERVES: Final = b"!"


class WorkerError(Exception):
    """No process can serve; the text says so in one sentence."""


class Worker:
    """One server process, from its start to its end."""

    def __init__(self, process: Process, lifeline: socket.socket) -> None:
        self.process = process
        self.is_retired = False
        self._lifeline = lifeline

    @classmethod
    async def start(cls, command: Sequence[str], fd: int, metrics: str) -> "Worker":
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *command,
                f"--fd={fd}",
                f"--lifeline={theirs.fileno()}",
                env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": metrics},
                pass_fds=(fd, theirs.fileno()),
                start_new_session=True,  # a Ctrl-C is for the supervisor alone
            )
        return cls(process, ours)

    async def serves(self) -> bool:
        """Wait until it does, or is dead."""
        with contextlib.suppress(OSError):
            said = await asyncio.get_running_loop().sock_recv(self._lifeline, 1)
            return said == SERVES
        return False

    async def end(self) -> int:
        """Wait until it has ended, and return how."""
        code = await self.process.wait()
        self._lifeline.close()
        return code

    def signal(self, sign: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(sign)

    async def retire(self) -> None:
        """Have it finish what it has begun, and kill it when that takes too long."""
        self.is_retired = True
        self.signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(PATIENCE):
                await self.process.wait()
        except TimeoutError:
            logger.error("Process %s did not end by itself", self.process.pid)  # noqa: TRY400 -- the trace would say nothing
            self.signal(signal.SIGKILL)
            await self.process.wait()


class Supervisor:
    """SIGTERM and SIGINT end it; SIGHUP puts new workers in place of the old ones."""

    def __init__(
        self,
        command: Sequence[str],
        listener: socket.socket,
        count: int,
        on_ready: Callable[[], None],
    ) -> None:
        self._command = command
        self._listener = listener
        self._count = count
        self._on_ready = on_ready
        self._workers: set[Worker] = set()
        self._keepers: set[asyncio.Task[None]] = set()
        self._metrics = ""

    def run(self) -> None:
        with shared_counts() as folder:
            self._metrics = str(folder)
            asyncio.run(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._renewing: asyncio.Task[None] | None = None
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, self._renew_soon)
        try:
            await self._start()
            await self._stop.wait()
        finally:
            self._stop.set()
            # From here on nobody would take what comes in.
            self._listener.close()
            await asyncio.gather(*(worker.retire() for worker in self._workers))
            await asyncio.gather(*self._keepers)

    async def _start(self) -> None:
        began = [self._begin() for _ in range(self._count)]
        stopped = asyncio.ensure_future(self._stop.wait())
        served = asyncio.gather(*began)
        await asyncio.wait((stopped, served), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if self._stop.is_set():
            return
        if not all(served.result()):
            raise WorkerError("A process ended before it served.")
        self._on_ready()

    def _begin(self) -> asyncio.Future[bool]:
        """Keep one more worker; the future tells whether it came to serve at first."""
        serves: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        keeper = asyncio.create_task(self._keep(serves))
        self._keepers.add(keeper)
        keeper.add_done_callback(self._keepers.discard)
        return serves

    async def _keep(self, first: asyncio.Future[bool]) -> None:
        """Start a worker, and another whenever it dies, until it is retired."""
        loop = asyncio.get_running_loop()
        pause = 0.0
        while not self._stop.is_set():
            worker = await Worker.start(
                self._command, self._listener.fileno(), self._metrics
            )
            self._workers.add(worker)
            if self._stop.is_set():
                await worker.retire()
            serves = await worker.serves()
            served_at = loop.time()
            if not first.done():
                first.set_result(serves)
            code = await worker.end()
            self._workers.discard(worker)
            mark_process_dead(worker.process.pid, self._metrics)  # type: ignore[no-untyped-call]
            if worker.is_retired or self._stop.is_set():
                return
            is_broken = not serves or loop.time() - served_at < YOUNG
            pause = next_pause(pause) if is_broken else 0.0
            logger.warning(
                "Process %s ended with %s; another one starts in %.2f s",
                *(worker.process.pid, code, pause),
            )
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stop.wait()

    def _renew_soon(self) -> None:
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        """One after the other: the next one goes when its successor serves."""
        for worker in tuple(self._workers):
            if self._stop.is_set() or not await self._begin():
                return
            await worker.retire()


def next_pause(pause: float) -> float:
    return min(LONGEST_PAUSE, max(SHORTEST_PAUSE, pause * 2))


def hold(lifeline: socket.socket) -> None:
    """End this process, in order, when its supervisor is gone."""

    def wait() -> None:
        with contextlib.suppress(OSError):
            lifeline.recv(1)
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(PATIENCE)
        os._exit(1)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
