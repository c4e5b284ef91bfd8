"""How fast it is, and what that is next to others: what docs/performance.md reports."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Starts the server and measures what moves, watchers and connections cost it."
        " It needs what the tests need, and two cores with nothing else to do."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--against", action="store_true", help="measure the references as well"
        )
        parser.add_argument("--only", nargs="+", metavar="NAME", help="these scenes")
        parser.add_argument("--quick", action="store_true", help="less than a minute")
        parser.add_argument("--json", type=Path, metavar="FILE", help="keep the run")
        parser.add_argument(
            "--page",
            type=Path,
            metavar="FILE",
            help="measure nothing, and write this page of the run kept in --json",
        )

    def handle(
        self,
        *,
        against: bool,
        only: list[str] | None,
        quick: bool,
        json: Path | None,
        page: Path | None,
        **_options: Any,
    ) -> None:
        if page:
            self.write_page(page, json)
            return
        # Late, since what tests need may not be there.
        from e2e.bench import figures, progress, report, running, scenes  # noqa: PLC0415

        try:
            chosen = scenes.choose(only, quick=quick)
        except ValueError as error:
            raise CommandError(str(error)) from error
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        effort = running.QUICK if quick else running.LONG
        steps = running.steps(chosen, effort, against=against)
        bar = progress.Bar(steps, self.write, is_watched=self.stdout.isatty())
        run = running.run(chosen, effort, settings.VAR_DIR, bar, against=against)
        self.write(report.text(run))
        if json:
            figures.keep(run, json)
        if run.findings:
            raise CommandError("Something is not as it must be.")

    def write_page(self, page: Path, json: Path | None) -> None:
        from e2e.bench import figures  # noqa: PLC0415 - as above
        from e2e.bench import page as pages  # noqa: PLC0415 - as above

        if json is None:
            raise CommandError("Say with --json which run the page is about.")
        pages.write(figures.read(json), page)

    def write(self, text: str) -> None:
        self.stdout.write(text, ending="")
        self.stdout.flush()
