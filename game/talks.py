"""The talk at this process's places, as far as it knows: told in order, without gaps.

A cache of what game.remarks keeps; other processes write too.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.utils.crypto import salted_hmac

from game import database, protocol, remarks
from game.errors import KeyReusedError, RoomError
from game.incoming import SeatNumber
from game.layers import Message, Poster
from game.outgoing import Chat, Speaker
from game.remarks import LOBBY, Draft, Remark
from game.talk import KEPT

RETRY: Final = 1.0  # seconds after a read that failed
MOST: Final = 500  # places in one read: after a restart all come at once
LOOK_BACK: Final = 3  # checks: by then whoever got a lower row id has committed
_SEATS: Final[Mapping[int, SeatNumber | None]] = {0: None, 1: 1, 2: 2}


@dataclass(slots=True, eq=False)
class Talk:
    """One place as this process knows it, for as long as somebody is there."""

    place: str
    members: int = 0
    newest: int = 0
    is_loaded: bool = False
    remarks: deque[Remark] = field(default_factory=partial(deque, maxlen=KEPT))
    waiting: list[Callable[["Talk"], None]] = field(default_factory=list)
    own: set[int] = field(default_factory=set)  # stored here, and not yet told

    @property
    def chats(self) -> list[Chat]:
        return [chat_of(remark) for remark in self.remarks]

    def answer(self, draft: Draft) -> RoomError | bool:
        """Whether it was said before, or its key was used for something else."""
        for remark in self.remarks if draft.key is not None else ():
            if (remark.player, remark.key) == (draft.player.id, draft.key):
                return remark.text == draft.text or KeyReusedError()
        return False


def chat_of(remark: Remark) -> Chat:
    seat = _SEATS[remark.seat]
    by = Speaker(alias_of(remark.player), remark.name, seat)
    return Chat(id=remark.number, by=by, text=remark.text, at=remark.at)


def alias_of(player_id: str) -> str:
    """The same for the same person, and no use to anybody else."""
    return salted_hmac("tictac.chat", player_id, algorithm="sha256").hexdigest()[:12]


class Talks:
    def __init__(self, loop: asyncio.AbstractEventLoop, poster: Poster) -> None:
        self._loop = loop
        self._poster = poster
        self._talks: dict[str, Talk] = {}
        self._wanted: set[str] = set()
        self._is_reading = False
        self._positions: deque[int] = deque(maxlen=LOOK_BACK)
        self._is_checking = False

    # Those who are there.

    def enter(self, place: str, came: Callable[[Talk], None]) -> None:
        """Keep the place current; `came` is called once what was said is known."""
        talk = self._talks.setdefault(place, Talk(place))
        talk.members += 1
        if talk.is_loaded:
            came(talk)
        else:
            talk.waiting.append(came)
            self._want(place)
        if not self._is_checking:
            self._is_checking = True
            self._check()

    def leave(self, place: str) -> None:
        talk = self._talks.get(place)
        if talk is None:
            return  # it was closed before
        talk.members -= 1
        if not talk.members:
            del self._talks[place]

    def at(self, place: str) -> Talk | None:
        return self._talks.get(place)

    def close(self) -> None:
        """Whatever reads on and on does so for those who are here, and then ends."""
        self._talks.clear()

    # What they hear, in order.

    def hear(self, message: Mapping[str, Any]) -> None:
        """Another process tells what was said there."""
        talk = self._talks.get(message["place"])
        if talk is None:
            return
        if talk.is_loaded and message["number"] == talk.newest + 1:
            self._tell(talk, Remark(*message["remark"]))
        elif message["number"] > talk.newest:
            self._want(talk.place)

    def announce(self, remark: Remark) -> None:
        """Tell everybody, in every process, what was just stored here."""
        talk = self._talks.get(remark.place)
        if talk is None or (talk.is_loaded and remark.number <= talk.newest):
            # Known here, perhaps from a read; but the others may not have heard of it.
            self._poster.post(_group(remark.place), _message(remark))
            return
        talk.own.add(remark.number)
        if talk.is_loaded and remark.number == talk.newest + 1:
            self._tell(talk, remark)
        else:
            self._want(talk.place)

    def _tell(self, talk: Talk, remark: Remark) -> None:
        talk.newest = remark.number
        talk.remarks.append(remark)
        if remark.number in talk.own:
            talk.own.discard(remark.number)
            self._poster.post(_group(talk.place), _message(remark))
        elif talk.is_loaded:  # before that nobody here has been told anything
            self._poster.post_here(_group(talk.place), _message(remark))

    # What the database knows better.

    def _want(self, place: str) -> None:
        self._wanted.add(place)
        if not self._is_reading:
            self._is_reading = True
            self._loop.call_soon(self._read)

    def _read(self) -> None:
        self._wanted &= self._talks.keys()
        places = set(islice(self._wanted, MOST))
        self._wanted -= places
        work = partial(remarks.newest, places)
        database.read(self._loop, work, partial(self._found, places), None)

    def _found(self, places: set[str], found: dict[str, list[Remark]] | None) -> None:
        for place in places:
            talk = self._talks.get(place)
            if talk is not None and found is not None:
                self._catch_up(talk, found[place])
        if found is None:
            self._wanted |= places
        self._is_reading = bool(self._wanted)
        if self._is_reading:
            self._loop.call_later(0 if found is not None else RETRY, self._read)

    def _catch_up(self, talk: Talk, found: list[Remark]) -> None:
        for remark in found:
            if remark.number > talk.newest:
                self._tell(talk, remark)
        talk.is_loaded = True
        waiting, talk.waiting = talk.waiting, []
        for came in waiting:
            came(talk)

    def _check(self) -> None:
        """Look for what other processes stored and did not get told."""
        self._is_checking = bool(self._talks)
        if self._is_checking:
            position = self._positions[0] if self._positions else None
            work = partial(remarks.since, position)
            database.read(self._loop, work, self._checked, None)

    def _checked(self, grown: tuple[int, dict[str, int]] | None) -> None:
        # Only now: were it asked by the clock alone, questions to a database that is
        # slow would pile up behind each other.
        self._loop.call_later(settings.POSITION_CHECK, self._check)
        if grown is None:
            return
        position, numbers = grown
        self._positions.append(position)
        for place, number in numbers.items():
            talk = self._talks.get(place)
            if talk is not None and number > talk.newest:
                self._want(place)


def _group(place: str) -> str:
    return LOBBY if place == LOBBY else f"room_{place}"


def _message(remark: Remark) -> Message:
    return {
        "type": "run_chat",
        "place": remark.place,
        "number": remark.number,
        "text": protocol.encode(chat_of(remark)),
        "remark": remarks.row(remark),
    }
