"""What the operating system says of processes, asked about some that are known."""

import os
import subprocess
import sys
import time
from pathlib import Path

from e2e.bench import machine, starting


def test_servers_and_load_have_cores_of_their_own(tmp_path: Path):
    cores = machine.cores()
    assert len(set(cores)) == min(2, len(os.sched_getaffinity(0)))
    with machine.on_core(cores[1]):
        assert machine.cores() == cores
        with starting.bare(tmp_path) as target:
            (pid,) = target.pids
            assert os.sched_getaffinity(pid) == {cores[0]}
            assert os.sched_getaffinity(0) == {cores[1]}


def test_the_work_of_children_counts_and_goes_on_counting_when_they_have_ended():
    work = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    command = (sys.executable, "-c", f"{parent}; sys.stdin.read()")
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        deadline = time.monotonic() + 20
        while machine.family([process.pid]) == {process.pid}:
            assert time.monotonic() < deadline
        while machine.family([process.pid]) != {process.pid}:
            assert time.monotonic() < deadline
        cpu = machine.cpu_of([process.pid])
        process.communicate()
    assert cpu.total == cpu.user + cpu.system
    assert cpu.total >= 0.3


def test_memory_that_is_taken_is_seen():
    before = machine.memory_of([os.getpid()])
    taken = bytearray(b"x" * 50_000_000)
    assert machine.memory_of([os.getpid()]) - before > len(taken) * 0.9


def test_limits_are_given_back():
    before = machine.most_files()
    with machine.many_files():
        assert machine.most_files() >= before
    assert machine.most_files() == before


def test_the_kind_of_a_disk_is_told():
    assert machine.file_system_of(Path("/proc/self")) == "proc"
