"""A command that writes a document made from the code, or checks that it is current."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.management import BaseCommand, CommandError


class DocumentCommand(BaseCommand):
    requires_system_checks = ()
    path: ClassVar[Path]
    as_yaml: Callable[[], str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only say whether it is current"
        )

    def handle(self, *, check: bool, **options: object) -> None:
        del options
        file, text = settings.BASE_DIR / self.path, self.as_yaml()
        is_current = file.exists() and file.read_text(encoding="utf-8") == text
        if check and not is_current:
            raise CommandError(f"{self.path} is behind; run manage.py {file.stem}.")
        if not check:
            file.write_text(text, encoding="utf-8")
        self.stdout.write(f"{self.path} is current.")
