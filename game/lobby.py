"""The list of public rooms: which are shown, and what of it changed.

Only rooms where somebody is are listed, so nobody sits down opposite an empty chair.
"""

import asyncio
from collections.abc import Mapping
from itertools import islice
from typing import Final

from game import protocol, render
from game.engine.state import Status
from game.layers import Poster
from game.live import LiveRoom
from game.presence import SEATS, now_ms
from game.protocol import RoomRow

GROUP: Final = "lobby"
LONGEST: Final = 50
DELAY: Final = 0.5


class Lobby:
    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        poster: Poster,
        rooms: Mapping[str, LiveRoom],
    ) -> None:
        self._loop = loop
        self._poster = poster
        self._rooms = rooms
        self._waiting: dict[str, None] = {}
        self._playing: dict[str, None] = {}
        self._shown: dict[str, RoomRow] = {}
        self._dirty: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None

    def changed(self, room: LiveRoom) -> None:
        """Tell the lobby soon; what happens until then goes with it."""
        if room.state.private:
            return
        self._dirty.add(room.code)
        if self._timer is None:
            self._timer = self._loop.call_later(DELAY, self._tell)

    def snapshot(self) -> protocol.Rooms:
        self._sort()
        return protocol.Rooms(
            waiting=self._rows(self._waiting), playing=self._rows(self._playing)
        )

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _tell(self) -> None:
        self._timer = None
        self._sort()
        rows = (*self._rows(self._waiting), *self._rows(self._playing))
        before, self._shown = self._shown, {row.code: row for row in rows}
        changed = tuple(row for row in rows if before.get(row.code) != row)
        gone = tuple(code for code in before if code not in self._shown)
        if changed or gone:
            text = protocol.encode(protocol.Changed(rows=changed, gone=gone))
            self._poster.post(GROUP, {"type": "run_lobby", "text": text})

    def _sort(self) -> None:
        """Put each changed room where it belongs, newcomers at the end."""
        dirty, self._dirty = self._dirty, set()
        for code in dirty:
            room = self._rooms.get(code)
            place = self._place(room) if room else None
            for rows in (self._waiting, self._playing):
                if rows is place:
                    rows.setdefault(code)
                else:
                    rows.pop(code, None)

    def _place(self, room: LiveRoom) -> dict[str, None] | None:
        now = now_ms()
        state = room.state
        is_live = any(
            room.presence.is_live(seat, now)
            for seat in SEATS
            if state.seats[seat - 1] is not None
        )
        if not is_live or state.closed:
            return None
        if state.open_seat is not None:
            return self._waiting
        return self._playing if state.status is Status.PLAYING else None

    def _rows(self, codes: Mapping[str, None]) -> tuple[RoomRow, ...]:
        return tuple(
            render.row(code, self._rooms[code].state)
            for code in islice(codes, LONGEST)
            if code in self._rooms
        )
