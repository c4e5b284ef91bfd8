"""What is asked of a run, line by line, and whether it holds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from e2e.bench.figures import Figure, Run
from e2e.bench.scenes import (
    MANY,
    PICOWS,
    RELAY,
    ROOMS,
    TICTAC,
    WATCHERS,
    moves_scene,
    watchers_scene,
)

Measure: TypeAlias = Callable[[Run], float | None]  # None where it was not measured

AT_MOST: Final = "≤"
AT_LEAST: Final = "≥"
TIMES: Final = "×"


@dataclass(frozen=True)
class Line:
    title: str
    measure: Measure
    sign: str
    limit: float
    unit: str

    @property
    def wanted(self) -> str:
        return f"{self.sign} {self.limit:,g} {self.unit}"

    def verdict(self, run: Run) -> "Verdict":
        found = self.measure(run)
        if found is None:
            return Verdict(self, "not measured", is_met=None)
        is_met = found <= self.limit if self.sign == AT_MOST else found >= self.limit
        digits = 0 if found >= 100 else 2
        return Verdict(self, f"{found:,.{digits}f} {self.unit}", is_met=is_met)


@dataclass(frozen=True)
class Verdict:
    line: Line
    found: str
    is_met: bool | None

    @property
    def word(self) -> str:
        match self.is_met:
            case None:
                return ""
            case True:
                return "holds"
            case False:
                return "MISSED"


def verdicts(run: Run) -> list[Verdict]:
    return [line.verdict(run) for line in LINES]


def _ratio(over: tuple[str, str], under: tuple[str, str]) -> Measure:
    """How many times the cost of one figure is that of another; scene and target."""

    def measure(run: Run) -> float | None:
        first, second = run.figure(*over), run.figure(*under)
        return first.best.cost / second.best.cost if first and second else None

    return measure


def _of_ours(scene: str, read: Callable[[Figure], float]) -> Measure:
    def measure(run: Run) -> float | None:
        figure = run.figure(scene, TICTAC)
        return read(figure) if figure else None

    return measure


def _spread(scenes: Iterable[str]) -> Measure:
    """The dearest of them next to the cheapest."""
    names = list(scenes)

    def measure(run: Run) -> float | None:
        figures = [run.figure(name, TICTAC) for name in names]
        costs = [figure.best.cost for figure in figures if figure]
        return max(costs) / min(costs) if len(costs) == len(names) else None

    return measure


def _lines() -> Iterator[Line]:
    moves = [(f"move, {number} rooms", moves_scene(number)) for number in (100, 500)]
    deliveries = [
        (f"delivery, {number:,} watchers", watchers_scene(number))
        for number in (500, 2000)
    ]
    for words, scene in moves:
        yield _against_picows(words, scene, 2.5)
    for words, scene in deliveries:
        yield _against_picows(words, scene, 2)
    yield _against_picows("rejected move", "rejected", 2)
    for words, scene in (*moves, *deliveries):
        ratio = _ratio((scene, RELAY), (scene, TICTAC))
        yield Line(f"{words}: the relay's cost", ratio, AT_LEAST, 20, TIMES)
    joins = _of_ours("joins", lambda figure: max(s.rate for s in figure.samples))
    yield Line("connect and join", joins, AT_LEAST, 1600, "a second")
    memory = _of_ours("idle", lambda figure: figure.best.memory / 1024)
    yield Line("idle connection", memory, AT_MOST, 25, "KiB")
    shown = _of_ours(
        "one-room", lambda figure: min(s.screens.middle for s in figure.samples) * 1e3
    )
    yield Line("one room: to both screens, p50", shown, AT_MOST, 1, "ms")
    many = _ratio((MANY, MANY), (MANY, TICTAC))
    words = "two processes, PostgreSQL, Redis: next to one"
    yield Line(words, many, AT_MOST, 1.5, TIMES)
    rooms = _spread(moves_scene(number) for number in ROOMS[1:])
    words = f"move, {ROOMS[1]} to {ROOMS[-1]:,} rooms: dearest next to cheapest"
    yield Line(words, rooms, AT_MOST, 1.5, TIMES)
    watchers = _spread(watchers_scene(number) for number in WATCHERS[1:])
    words = f"delivery, {WATCHERS[1]} to {WATCHERS[-1]:,}: dearest next to cheapest"
    yield Line(words, watchers, AT_MOST, 1.5, TIMES)


def _against_picows(words: str, scene: str, limit: float) -> Line:
    ratio = _ratio((scene, TICTAC), (scene, PICOWS))
    return Line(f"{words}: next to picows", ratio, AT_MOST, limit, TIMES)


LINES: Final = tuple(_lines())
