"""Shows people out of their open sockets once they are banned, or signed out."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar, TypeAlias
from weakref import WeakKeyDictionary

from django.conf import settings

from game.bans import BANS, session_key

ShowOut: TypeAlias = Callable[[], None]


class Guard:
    """One per event loop; it looks around for as long as somebody is inside."""

    _by_loop: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, "Guard"]] = (
        WeakKeyDictionary()
    )

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        # By the player, and by the session.
        self._inside: dict[str, set[ShowOut]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._has_looked = asyncio.Event()

    @classmethod
    def here(cls) -> "Guard":
        loop = asyncio.get_running_loop()
        guard = cls._by_loop.get(loop)
        if guard is None:
            guard = cls._by_loop[loop] = cls(loop)
        return guard

    @classmethod
    def alert(cls) -> None:
        """Act on what this process has learned by itself, from any thread."""
        for loop, guard in list(cls._by_loop.items()):
            with suppress(RuntimeError):  # that loop is closed
                loop.call_soon_threadsafe(guard._show_out)  # noqa: SLF001 - its own

    async def enter(self, player_id: str, session: str, show_out: ShowOut) -> None:
        """Somebody came with a socket; who may not is shown out at once.

        The first to come waits until the sets are read: nobody looked while nobody
        was here.
        """
        for name in _names(player_id, session):
            self._inside.setdefault(name, set()).add(show_out)
        if self._timer is None or (BANS.is_stale and self._has_looked.is_set()):
            self._look_around()
        if BANS.is_stale:
            await self._has_looked.wait()
        if BANS.parting(player_id, session) is not None:
            show_out()

    def leave(self, player_id: str, session: str, show_out: ShowOut) -> None:
        for name in _names(player_id, session):
            sockets = self._inside.get(name, set())
            sockets.discard(show_out)
            if not sockets:
                self._inside.pop(name, None)

    def _look_around(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if self._inside:
            self._timer = self._loop.call_later(
                settings.POSITION_CHECK, self._look_around
            )
            self._has_looked.clear()
            BANS.refresh(self._loop, self._looked)

    def _looked(self) -> None:
        self._has_looked.set()
        self._show_out()

    def _show_out(self) -> None:
        here = self._inside.keys()
        for name in (here & BANS.ids) | (here & BANS.ended.keys()):
            for show_out in tuple(self._inside.get(name, ())):
                show_out()


def _names(player_id: str, session: str) -> tuple[str, str]:
    return player_id, session_key(player_id, session)
