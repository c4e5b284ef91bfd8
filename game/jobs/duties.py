"""What is to be done in rooms by nobody's hand, as the database has it.

A job is a message on the channel of those who do it, and is about a room as it was at
`v`. A message may be lost, or come twice: what is due is asked for again and again, and
whoever takes it up looks at the room first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeAlias

import msgspec
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from game.engine.events import Millis
from game.engine.state import Status
from game.herald import THINK
from game.layers import Message
from game.models import Event, Room
from game.presence import now_ms

TIMERS: Final = "jobs-timers"
PRUNE: Final = "jobs-prune"
AT_ONCE: Final = 50  # jobs that are asked for in one go
LATE: Final[Millis] = 3_000  # by then whoever was told in time has done it

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Duty:
    """`due` reads the database; it is asked every so many seconds."""

    channel: str
    due: Callable[[], list[Message]]
    every: float
    first: float


class _At(msgspec.Struct):
    """When an event happened, whichever it is."""

    at: Millis = 0


def thinking() -> list[Message]:
    """Rooms where a bot is late, since who was to think for it is gone."""
    rooms = Room.objects.filter(
        bot_owes=True, closed=False, active_at__lte=now_ms() - LATE
    )
    return [_job("job_think", row) for row in _with_newest(rooms)[:AT_ONCE]]


def timing() -> list[Message]:
    """Games that are lost on time, and nobody was there to say so."""
    rooms = Room.objects.filter(
        status=Status.PLAYING.value, closed=False, flag_at__lte=now_ms() - LATE
    )
    return [_job("job_tick", row) for row in _with_newest(rooms)[:AT_ONCE]]


def expiring() -> list[Message]:
    """Games nobody plays on, and rooms where somebody waits that has gone."""
    idle = settings.ABANDON_AFTER * 1000
    return list(islice(_expiring(now_ms() - idle), AT_ONCE)) if idle else []


def pruning() -> list[Message]:
    """Rooms nobody ever moved in, and sessions that have run out."""
    jobs: list[Message] = []
    if Session.objects.filter(expire_date__lt=timezone.now()).exists():
        jobs.append({"type": "job_sessions"})
    if idle := settings.PRUNE_AFTER * 1000:
        rooms = Room.objects.filter(has_moves=False, active_at__lte=now_ms() - idle)
        jobs += [_job("job_prune", row) for row in _with_newest(rooms)[:AT_ONCE]]
    return jobs


DUTIES: Final = (
    Duty(THINK, thinking, every=2, first=1),
    Duty(TIMERS, timing, every=2, first=1),
    # Who is at a room is heard from the other processes first.
    Duty(TIMERS, expiring, every=60, first=20),
    Duty(PRUNE, pruning, every=300, first=30),
)


def _expiring(before: Millis) -> Iterator[Message]:
    """A room's row tells of its first move, and not of those that followed."""
    for status in (Status.PLAYING, Status.WAITING):
        rooms = Room.objects.filter(
            closed=False, status=status.value, active_at__lte=before
        )
        for row in _with_newest(rooms).iterator(chunk_size=500):
            if msgspec.json.decode(row["data"], type=_At).at <= before:
                yield _job("job_expire", row)


def _with_newest(rooms: QuerySet[Room]) -> QuerySet[Any, Row]:
    """The code of each, the longest idle first, and the newest line of its log."""
    newest = Event.objects.filter(room=OuterRef("pk")).order_by("-v")
    found: QuerySet[Any] = rooms.annotate(
        v=Subquery(newest.values("v")[:1]), data=Subquery(newest.values("data")[:1])
    )
    return found.order_by("active_at").values("code", "v", "data")


def _job(name: str, row: Row) -> Message:
    return {"type": name, "room": row["code"], "v": row["v"]}
