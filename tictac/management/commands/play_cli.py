"""Plays, watches and lists rooms in the terminal, on any server of this product."""

from argparse import ArgumentParser
from dataclasses import fields
from typing import Any

from django.core.management import BaseCommand, CommandError

from tictac.terminal.client import SERVER, Options, UsageError, run


class Command(BaseCommand):
    help = (
        "Plays in a room, or lists the public ones, in the terminal. It reads what you"
        " type from stdin, so a script may type, too; `help` says what there is."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "code", nargs="?", help="the room's code; without one the list is shown"
        )
        parser.add_argument("--server", default=SERVER, help=f"default: {SERVER}")
        parser.add_argument("--watch", action="store_true", help="take no seat")
        parser.add_argument("--variant", help="open a room of this variant")
        parser.add_argument(
            "--private", action="store_true", help="open a room that is not listed"
        )
        parser.add_argument(
            "--computer", action="store_true", help="open one against the computer"
        )
        parser.add_argument(
            "--clock",
            metavar="TIME",
            help="open one where each has so long for a game: 90, 30s, 3m",
        )

    def handle(self, **options: Any) -> None:
        wanted = {field.name: options[field.name] for field in fields(Options)}
        try:
            run(Options(**wanted))
        except UsageError as error:
            raise CommandError(str(error)) from None
