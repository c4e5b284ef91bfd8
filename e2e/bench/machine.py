"""What the operating system knows: who runs on which core, and what it costs."""

import contextlib
import os
import platform
import resource
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from e2e.services import children

TICKS: Final = os.sysconf("SC_CLK_TCK")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")
FILES: Final = 65_536  # open at once, where that is allowed
PACKAGES: Final = ("django", "channels", "daphne", "uvicorn", "uvloop", "picows")


@dataclass(frozen=True)
class Cpu:
    """Seconds of a core, in the program and in the kernel for it."""

    user: float
    system: float

    @property
    def total(self) -> float:
        return self.user + self.system

    def __sub__(self, other: "Cpu") -> "Cpu":
        return Cpu(self.user - other.user, self.system - other.system)


def cpu_of(roots: Iterable[int]) -> Cpu:
    """Of these processes and all they started, those that have ended included."""
    user = system = 0
    for pid in family(roots):
        with contextlib.suppress(OSError):
            # After the command's name, in brackets; own and then ended children's.
            text = Path(f"/proc/{pid}/stat").read_text()
            fields = [int(field) for field in text.rpartition(")")[2].split()[11:15]]
            user += fields[0] + fields[2]
            system += fields[1] + fields[3]
    return Cpu(user / TICKS, system / TICKS)


def memory_of(roots: Iterable[int]) -> int:
    """Bytes resident in memory."""
    return sum(
        int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
        for pid in family(roots)
    )


def family(roots: Iterable[int]) -> set[int]:
    return {pid for root in roots for pid in (root, *children(root))}


@cache
def cores() -> tuple[int, int]:
    """One for the servers, and another one for the load where there is one.

    Found out once, since whoever is on one of them knows of no other.
    """
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


@contextlib.contextmanager
def on_core(core: int) -> Iterator[None]:
    """Run there; so does every process that is started meanwhile, for good."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextlib.contextmanager
def many_files() -> Iterator[None]:
    """As many open at once as is allowed, here and in what is started meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if before[1] == resource.RLIM_INFINITY else min(FILES, before[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def most_files() -> int:
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def file_system_of(folder: Path) -> str:
    """Its kind, such as ext4 or tmpfs."""
    best, kind = "", "unknown"
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields = line.split()
        mount = fields[4]
        if folder.resolve().is_relative_to(mount) and len(mount) >= len(best):
            best, kind = mount, fields[fields.index("-") + 1]
    return kind


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def system() -> str:
    return f"{platform.system()} {platform.release().partition('-')[0]}"


def versions() -> dict[str, str]:
    return {"python": platform.python_version()} | {
        name: version(name) for name in PACKAGES
    }
