"""`manage.py prune`: delete rooms that nobody ever moved in and nobody comes to."""

from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Exists, OuterRef

from game import door
from game.engine.commands import Close
from game.engine.errors import Rejection
from game.engine.events import Millis
from game.errors import UnavailableError
from game.jobs.pruning import MOVED, delete
from game.models import Event, Room
from game.presence import now_ms

DAY: Final[Millis] = 24 * 3600 * 1000


class Command(BaseCommand):
    help = "Delete rooms without any move in which nothing has happened for a while."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=float, default=1.0, help="how long (1)")

    def handle(self, *_args: Any, **options: Any) -> None:
        idle = _milliseconds(options["days"])
        deleted = kept = 0
        # Closed like anything that happens in a room: who is there hears it. The log
        # decides whether a move, or a visitor, comes first; after this none can.
        for code, answer in door.submit_to_all(_unplayed(idle), Close(idle)):
            if isinstance(answer, UnavailableError):
                raise CommandError(f"Stopped after {deleted} deleted: {answer}")
            if not isinstance(answer, Rejection) and delete(code):
                deleted += 1
                self.stdout.write(f"{code} deleted")
            else:
                kept += 1
                self.stdout.write(f"{code} kept: something has happened there")
        self.stdout.write(f"{deleted} deleted, {kept} kept")


def _milliseconds(days: float) -> Millis:
    if not 0 <= days < 100_000:
        raise CommandError("The days are a number from 0.")
    return int(days * DAY)


def _unplayed(idle: Millis) -> list[str]:
    """Rooms that look as if they could go; what they are is decided one by one."""
    moves = Event.objects.filter(room=OuterRef("pk"), type=MOVED)
    rooms = Room.objects.filter(~Exists(moves), active_at__lte=now_ms() - idle)
    return list(rooms.order_by("active_at").values_list("code", flat=True))
