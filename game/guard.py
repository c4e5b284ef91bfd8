"""Shows people out of their open sockets once they are banned."""

import asyncio
from collections.abc import Callable
from typing import ClassVar, TypeAlias
from weakref import WeakKeyDictionary

from django.conf import settings

from game.bans import BANS

ShowOut: TypeAlias = Callable[[], None]


class Guard:
    """One per event loop; it looks around for as long as somebody is inside."""

    _by_loop: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, "Guard"]] = (
        WeakKeyDictionary()
    )

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._inside: dict[str, set[ShowOut]] = {}
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def here(cls) -> "Guard":
        loop = asyncio.get_running_loop()
        guard = cls._by_loop.get(loop)
        if guard is None:
            guard = cls._by_loop[loop] = cls(loop)
        return guard

    def enter(self, player_id: str, show_out: ShowOut) -> None:
        """Somebody came with a socket; whoever is banned already is shown out at once.

        The first to come has the set read: nobody looked while nobody was here.
        """
        self._inside.setdefault(player_id, set()).add(show_out)
        if self._timer is None:
            self._look_around()
        if player_id in BANS.ids:
            show_out()

    def leave(self, player_id: str, show_out: ShowOut) -> None:
        sockets = self._inside.get(player_id, set())
        sockets.discard(show_out)
        if not sockets:
            self._inside.pop(player_id, None)

    def _look_around(self) -> None:
        self._timer = None
        if self._inside:
            self._timer = self._loop.call_later(
                settings.POSITION_CHECK, self._look_around
            )
            BANS.refresh(self._loop, self._show_out)

    def _show_out(self) -> None:
        for player_id in self._inside.keys() & BANS.ids:
            for show_out in tuple(self._inside[player_id]):
                show_out()
