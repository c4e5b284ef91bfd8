"""One command from a fresh clone to a game in the browser."""

import socket
import threading
import webbrowser
from argparse import ArgumentParser

from django.conf import settings

from tictac.serving import ServingCommand


class Command(ServingCommand):
    help = "Sets everything up and serves the game on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--open", action="store_true", help="open a browser tab")

    def serve(self, listener: socket.socket, **options: object) -> None:
        settings.ALLOWED_HOSTS += own_names(listener.getsockname()[0])
        super().serve(listener, **options)

    def welcome(self, url: str, **options: object) -> None:
        self.say(f"Play at {url} (Ctrl-C stops)")
        if options["open"]:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def own_names(address: str) -> list[str]:
    """The names this machine goes by, for somebody who plays from another one."""
    if address not in {"0.0.0.0", "::"}:  # noqa: S104 -- compared, not bound
        return [address]
    name = socket.gethostname().lower()
    return [name, f"{name}.local", *outward_addresses()]


def outward_addresses() -> list[str]:
    """Where others reach this machine; connecting a UDP socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [probe.getsockname()[0]]
