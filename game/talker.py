"""A socket at a place where people talk: what was said before, what is said now.

Its own small path beside the moves: nothing of it waits for them, or they for it.
"""

from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs

from game import outgoing
from game.chats import Chats
from game.engine.events import Seat
from game.engine.state import RoomState
from game.errors import RoomError
from game.incoming import Report, Say
from game.presence import now_ms
from game.remarks import Draft
from game.rooms import Rooms
from game.sockets import Socket
from game.talks import Talk

FARTHEST: Final = 10  # digits of a number that may be asked for


class Talker(Socket):
    """A subclass listens once it has joined its group, and stops when it closes."""

    _chat_place = ""
    _chats: Chats | None = None
    _said: int | None = None  # the newest that was sent; None until the first were

    def listen(self, place: str) -> None:
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        seen = query.get("chat", [""])[-1]
        is_number = seen.isascii() and seen.isdecimal() and len(seen) <= FARTHEST
        self._chat_place, self._chats = place, Rooms.here().chats
        self._chats.talks.enter(
            place, partial(self._begin, int(seen) if is_number else 0)
        )

    def stop_listening(self) -> None:
        chats, self._chats = self._chats, None
        if chats is not None:
            chats.talks.leave(self._chat_place)

    def speak(
        self, frame: Say | Report, state: RoomState | None, seat: Seat | None
    ) -> None:
        """Have it stored, then confirmed, then told to everybody."""
        if self._chats is None:
            return
        place, player, now = self._chat_place, self.visitor.player, now_ms()
        reply = partial(self._answered, frame.key)
        if isinstance(frame, Report):
            self._chats.report(place, frame.id, player, now, reply)
        else:
            draft = Draft(place, player, seat or 0, frame.text, now, frame.key)
            self._chats.say(draft, state, reply)

    def repeat_since(self, seen: int | None) -> None:
        """A ping says how far its sender has heard without a gap."""
        if seen is None or self._chats is None or self._said is None:
            return
        talk = self._chats.talks.at(self._chat_place)
        if talk is not None:
            self._tell(talk, seen)

    def run_chat(self, message: dict[str, Any]) -> None:
        # What comes before the first were sent is among them.
        if self._said is not None and message["number"] > self._said:
            self._said = message["number"]
            self.mailbox.reply(message["text"])

    def _begin(self, seen: int, talk: Talk) -> None:
        if self._chats is not None:
            # Whoever comes from another process may know more than is known here yet.
            self._said = max(talk.newest, seen)
            self._tell(talk, seen)

    def _tell(self, talk: Talk, seen: int) -> None:
        if chats := tuple(c for c in talk.chats if c.id > seen):
            self.say(outgoing.Chats(chats))

    def _answered(self, key: str | None, answer: RoomError | None) -> None:
        if self._chats is None:
            return
        if answer is not None:
            self.refuse(key, answer.code, str(answer))
        elif key is not None:
            self.say(outgoing.Ack(key=key, v=self.v))
