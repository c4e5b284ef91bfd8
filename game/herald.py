"""Who is told what of a room: its members of its state and of each other, the lobby of
its row, and the other processes of all that.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from game import metrics, protocol
from game.engine.bot import owing
from game.gossip import GROUP, Gossip
from game.layers import Poster
from game.live import LiveRoom
from game.lobby import Lobby
from game.log import Append
from game.outgoing import RoomRow
from game.presence import Counts, now_ms
from game.timekeeper import GRACE, Timekeeper

PRESENCE_DELAY: Final = 0.25
THINK: Final = "jobs-think"  # where those listen who think for the computer
# Events after which it is listed otherwise, or nobody is there who was.
PEOPLES_NEWS: Final = frozenset({"sat", "left", "updated"})


class Herald:
    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        poster: Poster,
        rooms: dict[str, LiveRoom],
        timekeeper: Timekeeper,
    ) -> None:
        self._loop = loop
        self._timekeeper = timekeeper
        self._poster = poster
        self._rooms = rooms
        self._gossip = Gossip(loop, poster, self._heard_of)
        self.lobby = Lobby(loop, poster, rooms, self._gossip.row, self._share_rows)

    def announce(self, room: LiveRoom, append: Append) -> None:
        """Tell everybody, in every process, what was just committed."""
        message = _news(room)
        if self._poster.is_shared:
            message["entries"] = append.told()
        self._poster.post(room.group, message)
        self._told(room)
        if owing(room.state):
            # Whoever misses it finds the room in the database.
            hint = _of(room, "job_think") | {"v": room.state.v}
            self._poster.hint(THINK, hint)
        if room.state.news.type == "updated" and room.state.private:
            self._unlist_everywhere(room)

    def retell(self, room: LiveRoom) -> None:
        """Tell those in this process what another one has committed."""
        self._poster.post_here(room.group, _news(room))
        self._told(room, is_news=True)
        if room.presence.members and room.state.news.type == "moved":
            # Clocks of two machines may differ by more than it took.
            took = max(0, now_ms() - room.state.at)
            metrics.MOVE_ELSEWHERE_SECONDS.observe(took / 1000)

    def drop(self, room: LiveRoom) -> None:
        """The room is gone: so is everybody in it."""
        self._poster.post_here(room.group, _of(room, "run_closed"))
        self._rooms.pop(room.code, None)
        self.lobby.changed(room)

    def came(self, room: LiveRoom) -> None:
        """The room was just loaded: others may know who is at it."""
        self._timekeeper.watch(room, GRACE)
        room.presence.hear(self._gossip.counts(room.code), now_ms())

    def presence_changed(self, room: LiveRoom) -> None:
        """Tell it soon, and once: people come in crowds.

        The other processes hear it at once: the next page of whoever left this one may
        be theirs to draw.
        """
        self.lobby.people_changed(room)
        self._share_presence(room)
        if not room.presence.is_due:
            room.presence.is_due = True
            self._loop.call_later(PRESENCE_DELAY, self._tell_presence, room)

    # What processes tell each other.

    def ask_around(self) -> None:
        """Say what is so here, and have the others say it at once, not later."""
        self._poster.listen(GROUP)
        self._share_all(is_asking=True)

    def hear(self, message: dict[str, Any]) -> None:
        if self._gossip.hear(message):
            self._share_all()

    def tick(self) -> None:
        if self._poster.is_shared:
            self._gossip.forget()
            if self._gossip.is_due():
                self._share_all()

    def close(self) -> None:
        self.lobby.close()
        if self._poster.is_shared:
            self._gossip.share({}, is_all=True)

    def _share_all(self, *, is_asking: bool = False) -> None:
        now = now_ms()
        seats: dict[str, Counts] = {
            room.code: counts
            for room in self._rooms.values()
            if any(counts := room.presence.shared(now))
        }
        rows = self.lobby.own_rows().values()
        self._gossip.share(seats, rows, is_all=True, is_asking=is_asking)

    def _share_rows(self, rows: Iterable[RoomRow], gone: Iterable[str]) -> None:
        self._gossip.share({}, rows, gone)

    def _heard_of(self, codes: Iterable[str]) -> None:
        now = now_ms()
        for code in codes:
            self.lobby.heard_of(code)
            room = self._rooms.get(code)
            if room and room.presence.hear(self._gossip.counts(code), now):
                self.presence_changed(room)

    def _unlist_everywhere(self, room: LiveRoom) -> None:
        """Also where somebody remembers it, and nobody is there to hear of it."""
        if self._poster.is_shared:
            self._gossip.share({}, (), (room.code,))

    def _told(self, room: LiveRoom, *, is_news: bool = False) -> None:
        self._timekeeper.watch(room, GRACE if is_news else 0)
        if room.state.closed:
            self.drop(room)
        elif is_news or room.state.news.type in PEOPLES_NEWS:
            self.presence_changed(room)
        self.lobby.changed(room)

    def _tell_presence(self, room: LiveRoom) -> None:
        room.presence.is_due = False
        now = now_ms()
        text = protocol.encode(room.presence.message(room.state, now))
        if text != room.presence.text:
            room.presence.text = text
            self._poster.post_here(
                room.group, _of(room, "run_presence") | {"text": text}
            )

    def _share_presence(self, room: LiveRoom) -> None:
        """Tell the other processes, when one of the counts has changed."""
        presence, counts = room.presence, room.presence.shared(now_ms())
        if self._poster.is_shared and counts != presence.told:
            presence.told = counts
            self._gossip.share({room.code: counts})


def _news(room: LiveRoom) -> dict[str, Any]:
    return _of(room, "run_game") | {
        "v": room.state.v,
        "text": room.text,
        "seating": room.seating,
    }


def _of(room: LiveRoom, name: str) -> dict[str, Any]:
    """A message of that name; a socket may be at several rooms."""
    return {"type": name, "room": room.code}
