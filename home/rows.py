"""What the rows of the lobby say; lobby-rows.js says the same of rows from the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from game.door import OwnRoom
from game.engine.events import Kind
from game.engine.state import Status
from game.outgoing import RoomRow
from home.drawing import Drawing, drawing
from home.titles import (
    CLOCK_MINUTES,
    CLOCK_SECONDS,
    TITLES,
    clock_choices,
    title,
    titled,
)

WORDS: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "play": _("Play {mark}"),
        "playLabel": _("Play {mark} against {name}, {title}"),
        "watchLabel": _("Watch {first} against {second}, {title}"),
        "yourTurn": _("Your turn"),
        "theirTurn": _("Their turn"),
        "waiting": _("Waiting for {mark}"),
        "over": _("Game over"),
        "nobody": _("Open seat"),
        "taken": _("Taken"),
        "gone": _("Gone"),
        "clockSeconds": CLOCK_SECONDS,
        "clockMinutes": CLOCK_MINUTES,
        "pause": _("Pause updates"),
        "resume": _("Resume updates"),
    }
)


# Why what was asked of a room here did not happen.
REFUSALS: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "bad_message": _("That didn't arrive whole. Try again."),
        "rate_limited": _("Too fast. Wait a moment."),
        "not_allowed": _("Somebody has joined, so the room stays as it is."),
        "forbidden": _("You can't do that in this room."),
        "no_such_room": _("This room is gone."),
        "unavailable": _("We can't save right now."),
    }
)


@dataclass(frozen=True, slots=True)
class Side:
    """One seat of a row. The mark is a shape; whose ink it has is the same here."""

    mark: str
    name: str
    is_guest: bool
    score: int
    has_turn: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    code: str
    title: str
    host: Side
    action: str
    label: str


@dataclass(frozen=True, slots=True)
class Playing:
    code: str
    title: str
    sides: tuple[Side, Side]
    board: Drawing
    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Mine:
    code: str
    seat: int
    title: str
    side: Side
    name: str
    is_guest: bool
    state: str
    path: str
    is_waiting: bool
    variant: str
    is_private: bool
    clock: int
    clocks: list[tuple[int, str]]


def words() -> dict[str, str | dict[str, str]]:
    """Every word lobby.js may need, in the language of this page."""
    titles = {name: title(name) for name in TITLES}
    refusals = {code: str(sentence) for code, sentence in REFUSALS.items()}
    said = {key: str(word) for key, word in WORDS.items()}
    return {**said, "titles": titles, "refusals": refusals}


def say(key: str, **places: str) -> str:
    return str(WORDS[key]).format(**places)


def waiting(room: RoomRow) -> Waiting:
    sides = _sides(room)
    seat = room.open or 2
    host, mark = sides[2 - seat], sides[seat - 1].mark
    name = titled(room.variant, room.clock)
    return Waiting(
        code=room.code,
        title=name,
        host=host,
        action=say("play", mark=mark),
        label=say("playLabel", mark=mark, name=host.name, title=name),
    )


def playing(room: RoomRow) -> Playing:
    sides = _sides(room)
    name = titled(room.variant, room.clock)
    return Playing(
        code=room.code,
        title=name,
        sides=sides,
        board=drawing(room),
        path=_path(room, "watch"),
        label=say("watchLabel", first=sides[0].name, second=sides[1].name, title=name),
    )


def mine(own: OwnRoom) -> Mine:
    """A room of one's own: while it waits, its code is what there is to say."""
    room, seat, sides = own.row, own.seat, _sides(own.row)
    side, other = sides[seat - 1], sides[2 - seat]
    is_waiting = room.status is Status.WAITING
    return Mine(
        code=room.code,
        seat=seat,
        title=titled(room.variant, room.clock),
        side=side,
        name=say("waiting", mark=other.mark) if is_waiting else other.name,
        is_guest=other.is_guest,
        state=room.code if is_waiting else _state(room, side),
        path=_path(room, str(seat)),
        is_waiting=is_waiting,
        variant=room.variant,
        is_private=own.is_private,
        clock=room.clock,
        clocks=clock_choices(room.clock),
    )


def _sides(room: RoomRow) -> tuple[Side, Side]:
    return _side(room, 0), _side(room, 1)


def _side(room: RoomRow, index: int) -> Side:
    return Side(
        mark=room.marks[index],
        name=room.players[index] or say("nobody"),
        is_guest=room.kinds[index] is Kind.GUEST,
        score=room.score[index],
        has_turn=room.turn == room.marks[index],
    )


def _state(room: RoomRow, side: Side) -> str:
    if room.status is Status.OVER:
        return say("over")
    return say("yourTurn" if side.has_turn else "theirTurn")


def _path(room: RoomRow, seat: str) -> str:
    return f"{reverse('home:room', args=[room.code])}?seat={seat}"
