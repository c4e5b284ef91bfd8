"""`manage.py perft VARIANT DEPTH`: count the move sequences of a variant."""

from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from game.engine.board import Position
from game.engine.perft import perft
from game.engine.rules import Rules
from game.engine.variants import VARIANTS


class Command(BaseCommand):
    help = "Count the move sequences of a variant, one 'depth count' line each."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("variant", help=_NAMES)
        parser.add_argument("depth", help="how many moves deep, at least 1")

    def handle(self, *_args: Any, **options: Any) -> None:
        start = Position.start(_rules(options["variant"]))
        for depth in range(1, _depth(options["depth"]) + 1):
            self.stdout.write(f"{depth} {perft(start, depth)}")
            self.stdout.flush()


def _rules(name: str) -> Rules:
    if name not in VARIANTS:
        raise CommandError(f"There is no variant {name!r}; choose: {_NAMES}.")
    return VARIANTS[name].rules


def _depth(text: str) -> int:
    if not (text.isdecimal() and 0 < len(text) <= 3 and int(text) > 0):
        raise CommandError(f"A depth is a number from 1 to 999, not {text!r}.")
    return int(text)


_NAMES: Final = ", ".join(VARIANTS)
