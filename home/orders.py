"""What a form of the room page asks for: fields in, one command out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from game.engine.commands import (
    Close,
    Command,
    Decline,
    Hush,
    Leave,
    Move,
    Rematch,
    Resign,
    Sit,
    Update,
)
from game.engine.events import Seat
from game.incoming import BadMessageError
from game.protocol import new_room

_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
KEY: Final = re.compile(r"[!-~]{1,64}", re.ASCII)


class BadOrderError(ValueError):
    """No form of ours sends this."""


@dataclass(frozen=True, slots=True)
class Order:
    do: str
    command: Command
    seat: Seat | None
    key: str | None
    cell: int | None


def read(fields: QueryDict) -> Order:
    do = fields.get("do", "")
    if do not in _MAKERS:
        raise BadOrderError(do)
    seat = seat_of(fields.get("seat"))
    key = fields.get("key") or None
    if key is not None and not KEY.fullmatch(key):
        raise BadOrderError("key")
    return Order(
        do=do,
        command=_MAKERS[do](fields),
        # Whoever sits down acts for no seat yet: theirs is in the command.
        seat=None if do == "sit" else seat,
        key=key,
        cell=_number(fields, "cell") if do == "move" else None,
    )


def seat_of(text: str | None) -> Seat | None:
    match text:
        case "1":
            return 1
        case "2":
            return 2
        case _:
            return None


def _move(fields: QueryDict) -> Move:
    cell = _number(fields, "cell")
    if cell is None:
        raise BadOrderError("cell")
    return Move(cell, ply=_number(fields, "ply"), game=_number(fields, "game"))


def _update(fields: QueryDict) -> Update:
    """The same fields as those of a new room, and the same check."""
    clock = _number(fields, "clock")
    told = {
        "variant": fields.get("variant", ""),
        "private": bool(fields.get("private")),
        "clock": clock or 0,
    }
    try:
        wanted = new_room(told)
    except BadMessageError as error:
        raise BadOrderError(str(error)) from None
    return Update(wanted.variant, wanted.private, clock)


def _number(fields: QueryDict, name: str) -> int | None:
    text = fields.get(name)
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise BadOrderError(name)
    return int(text)


_MAKERS: Final[Mapping[str, Callable[[QueryDict], Command]]] = {
    "move": _move,
    "resign": lambda fields: Resign(_number(fields, "game")),
    "rematch": lambda fields: Rematch(
        _number(fields, "game"), _number(fields, "offer")
    ),
    "decline": lambda fields: Decline(_number(fields, "game")),
    "sit": lambda fields: Sit(seat_of(fields.get("seat"))),
    "leave": lambda _: Leave(),
    "update": _update,
    "hush": lambda _: Hush(on=True),
    "unhush": lambda _: Hush(on=False),
    "close": lambda _: Close(),
}
