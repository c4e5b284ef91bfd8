"""How often one may try to sign in: a few times freely, then ever more slowly.

Counted before a password is looked at, by name and by address, in the database: so
neither many processes nor many requests at once make it more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Final

from django.db import transaction
from django.utils import timezone

from game.models import Attempt
from game.pace import network_of

FIRST_WAIT: Final = 5.0  # seconds; doubled with each further failure
FORGOTTEN_AFTER: Final = timedelta(hours=1)


class TooManyAttemptsError(Exception):
    """Nothing was looked at; come back in so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Wait {seconds} s.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Counted:
    """Whose attempts are counted together, how many are free, the longest wait."""

    who: str
    free: int
    longest: float  # seconds


def by_name(name: str) -> Counted:
    """Short waits: a stranger must not be able to keep somebody out for long."""
    return Counted(f"name {sha256(name.encode()).hexdigest()}", 5, 60)


def by_address(address: str) -> Counted:
    """More of them: many people may sit behind one router."""
    return Counted(f"from {network_of(address)}", 20, 900)


def newcomers(address: str) -> Counted:
    """New accounts are no guesses, and yet each costs a password's worth of work."""
    return Counted(f"new {network_of(address)}", 20, 900)


def begin(*counted: Counted) -> None:
    """Count one more of each, or raise `TooManyAttemptsError` and count none."""
    now = timezone.now()
    by_who = {one.who: one for one in counted}
    fresh = [Attempt(who=who, at=now) for who in by_who]
    with transaction.atomic():
        Attempt.objects.bulk_create(fresh, ignore_conflicts=True)
        locked = Attempt.objects.select_for_update().filter(who__in=by_who)
        rows = list(locked.order_by("who"))
        wait = max(_wait(row, by_who[row.who], now) for row in rows)
        if wait > 0:
            raise TooManyAttemptsError(ceil(wait))
        for row in rows:
            row.count, row.at = _count(row, now) + 1, now
        Attempt.objects.bulk_update(rows, ["count", "at"])


def succeeded(name: Counted, others: Sequence[Counted] = ()) -> None:
    """The name's are forgotten; of an address, which others share, this one alone."""
    now = timezone.now()
    Attempt.objects.filter(who=name.who).delete()
    for row in Attempt.objects.filter(who__in=[one.who for one in others], count__gt=0):
        Attempt.objects.filter(who=row.who, count=row.count).update(count=row.count - 1)
    Attempt.objects.filter(at__lt=now - FORGOTTEN_AFTER).delete()


def _wait(row: Attempt, counted: Counted, now: datetime) -> float:
    """How long from now on, after so many."""
    over = _count(row, now) - counted.free
    if over < 0:
        return 0
    wait = min(counted.longest, FIRST_WAIT * 2.0 ** min(over, 16))
    return wait - (now - row.at).total_seconds()


def _count(row: Attempt, now: datetime) -> int:
    return row.count if now - row.at < FORGOTTEN_AFTER else 0
