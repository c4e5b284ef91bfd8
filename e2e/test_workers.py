"""Workers on Redis: killed in the middle of a job, and replaced by another."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, suppress
from pathlib import Path

import pytest
import pytest_asyncio

from e2e.bot import Bot, open_room
from e2e.brokers import Valkey
from e2e.database import rows
from e2e.server import Kind, Server
from e2e.services import children
from e2e.stacks import Stacks

pytestmark = pytest.mark.timeout(180)

SOON = 10.0  # seconds in which another one has done it
GAMES = 16
MOVES = "SELECT room_id, COUNT(*) FROM game_event WHERE type = 'moved' GROUP BY room_id"


class Alone(Server):
    """It serves, and leaves the jobs to others."""

    @property
    def command(self) -> tuple[str, ...]:
        return ("manage.py", "serve", "--processes=1", "--workers=0", "--fd")


class Crew:
    """A server on Redis, and workers beside it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.workers: list[subprocess.Popen[bytes]] = []

    async def hire(self) -> subprocess.Popen[bytes]:
        """Return when it works."""
        before = self.server.log.count("Working")
        worker = self.server.spawn("runworker")
        self.workers.append(worker)
        await until(lambda: self.server.log.count("Working") > before)
        return worker

    def dismiss(self) -> None:
        for worker in self.workers:
            for pid in (worker.pid, *children(worker.pid)):
                kill(pid, signal.SIGKILL)
            worker.wait()


def kill(pid: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, sign)


async def until(is_so, patience: float = 30) -> None:
    async with asyncio.timeout(patience):
        while not is_so():  # noqa: ASYNC110 - other processes set no event
            await asyncio.sleep(0.02)


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    with ExitStack() as exits:
        redis = exits.enter_context(Valkey())
        settings = {"REDIS_URL": redis.url, "SOCKET_BURST": "100"}
        server = Alone(tmp_path, settings=settings)
        server.start()
        exits.callback(server.kill)
        crew = Crew(server)
        exits.callback(crew.dismiss)
        yield crew


@pytest_asyncio.fixture(loop_scope="session")
async def games(crew: Crew) -> AsyncIterator[list[Bot]]:
    """Alice at several boards, the computer opposite."""
    async with AsyncExitStack() as exits:
        games = []
        for _ in range(GAMES):
            room = open_room(crew.server, computer=True)
            path = f"{room.path}?seat=1"
            socket = await Bot.connect(crew.server, path, cookie=room.cookie)
            games.append(await exits.enter_async_context(socket))
            await games[-1].hear("state")
        yield games


def is_answered(game: Bot) -> bool:
    return bool(game.state["turn"] == game.state["marks"][0])


async def move(game: Bot, cell: int = 0) -> None:
    """Play there, or in the next cell that is free, and see it on the board."""
    ack = await game.play(game.state["board"].index(".", cell))
    assert ack["type"] == "ack"
    await game.until(lambda frame: frame["type"] == "state" and frame["v"] >= ack["v"])


async def test_a_worker_killed_in_the_middle_is_replaced_by_another(
    crew: Crew, games: list[Bot]
):
    first, _second = await crew.hire(), await crew.hire()
    for game in games:
        await move(game)
    await until(lambda: all(map(is_answered, games)))
    (mind,) = children(first.pid)
    os.kill(mind, signal.SIGSTOP)
    # From now on whatever the first one takes up stays with it.
    for game in games:
        await move(game, 5)
    await asyncio.sleep(1)
    stuck = [game for game in games if not is_answered(game)]
    assert 0 < len(stuck) < GAMES
    killed_at = time.monotonic()
    first.kill()
    kill(mind, signal.SIGKILL)
    await until(lambda: all(map(is_answered, games)))
    assert time.monotonic() - killed_at < SOON
    assert {count for _, count in rows(crew.server.database, MOVES)} == {4}
    assert "all sound" in crew.server.manage("doctor")


async def test_when_nobody_worked_the_first_who_comes_does_it_all(
    crew: Crew, games: list[Bot]
):
    for game in games:
        await move(game)
    await asyncio.sleep(0.5)
    assert not any(map(is_answered, games))
    worker = await crew.hire()
    await until(lambda: all(map(is_answered, games)), SOON)
    assert {count for _, count in rows(crew.server.database, MOVES)} == {2}
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, 15) == 0
    assert "Traceback" not in crew.server.log


@pytest.mark.slow
async def test_a_worker_ends_what_everybody_has_gone_from_and_nothing_else(tmp_path):
    """It is told by the server who is at a room."""
    with Valkey() as redis:
        server = Alone(
            tmp_path, settings={"REDIS_URL": redis.url, "ABANDON_AFTER": "5"}
        )
        server.start()
        crew = Crew(server)
        try:
            left, kept = (open_room(server, computer=True) for _ in range(2))
            path = f"{kept.path}?seat=1"
            async with await Bot.connect(server, path, cookie=kept.cookie) as alice:
                await alice.hear("state")
                await crew.hire()
                ended = "SELECT room_id FROM game_event WHERE type = 'abandoned'"
                await until(lambda: rows(server.database, ended), 60)
                assert rows(server.database, ended) == [(left.code,)]
                await alice.send("ping", v=3)
                await alice.hear("pong", v=3)
        finally:
            crew.dismiss()
            server.kill()


async def test_a_worker_of_the_supervisor_is_kept_alive(
    stacks: Stacks, tmp_path_factory: pytest.TempPathFactory
):
    with stacks.running(tmp_path_factory.mktemp("supervised"), Kind.MANY) as server:
        room = open_room(server, computer=True)
        path = f"{room.path}?seat=1"
        async with await Bot.connect(server, path, cookie=room.cookie) as alice:
            await alice.hear("state")
            await move(alice)
            await until(lambda: is_answered(alice))
            (worker,) = workers_of(server)
            os.kill(worker, signal.SIGKILL)
            await move(alice)
            await until(lambda: is_answered(alice), SOON)
            assert workers_of(server) != [worker]


def workers_of(server: Server) -> list[int]:
    assert server.process is not None
    return [
        pid
        for pid in children(server.process.pid)
        if b"runworker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


async def test_one_process_that_was_killed_owes_its_move_when_it_is_back(
    tmp_path: Path,
):
    """Without Redis: the same, out of the database."""
    server = Server(tmp_path)
    server.start()
    try:
        room = open_room(server, "gomoku", computer=True)
        path = f"{room.path}?seat=1"
        async with await Bot.connect(server, path, cookie=room.cookie) as alice:
            await alice.hear("state")
            await move(alice, 112)
            server.kill()
        server.start()
        async with await Bot.connect(server, path, cookie=room.cookie) as alice:
            await alice.hear("state")
            await until(lambda: is_answered(alice), SOON)
        assert rows(server.database, MOVES) == [(room.code, 2)]
    finally:
        server.kill()
