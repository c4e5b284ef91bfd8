"""Deleting what nobody will miss: rooms without any move, sessions that have run out.

Nothing with a move in it is ever deleted.
"""

from typing import Final

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from game.engine.commands import Close
from game.engine.events import NAMES, Closed, Moved
from game.models import Event, Remark, Room

MOVED: Final = NAMES[Moved]
CLOSED: Final = NAMES[Closed]
MOST_SESSIONS: Final = 500  # in one statement


def closing(idle: float) -> Close:
    """How a room is closed before it is deleted: who is there hears it.

    The log decides whether a move, or a visitor, comes first; after this none can.
    """
    return Close(int(idle * 1000))


def delete(code: str) -> bool:
    """Delete the room if it is closed and its log holds no move."""
    with transaction.atomic():
        types = set(Event.objects.filter(room=code).values_list("type", flat=True))
        if MOVED in types or CLOSED not in types:
            return False
        Room.objects.filter(code=code).delete()
        Remark.objects.filter(place=code).delete()
    return True


def delete_sessions() -> int:
    """Delete some of those that have run out, and say how many."""
    old = Session.objects.filter(expire_date__lt=timezone.now())
    keys = list(old.values_list("pk", flat=True)[:MOST_SESSIONS])
    return Session.objects.filter(pk__in=keys).delete()[0]
