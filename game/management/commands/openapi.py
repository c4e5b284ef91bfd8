"""Writes the contract over HTTP to docs/, or checks that it is current."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from game.contract import openapi


class Command(BaseCommand):
    help = "Writes docs/openapi.yaml from game/protocol.py."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only say whether it is current"
        )

    def handle(self, *, check: bool, **options: object) -> None:
        del options
        file, text = settings.BASE_DIR / openapi.PATH, openapi.as_yaml()
        is_current = file.exists() and file.read_text(encoding="utf-8") == text
        if check and not is_current:
            raise CommandError(f"{openapi.PATH} is behind; run manage.py openapi.")
        if not check:
            file.write_text(text, encoding="utf-8")
        self.stdout.write(f"{openapi.PATH} is current.")
