"""Looks whether everything that is stored is sound."""

from argparse import ArgumentParser

from django.core.management import BaseCommand
from django.db import DEFAULT_DB_ALIAS

from game.checkup import Checkup


class Command(BaseCommand):
    help = (
        "Folds every log and compares it with the rows beside it. Prints what is"
        " wrong, a line each, and then exits with 1. It changes nothing, and may run"
        " while the game is served."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS)

    def handle(self, *, database: str, **options: object) -> None:
        del options
        checkup = Checkup(database)
        findings = 0
        for finding in checkup.findings():
            findings += 1
            self.stdout.write(str(finding))
        self.stdout.write(
            f"{checkup.rooms} rooms, {checkup.events} events, {checkup.games} games:"
            f" {f'{findings} things are wrong' if findings else 'all sound'}"
        )
        if findings:
            raise SystemExit(1)
