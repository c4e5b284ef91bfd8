"""What came of a fault: counts, times, and the row it makes in a table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from e2e.faults.checker import Verdict

HEADER: Final = (
    ("fault", "rounds", "confirmed", "lost", "doubled", "holes", "other", "times"),
    ("---", "---:", "---:", "---:", "---:", "---:", "---:", "---"),
)


@dataclass
class Report:
    name: str
    rounds: int = 0
    verdict: Verdict = field(default_factory=Verdict)
    times: defaultdict[str, list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )
    limits: Mapping[str, float] = field(default_factory=dict)  # for the 99th in 100
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def findings(self) -> list[str]:
        return self.verdict.findings

    def add(self, verdict: Verdict) -> None:
        for name in ("confirmed", "lost", "doubled", "holes"):
            total = getattr(self.verdict, name) + getattr(verdict, name)
            setattr(self.verdict, name, total)
        self.findings.extend(verdict.findings)

    def row(self) -> tuple[str, ...]:
        verdict = self.verdict
        counted = verdict.lost + verdict.doubled + verdict.holes
        times = (
            _times(name, times, self.limits.get(name))
            for name, times in sorted(self.times.items())
            if times
        )
        counts = (verdict.confirmed, verdict.lost, verdict.doubled, verdict.holes)
        return (
            self.name,
            f"{self.rounds:,}",
            *(f"{number:,}" for number in counts),
            f"{max(0, len(self.findings) - counted):,}",
            "; ".join((*times, *self.notes)),
        )


def table(reports: Sequence[Report]) -> str:
    rows = (*HEADER, *(report.row() for report in reports))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def percentile(times: Sequence[float], share: float) -> float:
    ranked = sorted(times)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def _times(name: str, times: Sequence[float], limit: float | None) -> str:
    """Median, 99th percentile and worst, and whether the second is within its limit."""
    figures = (percentile(times, 0.5), percentile(times, 0.99), max(times))
    text = f"{name} {' / '.join(f'{seconds:.2f}' for seconds in figures)} s"
    if limit is None:
        return text
    return f"{text} ({'within' if figures[1] <= limit else '**OVER**'} {limit:.0f})"
