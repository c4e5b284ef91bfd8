"""Takes a picture of every page in every state, on a server of its own."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from e2e.pictures import take
from e2e.scenes import SCENES


class Command(BaseCommand):
    help = "Plays through every scene and takes pictures, phone and desktop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--out", type=Path, default=settings.VAR_DIR / "screenshots"
        )
        parser.add_argument(
            "--only", nargs="*", choices=SCENES, help="take these scenes, not all"
        )
        parser.add_argument(
            "--readme", type=Path, help="a folder for the pictures of the README"
        )

    def handle(self, **options: Any) -> None:
        out: Path = options["out"]
        take(out, options["readme"], options["only"] or (), self.stdout.write)
        self.stdout.write(f"The contact sheet is {out / 'sheet.png'}.")
