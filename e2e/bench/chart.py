"""The picture of a run: a move's cost against rooms, a delivery's against watchers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

from e2e.bench.figures import Run
from e2e.bench.scenes import (
    PICOWS,
    RELAY,
    ROOMS,
    TICTAC,
    WATCHERS,
    moves_scene,
    watchers_scene,
)

Points: TypeAlias = list[tuple[int, float]]

WIDTH: Final = 920
HEIGHT: Final = 400
TOP: Final = 96
BOTTOM: Final = 340
PANEL: Final = 370
LEFTS: Final = (64, 508)
# Which server is drawn how, the last above the others.
LINES: Final = {RELAY: "relay", PICOWS: "pencil", TICTAC: "ours"}
NAMES: Final = {RELAY: "the relay", PICOWS: "bare picows", TICTAC: "tictac"}
STYLE: Final = Path(__file__).with_name("chart.css")


@dataclass(frozen=True)
class Panel:
    title: str
    axis: str
    left: int
    ticks: Sequence[int]
    series: dict[str, Points]


def chart(run: Run) -> str:
    panels = (
        Panel(
            "CPU for a move, µs",
            "rooms that play at once",
            LEFTS[0],
            ROOMS,
            _series(run, moves_scene, ROOMS),
        ),
        Panel(
            "CPU for a delivery, µs",
            "watchers of one room",
            LEFTS[1],
            WATCHERS,
            _series(run, watchers_scene, WATCHERS),
        ),
    )
    body = "\n".join(line for panel in panels for line in _draw(panel))
    style = STYLE.read_text(encoding="utf-8")
    words = "What a move costs with more rooms, and a delivery with more watchers"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' role="img" aria-labelledby="t d" font-family="ui-monospace,'
        ' SFMono-Regular, Menlo, Consolas, monospace" font-size="14">\n'
        f'  <title id="t">{words}</title>\n'
        f'  <desc id="d">{escape(_told(panels))}</desc>\n'
        f"  <style>\n{style}  </style>\n"
        f'  <rect class="bg" width="{WIDTH}" height="{HEIGHT}"/>\n'
        f"{_legend(panels)}\n{body}\n</svg>\n"
    )


def _series(
    run: Run, scene: Callable[[int], str], numbers: Iterable[int]
) -> dict[str, Points]:
    found: dict[str, Points] = {}
    for name in LINES:
        figures = [(number, run.figure(scene(number), name)) for number in numbers]
        if points := [(number, f.best.cost) for number, f in figures if f]:
            found[name] = points
    return found


def _draw(panel: Panel) -> Iterator[str]:
    yield f'  <text class="b" x="{panel.left}" y="{TOP - 20}">{panel.title}</text>'
    costs = [cost for points in panel.series.values() for _, cost in points]
    if not costs:
        return
    down, up = _frame(min(costs), max(costs))

    def place(number: int, cost: float) -> tuple[float, float]:
        across = _share(number, panel.ticks[0], panel.ticks[-1])
        high = _share(cost, down, up)
        return panel.left + across * PANEL, BOTTOM - high * (BOTTOM - TOP)

    for cost in _round_numbers(down, up):
        _, y = place(panel.ticks[0], cost)
        yield f'  <path class="grid" d="M{panel.left} {y:.1f}h{PANEL}"/>'
        yield _text(f"{cost:,g}", panel.left - 8, y + 4, "soft end")
    for number in panel.ticks:
        x, _ = place(number, down)
        yield _text(f"{number:,}", x, BOTTOM + 20, "soft mid")
    yield _text(panel.axis, panel.left + PANEL / 2, BOTTOM + 42, "soft mid")
    for name, points in panel.series.items():
        yield from _line(name, [place(*point) for point in points])
    for number, cost in panel.series.get(TICTAC, []):
        x, y = place(number, cost)
        yield _text(f"{cost:.{0 if cost >= 20 else 1}f}", x, y - 10, "mid b")


def _line(name: str, places: Sequence[tuple[float, float]]) -> Iterator[str]:
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    yield f'  <path class="line {LINES[name]}" d="M{way}"/>'
    for x, y in places:
        yield f'  <circle class="dot {LINES[name]}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'


def _legend(panels: Iterable[Panel]) -> str:
    drawn = [name for name in LINES if any(name in panel.series for panel in panels)]
    pieces, x = [], LEFTS[0]
    for name in reversed(drawn):
        pieces.append(f'  <path class="line {LINES[name]}" d="M{x} 36h28"/>')
        pieces.append(_text(NAMES[name], x + 38, 41, ""))
        x += 190
    pieces.append(_text("both axes logarithmic", LEFTS[1] + PANEL, 41, "soft end"))
    return "\n".join(pieces)


def _text(words: str, x: float, y: float, kind: str) -> str:
    return f'  <text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'


def _told(panels: Iterable[Panel]) -> str:
    """The same for those who cannot see it."""
    return " ".join(
        f"{panel.title}, {NAMES[name]}: "
        + ", ".join(f"{cost:.1f} at {number:,}" for number, cost in points)
        + "."
        for panel in panels
        for name, points in panel.series.items()
    )


def _share(value: float, least: float, most: float) -> float:
    """How far along a logarithmic axis it lies."""
    return (log10(value) - log10(least)) / (log10(most) - log10(least))


def _round_numbers(least: float, most: float) -> list[float]:
    """1, 2, 5, 10, 20… as far as they lie between."""
    numbers = [step * 10**power for power in range(-1, 6) for step in (1, 2, 5)]
    return [number for number in numbers if least <= number <= most]


def _frame(least: float, most: float) -> tuple[float, float]:
    """The round numbers around them."""
    numbers = _round_numbers(0.1, 5e5)
    down = max(number for number in numbers if number <= least)
    return down, min(number for number in numbers if number > most)
