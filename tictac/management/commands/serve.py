"""Serve for the open internet; unlike `play` it makes nothing up on its own."""

import socket
import sys
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command

from tictac.brokers import MEMORY
from tictac.listening import inherit, url_of
from tictac.serving import ServingCommand
from tictac.supervisor import SERVES, Supervisor, WorkerError, hold


class Command(ServingCommand):
    help = "Serves in production; the settings must be given and safe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--processes", type=int, default=1, help="how many share the port"
        )
        parser.add_argument(
            "--workers",
            type=int,
            help="how many processes do the jobs: 1 beside several processes; one alone"
            " does them itself; with 0 they are left to `runworker`, wherever it runs",
        )
        # How one of several is started.
        parser.add_argument("--lifeline", type=int, help=SUPPRESS)

    def handle(self, **options: Any) -> None:
        processes, lifeline = options["processes"], options.pop("lifeline")
        if lifeline is not None:
            self.work(socket.socket(fileno=lifeline), options["fd"])
            return
        if processes < 1 or (options["workers"] or 0) < 0:
            self.refuse("It takes at least one process.")
        has_several = processes > 1 or options["workers"] is not None
        if has_several and settings.CHANNEL_LAYER_URL == MEMORY:
            self.refuse(
                "More than one process needs CHANNEL_LAYER_URL or REDIS_URL:"
                " on memory:// they cannot tell each other of moves."
            )
        super().handle(**options)

    def check(self, *args: object, **kwargs: object) -> None:
        del args, kwargs
        call_command("check", deploy=True, verbosity=0)

    def serve(self, listener: socket.socket, **options: Any) -> None:
        processes, workers = options["processes"], options["workers"]
        if processes == 1 and not workers:
            super().serve(listener, **options)
            return
        url = url_of(listener)
        supervisor = Supervisor(
            command_of_one("serve", options),
            listener,
            processes,
            lambda: self.welcome(url, **options),
            [command_of_one("runworker", options)]
            * (1 if workers is None else workers),
        )
        try:
            supervisor.run()
        except WorkerError as error:
            self.refuse(str(error))
        self.say("Stopped.")

    def work(self, lifeline: socket.socket, fd: int) -> None:
        """Be one of several: all is prepared, and the supervisor speaks for us."""
        hold(lifeline)
        with inherit(fd) as listener:
            self.run_server(listener, lambda: lifeline.send(SERVES), works=False)


def command_of_one(command: str, options: dict[str, Any]) -> list[str]:
    """How to start a worker, with the settings that its supervisor was given."""
    manage = str(settings.BASE_DIR / "manage.py")
    given = [
        f"--{name}={options[name]}"
        for name in ("settings", "pythonpath")
        if options.get(name)
    ]
    return [sys.executable, manage, command, *given]
