"""The clocks of a game: how one is asked for, and what they show. Pure."""

import re
from typing import Final

from tictac.terminal.model import SEATS, Model

_WANTED: Final = re.compile("(?=[0-9])(?:([0-9]{1,4})m)?(?:([0-9]{1,4})s?)?")
_PRECISE: Final = 10_000  # milliseconds; below, a tenth of a second counts


def seconds(text: str) -> int | None:
    """As people write it: 90, 90s, 3m or 1m30s. How many are too many others know."""
    found = _WANTED.fullmatch(text.lower())
    return int(found[1] or 0) * 60 + int(found[2] or 0) if found else None


def each(clock: int) -> str:
    """What both have for a game."""
    minutes, rest = divmod(clock, 60)
    told = [f"{minutes} min"] if minutes else []
    return " ".join([*told, *([f"{rest} s"] if rest else []), "each"])


def told(model: Model) -> str:
    """What each has left by now; nothing where they may think for ever."""
    state, left = model.state, model.time_left
    if state is None or left is None:
        return ""
    if state["ply"] == 0 and not model.is_over:
        return f"Clock: {each(left[0] // 1000)}, from the first move on."
    first, second = (
        f"{model.name(seat)}{' (you)' if seat == model.seat else ''} {_shown(rest)}"
        for seat, rest in zip(SEATS, left, strict=True)
    )
    return f"Time left: {first}, {second}."


def _shown(left: int) -> str:
    """Rounded up: only who has lost has nothing left."""
    tenths = -(-left // 100)
    if 0 < tenths < _PRECISE // 100:
        return f"0:0{tenths // 10}.{tenths % 10}"
    minutes, rest = divmod(-(-left // 1000), 60)
    return f"{minutes}:{rest:02}"
