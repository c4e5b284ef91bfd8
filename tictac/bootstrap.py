"""Makes any Python good enough to run the project. Standard library only."""

import os


def main(argv: list[str]) -> None:
    if argv[1:2] != ["serve"]:
        os.environ.setdefault("TICTAC_LOCAL", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tictac.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(argv)
