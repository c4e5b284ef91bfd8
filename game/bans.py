"""Who may not play here any more: the banned, and sessions that are over.

Every process keeps both sets and reads what is new every few seconds. So to ask costs
nothing, and a ban is heard of without a message from the process that made it.
"""

import asyncio
import math
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from game import database
from game.closes import Parting
from game.models import Player, Session

# How far the clocks of processes may be apart, and a commit after its own time.
MARGIN: Final = timedelta(minutes=10)
# For so long a browser may still be on its way to the cookie of its new session.
GRACE: Final = 10.0


def session_key(player_id: str, session: str) -> str:
    """A guest's session has no name of its own: they have but one."""
    return session or f"~{player_id}"


class Bans:
    """The banned, and the ended sessions, as this process knew them a moment ago."""

    def __init__(self) -> None:
        self.ids: frozenset[str] = frozenset()
        self.ended: dict[str, float] = {}  # until when it counts as just renewed
        self._is_fresh_until = -math.inf
        self._read_at: datetime | None = None

    @property
    def is_stale(self) -> bool:
        return time.monotonic() >= self._is_fresh_until

    def parting(self, player_id: str, session: str = "") -> Parting | None:
        """Why they may not stay, if they may not, as far as is known here."""
        if player_id in self.ids:
            return Parting.BANNED
        until = self.ended.get(session_key(player_id, session))
        if until is None:
            return None
        is_new = time.monotonic() < until
        return Parting.RENEWED if is_new else Parting.SIGNED_OUT

    def ask(self, player_id: str, session: str = "") -> Parting | None:
        """The same for those without a loop, who have it read when it is time."""
        if self.is_stale:
            is_read = database.read_now(self._read, failed=False)
            self._settle(is_read=is_read)
        return self.parting(player_id, session)

    async def asked(self, player_id: str, session: str = "") -> Parting | None:
        """As `ask`, for those on an event loop: nobody else waits meanwhile."""
        if self.is_stale:
            loop, is_read = asyncio.get_running_loop(), asyncio.Event()
            self.refresh(loop, is_read.set)
            await is_read.wait()
        return self.parting(player_id, session)

    def has(self, player_id: str) -> bool:
        return self.ask(player_id) is Parting.BANNED

    def refresh(
        self, loop: asyncio.AbstractEventLoop, done: Callable[[], None]
    ) -> None:
        """Read them again; `done` is called on the loop, also when that failed."""

        def finish(is_read: bool) -> None:  # noqa: FBT001 - the journal's answer
            self._settle(is_read=is_read)
            done()

        database.read(loop, self._read, finish, failed=False)

    def learn(self, keys: Iterable[str], *, renewed: bool) -> None:
        """Know of what this very process has just ended."""
        until = time.monotonic() + GRACE if renewed else -math.inf
        new = {key: until for key in keys if key not in self.ended}
        if new:  # another mapping: sockets may just be compared with this one
            self.ended = {**self.ended, **new}

    def expire(self) -> None:
        """Have them read by whoever asks next."""
        self._is_fresh_until = -math.inf

    def forget(self) -> None:
        self.ids, self.ended, self._read_at = frozenset(), {}, None
        self.expire()

    def _read(self) -> bool:
        """Only in the journal's thread: so nothing older comes after."""
        began, now = time.monotonic(), timezone.now()
        banned = Player.objects.filter(banned_at__isnull=False)
        self.ids = frozenset(banned.values_list("id", flat=True))
        ended = Session.objects.filter(ended_at__isnull=False)
        if self._read_at is not None:
            ended = ended.filter(ended_at__gt=self._read_at - MARGIN)
        rows = list(ended.values_list("key", "renewed"))
        for kind in (False, True):
            self.learn((key for key, renewed in rows if renewed is kind), renewed=kind)
        self._read_at = now
        self._is_fresh_until = began + settings.POSITION_CHECK
        return True

    def _settle(self, *, is_read: bool) -> None:
        """While storage is in trouble what was known holds, and pages do not wait."""
        if not is_read:
            self._is_fresh_until = time.monotonic() + settings.POSITION_CHECK


BANS: Final = Bans()


def ban(player_ids: Iterable[str]) -> None:
    rows = Player.objects.filter(id__in=list(player_ids), banned_at=None)
    rows.update(banned_at=timezone.now())
    BANS.expire()


def unban(player_ids: Iterable[str]) -> None:
    Player.objects.filter(id__in=list(player_ids)).update(banned_at=None)
    BANS.expire()
