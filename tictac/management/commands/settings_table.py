"""Prints the table of settings the README holds."""

from django.conf import settings
from django.core.management import BaseCommand

from tictac.settings_table import settings_table


class Command(BaseCommand):
    help = "Prints the README's table of settings, made from .env.example."

    def handle(self, *args: object, **options: object) -> None:
        del args, options
        text = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8")
        self.stdout.write(settings_table(text))
