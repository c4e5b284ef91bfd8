"""The long form of the fault tests: what docs/reliability.md reports."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Kills, starves and confuses real servers, again and again, and counts what"
        " was lost. It needs what the tests need; a short form of it is among them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, help="how often; else as documented")
        parser.add_argument("--only", nargs="+", metavar="NAME", help="these faults")
        parser.add_argument(
            "--controls",
            action="store_true",
            help="show instead that each wrong way to build it is found out",
        )

    def handle(
        self,
        *,
        rounds: int | None,
        only: list[str] | None,
        controls: bool,
        **_options: Any,
    ) -> None:
        # Late, since what tests need may not be there.
        from e2e.faults import catalogue, running  # noqa: PLC0415

        names = only or list(catalogue.FAULTS)
        if unknown := set(names) - set(catalogue.FAULTS):
            known = ", ".join(catalogue.FAULTS)
            raise CommandError(f"No such fault: {', '.join(unknown)}. Known: {known}.")
        if not running.run(names, rounds, self.say, controls=controls):
            raise CommandError("Something is not as it must be.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
