"""The list of public rooms: which are shown, and what of it changed.

Only rooms where somebody is are listed, so nobody sits down opposite an empty chair.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice
from typing import Final, TypeAlias

from msgspec.structs import replace

from game import outgoing, protocol, render
from game.engine.state import Status
from game.layers import Poster
from game.live import LiveRoom
from game.outgoing import RoomRow
from game.presence import SEATS, now_ms

GROUP: Final = "lobby"
LONGEST: Final = 50
DELAY: Final = 0.5

Rows: TypeAlias = dict[str, RoomRow]
Share: TypeAlias = Callable[[Iterable[RoomRow], Iterable[str]], None]


class Lobby:
    """`elsewhere` is how others list a room; `share` tells them what is new here."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        poster: Poster,
        rooms: Mapping[str, LiveRoom],
        elsewhere: Callable[[str], RoomRow | None],
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
        self._known: set[str] = set()  # the listed whose row was made here
        self._dirty: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None

    def changed(self, room: LiveRoom) -> None:
        code = room.code
        if not room.state.private or code in self._waiting or code in self._playing:
            self.heard_of(code)

    def people_changed(self, room: LiveRoom) -> None:
        """As `changed`, but other processes list the room anew at once.

        A page that one of them draws is taken over by a socket of another: what is
        listed there must be listed here, or rows would come and go before one's eyes.
        """
        self.changed(room)
        if not self._poster.is_shared:
            return
        self._sort()
        code = room.code
        before, now = self._own.get(code), self._known_row(code)
        if _listing(before) == _listing(now):
            return
        if now is None:
            del self._own[code]
            self._share((), (code,))
        else:
            self._own[code] = now
            self._share((now,), ())

    def heard_of(self, code: str) -> None:
        """Tell the lobby soon; what happens until then goes with it."""
        self._dirty.add(code)
        if self._timer is None:
            self._timer = self._loop.call_later(DELAY, self._tell)

    def snapshot(self) -> outgoing.Rooms:
        self._sort()
        rooms = outgoing.Rooms(
            waiting=_newest(self._waiting), playing=_newest(self._playing)
        )
        codes = {row.code for row in (*rooms.waiting, *rooms.playing)}
        self._glimpsed |= codes - self._shown.keys()
        return rooms

    def own_rows(self) -> Rows:
        """The rooms that this process lists by its own knowledge."""
        self._sort()
        listed = chain(self._waiting.items(), self._playing.items())
        return {code: row for code, row in listed if code in self._known}

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _tell(self) -> None:
        self._timer = None
        self._sort()
        rows = (*_newest(self._waiting), *_newest(self._playing))
        before, self._shown = self._shown, {row.code: row for row in rows}
        changed, gone = _difference(before, self._shown)
        gone = (*gone, *(self._glimpsed - before.keys() - self._shown.keys()))
        created = tuple(row.code for row in changed if row.code not in before)
        self._glimpsed.clear()
        if changed or gone:
            message = outgoing.Changed(rows=changed, gone=gone, created=created)
            text = protocol.encode(message)
            self._poster.post_here(GROUP, {"type": "run_lobby", "text": text})
        if self._poster.is_shared:
            before, self._own = self._own, self.own_rows()
            changed, gone = _difference(before, self._own)
            if changed or gone:
                self._share(changed, gone)

    def _sort(self) -> None:
        """Put each changed room where it belongs, newcomers at the end."""
        dirty, self._dirty = self._dirty, set()
        self._known -= dirty
        for code in dirty:
            row = self._row_of(code)
            place = self._place(row)
            for rows in (self._waiting, self._playing):
                if row is not None and rows is place:
                    rows[code] = row
                else:
                    rows.pop(code, None)

    def _row_of(self, code: str) -> RoomRow | None:
        """As it is known here, unless others know better.

        A process hears of every event only where it has somebody in the room; what it
        remembers of the others may be old.
        """
        room, told = self._rooms.get(code), self._elsewhere(code)
        own = _row(room) if room else None
        is_current = room is not None and room.presence.members
        if told and not is_current and (own is None or own.at < told.at):
            return told
        if own:
            self._known.add(code)
        return own

    def _known_row(self, code: str) -> RoomRow | None:
        if code not in self._known:
            return None
        return self._waiting.get(code) or self._playing.get(code)

    def _place(self, row: RoomRow | None) -> Rows | None:
        if row is None:
            return None
        if row.open is not None:
            return self._waiting
        return self._playing if row.status is Status.PLAYING else None


def _listing(row: RoomRow | None) -> RoomRow | None:
    """What a list shows of a room from one move to the next."""
    return row and replace(row, board="", turn=None, at=0)


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


def _newest(rows: Rows) -> tuple[RoomRow, ...]:
    """Whoever opens many rooms hides old ones with them, and not the next."""
    return tuple(islice(rows.values(), max(0, len(rows) - LONGEST), None))


def _difference(
    before: Rows, after: Rows
) -> tuple[tuple[RoomRow, ...], tuple[str, ...]]:
    changed = tuple(row for code, row in after.items() if before.get(code) != row)
    return changed, tuple(code for code in before if code not in after)
