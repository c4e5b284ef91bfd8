"""Does the jobs of other processes: it thinks for the computer, and clears up."""

import asyncio
import socket
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from game.jobs.running import CHANNELS, Labour
from game.rooms import Rooms
from tictac import prepare
from tictac.brokers import MEMORY
from tictac.server import LAST_SECONDS, PATIENCE, SIGNALS, end_in, say_goodbye
from tictac.supervisor import SERVES, hold


class Command(BaseCommand):
    help = (
        "Does the jobs of servers that leave them to others. Any number of workers may"
        " run, on any machine, and any may be killed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "channels", nargs="*", metavar="channel", help=", ".join(CHANNELS)
        )
        # How a supervisor starts it.
        parser.add_argument("--lifeline", type=int, help=SUPPRESS)

    def handle(self, **options: Any) -> None:
        channels = options["channels"] or CHANNELS
        if unknown := set(channels) - set(CHANNELS):
            raise CommandError(
                f"There is no channel {min(unknown)}; there are {', '.join(CHANNELS)}."
            )
        if settings.CHANNEL_LAYER_URL == MEMORY:
            raise CommandError(
                "Workers need CHANNEL_LAYER_URL or REDIS_URL: on memory:// the server"
                " does the jobs itself."
            )
        if options["lifeline"] is not None:
            lifeline = socket.socket(fileno=options["lifeline"])
            hold(lifeline)
            asyncio.run(work(channels, lambda: lifeline.send(SERVES)))
            return
        try:
            prepare.database()
        except prepare.NotReadyError as error:
            raise CommandError(str(error)) from None
        asyncio.run(work(channels, lambda: self.say(f"Working: {', '.join(channels)}")))
        self.say("Stopped.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


async def work(channels: Sequence[str], on_ready: Callable[[], object]) -> None:
    """Until a signal comes."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for sign in SIGNALS:
        loop.add_signal_handler(sign, stop.set)
    Labour.start(channels)
    on_ready()
    await stop.wait()
    end_in(PATIENCE)
    await Labour.stop()
    await Rooms.here().close()
    await say_goodbye()
    end_in(LAST_SECONDS)
