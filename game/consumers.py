"""The sockets of the product: a room, and the lobby. Parse, call, reply.

A consumer keeps who and where, never the game.
"""

from functools import partial
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs

from msgspec import UNSET

from game import lobby, metrics, outgoing, protocol
from game.binding import Binding
from game.closes import NO_SUCH_ROOM, Parting
from game.engine.board import Mark
from game.engine.commands import Actor
from game.engine.errors import Code, Rejection
from game.engine.events import Seat
from game.engine.seating import Wish, is_somebody_else, seat_for
from game.errors import RoomError
from game.incoming import Incoming, InLobby, Ping, Report, Say, Sit
from game.live import Ask, LiveRoom
from game.presence import now_ms
from game.remarks import LOBBY
from game.rooms import Rooms
from game.talker import Talker

# What a welcome tells of one's own: the seat acted for, its mark, the seats held.
Standing: TypeAlias = tuple[Seat | None, Mark | None, tuple[Seat, ...]]

PLAY_ELSEWHERE: Final = "Play over the room's own socket."
WISHES: Final[dict[str, Wish]] = {"1": 1, "2": 2, "watch": "watch"}


class GameRoom(Talker):
    """`ws/game/<code>`: plays or watches one room, in the group `room_<code>`."""

    groups = ("room_{code}",)
    room: LiveRoom | None = None
    seat: Seat | None = None
    wish: Wish = None

    # Socket events.

    async def opened(self) -> None:
        code: str = self.scope["url_route"]["kwargs"]["code"]
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        self.wish = WISHES.get(query.get("seat", [""])[-1])
        self.rooms = Rooms.here()
        room = await self.rooms.find(code)
        was = query.get("as", [""])[-1]
        if is_somebody_else(room.state, self.visitor.player, self.wish, was):
            self.close(Parting.SIGNED_OUT.code, Parting.SIGNED_OUT)
            return
        self._seating, self._shown = room.seating, room.state.v
        self.seat = self._place(room)
        self.rooms.enter(room, self.seat or 0)
        self.room = room
        self._welcome(room, self.visitor.resume)
        self.mailbox.put("state", room.text)
        # Made now: the one that was last sent does not count this socket yet.
        presence = room.presence.message(room.state, now_ms())
        self.mailbox.put("presence", protocol.encode(presence))
        self.listen(code)

    def heard(self, frame: Incoming) -> None:
        room = self.room
        if room is None:
            return
        if isinstance(frame, Ping):
            self._pong(room, frame)
            return
        if isinstance(frame, Say | Report):
            self.speak(frame, room.state, self.seat)
            return
        by = Actor(self.visitor.player, self.seat)
        reply = partial(self._reply, room, frame)
        self.rooms.submit(room, Ask(frame.command(), by, now_ms(), frame.key, reply))

    def closed(self) -> None:
        self.stop_listening()
        room, self.room = self.room, None
        if room is not None:
            self.rooms.leave(room, self.seat or 0)

    @property
    def v(self) -> int:
        return self.room.state.v if self.room else 0

    # Answers.

    def _pong(self, room: LiveRoom, ping: Ping) -> None:
        if ping.v < room.state.v:
            metrics.RESYNCS_OF_CLIENTS.inc()
            self.mailbox.put("state", room.text)
        self.repeat_since(ping.chat)
        self.say(outgoing.Pong(v=room.state.v, now=now_ms()))

    def _reply(
        self, room: LiveRoom, frame: Incoming, answer: int | Rejection | RoomError
    ) -> None:
        if self.room is None:
            return
        if isinstance(answer, Rejection | RoomError):
            self.refuse(frame.key, str(answer.code), str(answer))
            if answer.code == Code.STALE:
                self.mailbox.put("state", room.text)
            return
        if isinstance(frame, Sit):
            self._sat(room, frame)
        elif room.seating != self._seating:
            self._move_to_place(room)
        if frame.key is not None:
            self.say(outgoing.Ack(key=frame.key, v=answer))

    def _sat(self, room: LiveRoom, frame: Sit) -> None:
        """From here on this connection acts for the seat it asked for, or was given."""
        mine = room.state.seats_of(self.visitor.player.id)
        if frame.seat in mine:
            self.wish = frame.seat
        elif self.seat is None and mine:
            # Asked again, with its key, it may be long since it was news.
            newest = room.state.news.seat
            self.wish = newest if newest in mine else mine[0]
        self._move_to_place(room)

    # Group messages.

    def run_game(self, message: dict[str, Any]) -> None:
        # Doubled or out of order, as some layers bring them: no news.
        if self.room is None or message["v"] <= self._shown:
            return
        self._shown = message["v"]
        if message["seating"] != self._seating:
            self._move_to_place(self.room)
        self.mailbox.put("state", message["text"])

    def run_presence(self, message: dict[str, Any]) -> None:
        self.mailbox.put("presence", message["text"])

    def run_closed(self, _message: dict[str, Any]) -> None:
        self.close(NO_SUCH_ROOM)

    # Who this connection acts for.

    def _place(self, room: LiveRoom) -> Seat | None:
        seat = seat_for(room.state, self.visitor.player.id, self.wish)
        if self.wish is None:
            self.wish = seat
        return seat

    def _move_to_place(self, room: LiveRoom) -> None:
        self._seating = room.seating
        before, self.seat = self.seat, self._place(room)
        if before != self.seat:
            self.rooms.leave(room, before or 0)
            self.rooms.enter(room, self.seat or 0)
        if self._standing(room) != self._told:
            self._welcome(room)

    def _standing(self, room: LiveRoom) -> Standing:
        mark = room.state.mark_of(self.seat) if self.seat else None
        return self.seat, mark, room.state.seats_of(self.visitor.player.id)

    def _welcome(self, room: LiveRoom, resume: str | None = None) -> None:
        self._told = self._standing(room)
        seat, mark, holds = self._told
        self.say(
            outgoing.Welcome(
                room=room.code,
                seat=seat,
                mark=mark,
                now=now_ms(),
                holds=holds,
                resume=resume or UNSET,
            )
        )


class LobbyFeed(Talker):
    """`ws/lobby`: the list of public rooms bound to them both ways, and its chat."""

    groups = (lobby.GROUP,)
    parse = staticmethod(protocol.parse_in_lobby)
    binding: Binding | None = None

    async def opened(self) -> None:
        self.binding = Binding(self.visitor, self.say, self.refuse)
        self.say(Rooms.here().lobby.snapshot())
        self.listen(LOBBY)

    def heard(self, frame: Incoming | InLobby) -> None:
        if isinstance(frame, Ping):
            self.repeat_since(frame.chat)
            self.say(outgoing.Pong(v=0, now=now_ms()))
        elif isinstance(frame, Say | Report):
            self.speak(frame, None, None)
        elif self.binding is not None and isinstance(frame, InLobby):
            self.binding.hear(frame)
        else:
            self.refuse(frame.key, "not_allowed", PLAY_ELSEWHERE)

    def closed(self) -> None:
        # It refers to this socket, as this does to it.
        binding, self.binding = self.binding, None
        if binding is not None:
            binding.end()
        self.stop_listening()

    def run_lobby(self, message: dict[str, Any]) -> None:
        self.mailbox.reply(message["text"])
