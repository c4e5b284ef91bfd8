"""docs/performance.md, made from a run that was kept."""

from pathlib import Path
from textwrap import fill
from typing import Final

from e2e.bench import report
from e2e.bench.chart import chart
from e2e.bench.figures import Run

CHART: Final = "performance.svg"
TEMPLATE: Final = Path(__file__).with_name("page.md")


def write(run: Run, file: Path) -> None:
    """The page, and its picture beside it."""
    file.write_text(page(run), encoding="utf-8")
    file.with_name(CHART).write_text(chart(run), encoding="utf-8")


def page(run: Run) -> str:
    template = TEMPLATE.read_text(encoding="utf-8")
    return template.format(
        chart=CHART,
        surroundings=fill(_surroundings(run), 90),
        warnings="".join(f"**{sentence}**\n\n" for sentence in _warnings(run)),
        asked=report.markdown(report.asked(run), 1),
        found=report.markdown(report.found(run), report.WORDS),
    )


def _surroundings(run: Run) -> str:
    machine = ", ".join(run.machine.values())
    versions = ", ".join(f"{name} {version}" for name, version in run.versions.items())
    return (
        f"{run.date}: {machine}; {versions}. One run of {run.seconds / 60:.0f} minutes;"
        " a machine's speed drifts, so only figures of one run can be compared."
    )


def _warnings(run: Run) -> list[str]:
    quick = ["This was a quick run; its figures say little."] if run.is_quick else []
    return [*quick, *run.notes, *run.findings]
