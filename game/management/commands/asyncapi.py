"""Writes the contract with clients to docs/, or checks that it is current."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from game.contract import document


class Command(BaseCommand):
    help = "Writes docs/asyncapi.yaml from game/protocol.py."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only say whether it is current"
        )

    def handle(self, *, check: bool, **options: object) -> None:
        del options
        file, text = settings.BASE_DIR / document.PATH, document.as_yaml()
        is_current = file.exists() and file.read_text(encoding="utf-8") == text
        if check and not is_current:
            raise CommandError(f"{document.PATH} is behind; run manage.py asyncapi.")
        if not check:
            file.write_text(text, encoding="utf-8")
        self.stdout.write(f"{document.PATH} is current.")
