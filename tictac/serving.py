"""What `play` and `serve` share: take the port, prepare, serve until told to stop."""

import socket
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import NoReturn

from django.conf import settings
from django.core.management import BaseCommand

from tictac import prepare
from tictac.listening import AddressError, inherit, listen, url_of


class ServingCommand(BaseCommand):
    # Checked after the port is taken: a busy port is told at once.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="where to listen")
        parser.add_argument("--port", type=int, default=8000, help="0 takes a free one")
        parser.add_argument("--fd", type=int, help="inherit this bound socket instead")

    def handle(
        self, *, host: str, port: int, fd: int | None, **options: object
    ) -> None:
        self.report("environment", time.time() - settings.STARTED)
        try:
            with listen(host, port) if fd is None else inherit(fd) as listener:
                prepare.folder()
                self.step("database", prepare.database)
                self.step("pages", prepare.pages)
                self.check()
                self.serve(listener, **options)
        except (AddressError, prepare.NotReadyError) as error:
            self.refuse(str(error))

    def serve(self, listener: socket.socket, **options: object) -> None:
        url = url_of(listener)
        # Unless others were asked to do the jobs.
        works = options.get("workers") is None
        self.run_server(listener, lambda: self.welcome(url, **options), works=works)
        self.say("Stopped.")

    def run_server(
        self,
        listener: socket.socket,
        on_ready: Callable[[], object],
        *,
        works: bool = True,
    ) -> None:
        """Serve; unless it `works`, others do the jobs."""
        # Late, since it loads the whole game.
        from game.jobs.running import Labour
        from tictac.asgi import application
        from tictac.server import Server

        Labour.is_at_home = works
        Server(application, on_ready).run([listener])

    def welcome(self, url: str, **options: object) -> None:
        """Say where to find it, once it answers there."""
        del options
        self.say(f"Serving at {url}")

    def step(self, name: str, work: Callable[[], None]) -> None:
        started = time.monotonic()
        work()
        self.report(name, time.monotonic() - started)

    def report(self, name: str, seconds: float) -> None:
        self.say(f"{name:<29}{seconds:6.1f} s")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        raise SystemExit(1)
