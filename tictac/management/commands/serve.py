"""Serve for the open internet; unlike `play` it makes nothing up on its own."""

from django.core.management import call_command

from tictac.serving import ServingCommand


class Command(ServingCommand):
    help = "Serves in production; the settings must be given and safe."

    def check(self, *args: object, **kwargs: object) -> None:
        del args, kwargs
        call_command("check", deploy=True, verbosity=0)
