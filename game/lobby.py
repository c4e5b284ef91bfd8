"""The list of public rooms: which are shown, and what of it changed.

Only rooms where somebody is are listed, so nobody sits down opposite an empty chair.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice
from typing import Final, TypeAlias

from game import protocol, render
from game.engine.state import Status
from game.layers import Poster
from game.live import LiveRoom
from game.presence import SEATS, now_ms
from game.protocol import RoomRow

GROUP: Final = "lobby"
LONGEST: Final = 50
DELAY: Final = 0.5

Rows: TypeAlias = dict[str, RoomRow]
Share: TypeAlias = Callable[[Iterable[RoomRow], Iterable[str]], None]


class Lobby:
    """`elsewhere` is what other processes list; `share` tells them what is new here."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        poster: Poster,
        rooms: Mapping[str, LiveRoom],
        elsewhere: Callable[[], Rows],
        share: Share,
    ) -> None:
        self._loop = loop
        self._poster = poster
        self._rooms = rooms
        self._elsewhere = elsewhere
        self._share = share
        self._waiting: Rows = {}
        self._playing: Rows = {}
        self._shown: Rows = {}
        self._glimpsed: set[str] = set()  # in a snapshot, and not yet told to all
        self._own: Rows = {}
        self._dirty: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None

    def changed(self, room: LiveRoom) -> None:
        if not room.state.private:
            self.heard_of(room.code)

    def heard_of(self, code: str) -> None:
        """Tell the lobby soon; what happens until then goes with it."""
        self._dirty.add(code)
        if self._timer is None:
            self._timer = self._loop.call_later(DELAY, self._tell)

    def snapshot(self) -> protocol.Rooms:
        self._sort()
        rooms = protocol.Rooms(
            waiting=_first(self._waiting), playing=_first(self._playing)
        )
        codes = {row.code for row in (*rooms.waiting, *rooms.playing)}
        self._glimpsed |= codes - self._shown.keys()
        return rooms

    def own_rows(self) -> Rows:
        """The rooms that this process lists by its own knowledge."""
        self._sort()
        listed = chain(self._waiting.items(), self._playing.items())
        return {code: row for code, row in listed if code in self._rooms}

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _tell(self) -> None:
        self._timer = None
        self._sort()
        rows = (*_first(self._waiting), *_first(self._playing))
        before, self._shown = self._shown, {row.code: row for row in rows}
        changed, gone = _difference(before, self._shown)
        gone = (*gone, *(self._glimpsed - before.keys() - self._shown.keys()))
        self._glimpsed.clear()
        if changed or gone:
            text = protocol.encode(protocol.Changed(rows=changed, gone=gone))
            self._poster.post_here(GROUP, {"type": "run_lobby", "text": text})
        if self._poster.is_shared:
            before, self._own = self._own, self.own_rows()
            self._share(*_difference(before, self._own))

    def _sort(self) -> None:
        """Put each changed room where it belongs, newcomers at the end."""
        dirty, self._dirty = self._dirty, set()
        elsewhere = self._elsewhere() if dirty else {}
        for code in dirty:
            room = self._rooms.get(code)
            row = elsewhere.get(code) if room is None else _row(room)
            place = self._place(row)
            for rows in (self._waiting, self._playing):
                if row is not None and rows is place:
                    rows[code] = row
                else:
                    rows.pop(code, None)

    def _place(self, row: RoomRow | None) -> Rows | None:
        if row is None:
            return None
        if row.open is not None:
            return self._waiting
        return self._playing if row.status is Status.PLAYING else None


def _row(room: LiveRoom) -> RoomRow | None:
    now, state = now_ms(), room.state
    is_live = any(
        room.presence.is_live(seat, now)
        for seat in SEATS
        if state.seats[seat - 1] is not None
    )
    if not is_live or state.closed or state.private:
        return None
    return render.row(room.code, state)


def _first(rows: Rows) -> tuple[RoomRow, ...]:
    return tuple(islice(rows.values(), LONGEST))


def _difference(
    before: Rows, after: Rows
) -> tuple[tuple[RoomRow, ...], tuple[str, ...]]:
    changed = tuple(row for code, row in after.items() if before.get(code) != row)
    return changed, tuple(code for code in before if code not in after)
