"""The long form: every fault, its rounds, a line of progress, and the table."""

import asyncio
import platform
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from os import cpu_count
from pathlib import Path
from typing import Final

from e2e.faults.catalogue import FAULTS, Fault
from e2e.faults.report import Report, table

Say = Callable[[str], None]

FEW: Final = 3  # rounds are mostly enough to find out a wrong build


async def run_all(names: Iterable[str], rounds: int | None, say: Say) -> bool:
    """Every round of each; say what came of it, and whether all of it is well."""
    reports = [await _run_one(FAULTS[name], rounds, say) for name in names]
    say(f"\n{surroundings()}\n\n{table(reports)}")
    return not any(report.findings for report in reports)


async def run_controls(names: Iterable[str], say: Say) -> bool:
    """Each way to build it wrong must be found out."""
    all_red = True
    for name in names:
        for control in FAULTS[name].controls:
            findings = await control_findings(name, control)
            all_red = all_red and bool(findings)
            verdict = f"red: {findings[-1][:100]}" if findings else "NOT FOUND OUT"
            say(f"{name:<14}{control:<22}{verdict}")
    return all_red


async def control_findings(name: str, control: str) -> list[str]:
    fault = FAULTS[name]
    with (
        tempfile.TemporaryDirectory(prefix="tictac-faults-") as folder,
        fault.make(Path(folder), control) as stack,
    ):
        for rounds in (min(FEW, fault.short), fault.short):
            report = await fault.test(stack, rounds, lambda _: None)
            if report.findings:
                return report.findings
    return []


def surroundings() -> str:
    """When and where: figures without that are none."""
    packages = ("django", "uvicorn", "websockets", "redis", "psycopg")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, {versions}"
    )


async def _run_one(fault: Fault, rounds: int | None, say: Say) -> Report:
    wanted = rounds or fault.long

    def tell(report: Report) -> None:
        say(f"{fault.title}: {report.rounds} of {wanted}")

    with (
        tempfile.TemporaryDirectory(prefix="tictac-faults-") as folder,
        fault.make(Path(folder), "") as stack,
    ):
        report = await fault.test(stack, wanted, tell)
    for finding in report.findings:
        say(f"  {finding}")
    return report


def run(names: Iterable[str], rounds: int | None, say: Say, *, controls: bool) -> bool:
    names = list(names)
    work = run_controls(names, say) if controls else run_all(names, rounds, say)
    return asyncio.run(work)
