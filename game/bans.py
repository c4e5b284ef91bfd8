"""Who may not play here any more.

Every process keeps the whole set and reads it again every few seconds. So to ask costs
nothing, and a ban is heard of without a message from the process that made it.
"""

import asyncio
import math
import time
from collections.abc import Callable, Iterable
from typing import Final

from django.conf import settings
from django.utils import timezone

from game import journal
from game.models import Player


class Bans:
    """The banned, as this process knew them a moment ago."""

    def __init__(self) -> None:
        self.ids: frozenset[str] = frozenset()
        self._is_fresh_until = -math.inf

    def has(self, player_id: str) -> bool:
        """Whether they are banned; for those without a loop, who read it when due."""
        if time.monotonic() >= self._is_fresh_until:
            is_read = journal.read_now(self._read, failed=False)
            self._settle(is_read=is_read)
        return player_id in self.ids

    async def have(self, player_id: str) -> bool:
        """As `has`, for those on an event loop: nobody else waits meanwhile."""
        if time.monotonic() >= self._is_fresh_until:
            loop, is_read = asyncio.get_running_loop(), asyncio.Event()
            self.refresh(loop, is_read.set)
            await is_read.wait()
        return player_id in self.ids

    def refresh(
        self, loop: asyncio.AbstractEventLoop, done: Callable[[], None]
    ) -> None:
        """Read them again; `done` is called on the loop, also when that failed."""

        def finish(is_read: bool) -> None:  # noqa: FBT001 - the journal's answer
            self._settle(is_read=is_read)
            done()

        journal.read(loop, self._read, finish, failed=False)

    def expire(self) -> None:
        """Have them read by whoever asks next."""
        self._is_fresh_until = -math.inf

    def forget(self) -> None:
        self.ids = frozenset()
        self.expire()

    def _read(self) -> bool:
        """Only in the journal's thread: so nothing older comes after."""
        began = time.monotonic()
        banned = Player.objects.filter(banned_at__isnull=False)
        self.ids = frozenset(banned.values_list("id", flat=True))
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
