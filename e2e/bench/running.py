"""A whole run: every scene at every target, the targets in turn, round by round."""

import contextlib
import gc
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import Final

from e2e.bench import machine, starting
from e2e.bench.codec import HandshakeError
from e2e.bench.figures import Figure, Run, Sample
from e2e.bench.loop import StalledError, TroubleError
from e2e.bench.progress import Bar
from e2e.bench.scenes import Scene
from e2e.bench.targets import Serve, Target
from e2e.bench.wire import WireError

MADE: Final[dict[str, Serve]] = {
    "relay": starting.relay,
    "picows": starting.bare,
    "tictac": starting.product,
    "many": starting.many,
}


@dataclass(frozen=True)
class Effort:
    """How long to measure."""

    rounds: int
    seconds: float  # a round
    is_quick: bool = False


# Nothing to be done but to say so; the other scenes go on.
TROUBLE: Final = (TroubleError, WireError, HandshakeError, OSError, RuntimeError)
LONG: Final = Effort(rounds=4, seconds=2.0)
QUICK: Final = Effort(rounds=2, seconds=1.0, is_quick=True)


def run(
    scenes: Sequence[Scene],
    effort: Effort,
    folder: Path,
    progress: Bar,
    *,
    against: bool,
) -> Run:
    """The folder lies on the disk that is measured; what is made in it vanishes."""
    started = time.monotonic()
    result = Run(
        f"{datetime.now(UTC):%Y-%m-%d}",
        surroundings(folder),
        machine.versions(),
        effort.is_quick,
    )
    with _prepared(folder) as scratch, ExitStack() as stack:
        made: dict[str, Target] = {}
        for scene in scenes:
            names = scene.targets(against=against)
            try:
                for name in names:
                    if name not in made:
                        made[name] = stack.enter_context(MADE[name](scratch))
                wanted = [made[name] for name in names]
                result.figures += _play(scene, wanted, effort, result, progress)
            except TROUBLE as error:
                finding = f"{scene.title}: {error}"
                result.findings.append(finding)
                progress.say(finding)
    progress.close()
    result.seconds = time.monotonic() - started
    return result


def steps(scenes: Iterable[Scene], effort: Effort, *, against: bool) -> int:
    visits = sum(len(scene.targets(against=against)) for scene in scenes)
    return visits * (1 + effort.rounds)


def surroundings(folder: Path) -> dict[str, str]:
    """Where it was measured: figures without that are none."""
    server, load = machine.cores()
    return {
        "processor": machine.processor(),
        "cores": f"{cpu_count()} cores",
        "system": machine.system(),
        "disk": f"data on {machine.file_system_of(folder)}",
        "places": f"servers on core {server}, load on core {load}",
    }


def _play(
    scene: Scene,
    wanted: Sequence[Target],
    effort: Effort,
    result: Run,
    progress: Bar,
) -> list[Figure]:
    try:
        figures = _measure(scene, wanted, effort, progress)
    except StalledError as stall:
        result.notes.append(f"{scene.title}: played twice. {stall}")
        progress.say(result.notes[-1])
        figures = _measure(scene, wanted, effort, progress)
    except TROUBLE:
        for target in wanted:
            progress.say(f"{target.name} says:\n{target.last_words}")
        raise
    for figure in figures:
        progress.say(f"{scene.title}: {figure.target} {figure.best.cost:.1f} µs")
    return figures


def _measure(
    scene: Scene, wanted: Sequence[Target], effort: Effort, progress: Bar
) -> list[Figure]:
    samples: dict[str, list[Sample]] = {target.name: [] for target in wanted}
    with ExitStack() as stack:
        rounds = {}
        for target in wanted:
            progress.at(f"{scene.title}: all come to {target.name}")
            rounds[target.name] = stack.enter_context(scene.make(target))
        for number in range(1, 2 if scene.is_steady else effort.rounds + 1):
            for name, play in rounds.items():
                progress.at(f"{scene.title}: round {number}, {name}")
                samples[name].append(play(effort.seconds))
    return [Figure(scene.name, name, found) for name, found in samples.items()]


@contextlib.contextmanager
def _prepared(folder: Path) -> Iterator[Path]:
    """This process is the load: on a core of its own, and nothing stops it for long."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        with (
            machine.many_files(),
            machine.on_core(machine.cores()[1]),
            tempfile.TemporaryDirectory(prefix="bench-", dir=folder) as scratch,
        ):
            yield Path(scratch)
    finally:
        gc.enable()
        gc.unfreeze()
