"""What may be said in a chat, and how fast: pure rules, time is an argument."""

import re
import unicodedata
from typing import Final

from game.errors import ChatTextError

LONGEST: Final = 300
KEPT: Final = 50  # the newest of a room or of the lobby; older ones are forgotten
PAUSE: Final = 1000  # milliseconds for each remark, over any length of time
BURST: Final = 5  # so many at once

# Controls, what turns the direction of writing, what joins and what is nowhere defined.
_TAKEN_OUT: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
# Letters and marks by their class, and yet nothing to see: fillers, selectors, tags.
_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f"
    "\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_MARKS_ON_ONE: Final = 4  # more of them climb over the lines above


def clean(text: str) -> str:
    """The text as it is stored and shown, in one line; or say that it cannot be."""
    seen = "".join(" " if letter.isspace() else letter for letter in text)
    seen = "".join(
        letter
        for letter in _UNSEEN.sub("", seen)
        if unicodedata.category(letter) not in _TAKEN_OUT
    )
    seen = _with_few_marks(unicodedata.normalize("NFC", " ".join(seen.split())))
    if not 1 <= len(seen) <= LONGEST:
        raise ChatTextError
    return seen


def paid_until(until: int, now: int) -> int | None:
    """Each remark costs a pause, and so many may be owed: until when, or None.

    One number is the whole memory of it, so that it can stand in a row.
    """
    until = max(until, now) + PAUSE
    return until if until <= now + BURST * PAUSE else None


def _with_few_marks(text: str) -> str:
    """The text without marks that have no letter, and without heaps of them."""
    kept: list[str] = []
    height = _MARKS_ON_ONE
    for letter in text:
        is_mark = unicodedata.category(letter) in {"Mn", "Me"}
        height = height + 1 if is_mark else 0
        if height <= _MARKS_ON_ONE:
            kept.append(letter)
    return "".join(kept).strip()
