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
        self._lifeline = lifeline

    @classmethod
    async def start(
        cls, command: Sequence[str], fd: int | None, metrics: str
    ) -> "Worker":
        """Without a socket it serves nobody, and is kept alive all the same."""
        listening = () if fd is None else (fd,)
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        with contextlib.ExitStack() as on_failure, theirs:
            on_failure.enter_context(ours)
            process = await asyncio.create_subprocess_exec(
                *command,
                *(f"--fd={fd}" for fd in listening),
                f"--lifeline={theirs.fileno()}",
                env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": metrics},
                pass_fds=(*listening, theirs.fileno()),
                start_new_session=True,  # a Ctrl-C is for the supervisor alone
            )
            on_failure.pop_all()
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
        self.signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(PATIENCE):
                await self.process.wait()
        except TimeoutError:
            logger.error("Process %s did not end by itself", self.process.pid)  # noqa: TRY400 -- the trace would say nothing
            self.signal(signal.SIGKILL)
            await self.process.wait()


class Post:
    """The place of one worker: who dies there is replaced, until it is given up."""

    def __init__(self, command: Sequence[str], fd: int | None) -> None:
        self.command = command
        self.fd = fd
        self.worker: Worker | None = None
        self.serves: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.pause = 0.0  # seconds before the next worker starts
        self.is_given_up = False

    @property
    def is_hopeless(self) -> bool:
        """The first one did not come to serve: no other is tried."""
        return self.serves.done() and not self.serves.result()

    def heard(self, *, serves: bool) -> None:
        if not self.serves.done():
            self.serves.set_result(serves)

    async def give_up(self) -> None:
        self.is_given_up = True
        if self.worker is not None:
            await self.worker.retire()


class Supervisor:
    """SIGTERM and SIGINT end it; SIGHUP puts new workers in place of the old ones."""

    def __init__(
        self,
        command: Sequence[str],
        listener: socket.socket,
        count: int,
        on_ready: Callable[[], None],
        helpers: Sequence[Sequence[str]] = (),
    ) -> None:
        self._command = command
        self._listener = listener
        self._count = count
        self._on_ready = on_ready
        self._helpers = helpers  # what runs beside those who serve
        self._posts: set[Post] = set()
        self._keepers: set[asyncio.Task[None]] = set()
        self._metrics = ""
        self._is_renewal_due = False

    def run(self) -> None:
        with shared_counts() as folder:
            self._metrics = str(folder)
            asyncio.run(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        self._started, self._stop = asyncio.Event(), asyncio.Event()
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
            await asyncio.gather(*(post.give_up() for post in self._posts))
            await asyncio.gather(*self._keepers)

    async def _start(self) -> None:
        fd = self._listener.fileno()
        began = [self._begin(self._command, fd) for _ in range(self._count)]
        began += [self._begin(command, None) for command in self._helpers]
        stopped = asyncio.ensure_future(self._stop.wait())
        served = asyncio.gather(*began)
        await asyncio.wait((stopped, served), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if self._stop.is_set():
            return
        if not all(served.result()):
            raise WorkerError("A process ended before it served.")
        self._on_ready()
        self._started.set()

    def _begin(self, command: Sequence[str], fd: int | None) -> asyncio.Future[bool]:
        """Keep one more worker; the future tells whether it came to serve at first."""
        post = Post(command, fd)
        self._posts.add(post)
        keeper = asyncio.create_task(self._keep(post))
        self._keepers.add(keeper)
        keeper.add_done_callback(self._keepers.discard)
        return post.serves

    async def _keep(self, post: Post) -> None:
        """Fill the post, and again whenever it is empty."""
        while not self._is_over(post):
            how = await self._fill(post)
            if self._is_over(post):
                break
            if post.is_hopeless:
                logger.error("%s", how)
                break
            logger.warning("%s; another one starts in %.2f s", how, post.pause)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(post.pause):
                    await self._stop.wait()
        self._posts.discard(post)

    async def _fill(self, post: Post) -> str:
        """Start a worker, see it end, and return how."""
        loop = asyncio.get_running_loop()
        try:
            worker = post.worker = await Worker.start(
                post.command, post.fd, self._metrics
            )
        except OSError as error:
            post.heard(serves=False)
            post.pause = next_pause(post.pause)
            return f"No process can be started: {error}"
        if self._is_over(post):
            await worker.retire()
        serves = await worker.serves()
        served_at = loop.time()
        post.heard(serves=serves)
        code = await worker.end()
        post.worker = None
        mark_process_dead(worker.process.pid, self._metrics)  # type: ignore[no-untyped-call]
        is_broken = not serves or loop.time() - served_at < YOUNG
        post.pause = next_pause(post.pause) if is_broken else 0.0
        return f"Process {worker.process.pid} ended with {code}"

    def _is_over(self, post: Post) -> bool:
        return post.is_given_up or self._stop.is_set()

    def _renew_soon(self) -> None:
        self._is_renewal_due = True
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        """Once more when it was asked for meanwhile."""
        await self._started.wait()
        while self._is_renewal_due:
            self._is_renewal_due = False
            await self._renew_all()

    async def _renew_all(self) -> None:
        """One after the other: the next one goes when its successor serves."""
        for post in tuple(self._posts):
            if post.is_given_up or post.is_hopeless:
                continue  # its worker is about to be gone
            if self._stop.is_set():
                return
            if not await self._begin(post.command, post.fd):
                logger.error("A new process does not serve; the old ones stay")
                return
            await post.give_up()


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
