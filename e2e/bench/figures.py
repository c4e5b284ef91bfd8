"""What a round measured, which round counts, and a run as it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from e2e.bench.machine import Cpu

MICRO: Final = 1e6


@dataclass(frozen=True)
class Times:
    """Median and 99th percentile, in seconds."""

    middle: float = 0.0
    tail: float = 0.0

    @classmethod
    def of(cls, times: Sequence[float]) -> "Times":
        if not times:
            return cls()
        ranked = sorted(times)
        return cls(ranked[len(ranked) // 2], ranked[len(ranked) * 99 // 100])


UNTIMED: Final = Times()


@dataclass(frozen=True)
class Sample:
    """One round: so many units of work, and what they took."""

    units: int
    seconds: float
    cpu: Cpu  # of the servers and all they need
    load_seconds: float  # of a core, for the load itself
    answers: Times = UNTIMED  # until the sender has its answer
    screens: Times = UNTIMED  # until the others see it
    memory: float = 0.0  # bytes per unit

    @property
    def cost(self) -> float:
        """Microseconds of a core for one unit."""
        return self.cpu.total / self.units * MICRO

    @property
    def rate(self) -> float:
        return self.units / self.seconds

    @property
    def busy(self) -> float:
        """The share of its core that the server was at work."""
        return self.cpu.total / self.seconds


@dataclass(frozen=True)
class Figure:
    """What one scene found of one target."""

    scene: str
    target: str
    samples: list[Sample]

    @property
    def best(self) -> Sample:
        """The cheapest round: whatever else the machine does can only add."""
        return min(self.samples, key=lambda sample: sample.cost)


@dataclass
class Run:
    """All that was measured at one time on one machine."""

    date: str
    machine: dict[str, str]
    versions: dict[str, str]
    is_quick: bool = False
    seconds: float = 0.0
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def figure(self, scene: str, target: str) -> Figure | None:
        for figure in self.figures:
            if (figure.scene, figure.target) == (scene, target):
                return figure
        return None


def keep(run: Run, file: Path) -> None:
    file.write_bytes(msgspec.json.format(msgspec.json.encode(run)))


def read(file: Path) -> Run:
    return msgspec.json.decode(file.read_bytes(), type=Run)
