"""Django's development server, through Daphne, with the static files in place."""

from daphne.management.commands.runserver import Command as DaphneCommand

from tictac import prepare


class Command(DaphneCommand):
    def inner_run(self, *args: object, **options: object) -> None:
        prepare.folder()
        prepare.pages()
        super().inner_run(*args, **options)
