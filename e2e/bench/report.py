"""A run in tables: one of what was found, and one of what was asked of it."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from e2e.bench import bar
from e2e.bench.figures import MICRO, Figure, Run, Sample, Times
from e2e.bench.scenes import SCENES

Row: TypeAlias = Sequence[str]

FOUND: Final = (
    *("", "server", "CPU", "user + system", "a second", "server busy", "load"),
    *("answered p50 / p99", "seen p50 / p99", "ours"),
)
ASKED: Final = ("", "wanted", "found", "")
WORDS: Final = 2  # columns; all others hold numbers


def found(run: Run) -> list[Row]:
    return [FOUND, *(row for scene in SCENES for row in _rows(run, scene))]


def asked(run: Run) -> list[Row]:
    rows = [
        (verdict.line.title, verdict.line.wanted, verdict.found, verdict.word)
        for verdict in bar.verdicts(run)
    ]
    return [ASKED, *rows]


def text(run: Run) -> str:
    """For a terminal."""
    return f"\n{_aligned(found(run))}\n\n{_aligned(asked(run))}\n"


def markdown(rows: Sequence[Row], words: int) -> str:
    """That many columns hold words, and the others numbers."""
    rule = ["---"] * words + ["---:"] * (len(rows[0]) - words)
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:]))


def _rows(run: Run, scene: str) -> Iterator[Row]:
    figures = [figure for figure in run.figures if figure.scene == scene]
    for figure in figures:
        best, units = figure.best, figure.best.units
        user, system = (
            part / units * MICRO for part in (best.cpu.user, best.cpu.system)
        )
        yield (
            SCENES[scene].title,
            figure.target,
            _what_counts(best),
            f"{user:.1f} + {system:.1f}",
            f"{best.rate:,.0f}",
            f"{best.busy:.0%}",
            f"{best.load_seconds / units * MICRO:.1f}",
            _times(best.answers),
            _times(best.screens),
            _ratio(figure, figures[-1]),
        )


def _what_counts(sample: Sample) -> str:
    if sample.memory:
        return f"{sample.memory / 1024:.1f} KiB"
    return f"{sample.cost:.1f} µs"


def _times(times: Times) -> str:
    if not times.tail:
        return ""
    return f"{times.middle * 1e3:.2f} / {times.tail * 1e3:.2f} ms"


def _ratio(figure: Figure, ours: Figure) -> str:
    """How many times theirs ours is; ours is the last."""
    if figure is ours:
        return ""
    if ours.best.memory:
        return f"{ours.best.memory / figure.best.memory:.2f} ×"
    return f"{ours.best.cost / figure.best.cost:.2f} ×"


def _aligned(rows: Sequence[Row]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Row, widths: Sequence[int]) -> str:
    cells = [
        cell.ljust(width) if place < WORDS else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
