"""What a supervisor does when its workers misbehave: scripts that do nothing else."""

import asyncio
import os
import signal
import socket
import stat
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from e2e.services import children
from tictac.bootstrap import ROOT
from tictac.supervisor import Supervisor, WorkerError

pytestmark = pytest.mark.timeout(30)

# Whether it serves, and how soon, is told by files beside it.
WORKER = """\
#!{python} -SE
import os, sys, time
folder = os.path.dirname(__file__)
lifeline = int(sys.argv[2].partition("=")[2])
if os.path.exists(folder + "/broken"):
    sys.exit(3)
if os.path.exists(folder + "/slow"):
    time.sleep(1)
os.write(lifeline, b"!")
os.read(lifeline, 1)  # until the supervisor is gone
"""
SUPERVISE = """\
import socket, sys
from tictac.supervisor import Supervisor
with socket.create_server(("127.0.0.1", 0)) as listener:
    ready = lambda: print("ready", flush=True)
    Supervisor(sys.argv[1:], listener, 2, ready).run()
"""


@pytest.fixture
def worker(tmp_path: Path) -> Path:
    """The command that starts one."""
    script = tmp_path / "worker"
    script.write_text(WORKER.format(python=sys.executable))
    script.chmod(stat.S_IRWXU)
    return script


@pytest.fixture
async def supervise(worker: Path):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SUPERVISE, str(worker)),
        cwd=ROOT,
        stdout=PIPE,
        stderr=PIPE,
    )
    yield process
    if process.returncode is None:
        process.kill()
    await process.communicate()


@pytest.fixture
async def supervisor(supervise: Process):
    assert supervise.stdout
    assert await supervise.stdout.readline() == b"ready\n"
    return supervise


def workers(supervisor: Process) -> set[int]:
    return set(children(supervisor.pid))


async def until(holds) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - other processes set no event
            await asyncio.sleep(0.02)


async def stop(supervisor: Process) -> str:
    """End it in order, and return what it complained of."""
    supervisor.terminate()
    _, complaints = await supervisor.communicate()
    assert supervisor.returncode == 0
    return complaints.decode()


def test_a_command_that_is_not_there_is_no_reason_to_wait():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        supervisor = Supervisor(["/nowhere/python"], listener, 2, pytest.fail)
        with pytest.raises(WorkerError, match="ended before it served"):
            supervisor.run()


async def test_who_cannot_be_replaced_now_is_replaced_later(supervisor, worker):
    old = workers(supervisor)
    away = worker.rename(worker.with_name("away"))
    os.kill(min(old), signal.SIGKILL)
    await until(lambda: len(workers(supervisor)) == 1)
    await asyncio.sleep(0.5)
    away.rename(worker)
    await until(lambda: len(workers(supervisor)) == 2)
    assert "No process can be started: " in await stop(supervisor)


async def test_new_ones_that_do_not_serve_are_not_tried_for_ever(supervisor, worker):
    old = workers(supervisor)
    broken = worker.with_name("broken")
    broken.touch()
    supervisor.send_signal(signal.SIGHUP)
    await asyncio.sleep(1)
    assert workers(supervisor) == old
    broken.unlink()
    await asyncio.sleep(1)
    assert workers(supervisor) == old
    supervisor.send_signal(signal.SIGHUP)
    await until(lambda: not old & workers(supervisor) and len(workers(supervisor)) == 2)
    assert "the old ones stay" in await stop(supervisor)


async def test_who_dies_while_it_is_replaced_is_not_replaced_twice(supervisor, worker):
    old = workers(supervisor)
    worker.with_name("slow").touch()
    supervisor.send_signal(signal.SIGHUP)
    await until(lambda: len(workers(supervisor)) == 3)
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    # Longer than all that is to come takes together.
    for _ in range(50):
        await asyncio.sleep(0.1)
        assert len(workers(supervisor)) <= 5
    assert len(workers(supervisor)) == 2
    await stop(supervisor)


async def test_a_renewal_that_comes_too_soon_waits_for_the_start(supervise, worker):
    slow = worker.with_name("slow")
    slow.touch()
    await until(lambda: len(workers(supervise)) == 2)
    old = workers(supervise)
    await asyncio.sleep(0.3)  # by now they are, and those that come next are not
    slow.unlink()
    supervise.send_signal(signal.SIGHUP)
    assert supervise.stdout
    assert await supervise.stdout.readline() == b"ready\n"
    await until(lambda: not old & workers(supervise) and len(workers(supervise)) == 2)
    assert await stop(supervise) == ""


async def test_a_renewal_during_another_comes_after_it(supervisor, worker):
    worker.with_name("slow").touch()
    supervisor.send_signal(signal.SIGHUP)
    await until(lambda: len(workers(supervisor)) == 3)
    old = workers(supervisor)
    supervisor.send_signal(signal.SIGHUP)
    await until(lambda: not old & workers(supervisor) and len(workers(supervisor)) == 2)
    assert await stop(supervisor) == ""
