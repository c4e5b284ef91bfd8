"""What people may be called, and which names look the same."""

import re
import unicodedata
from typing import Final

NAME_LENGTHS: Final = range(2, 21)

# Letters and marks by their class, and yet nothing to see: fillers, joiners, selectors.
_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef]"
)
# What other alphabets, and digits, have that looks like a Latin letter: as capitals,
# or small. Marks are gone and capitals are small by then.
_TWINS: Final = str.maketrans(
    "авекмнорстухіјѕԁһԛԝгпӏѵαβεζηικμνορτυχωıłøđħɑɡ01i|",  # noqa: RUF001 - so it is
    "abekmhopctyxljsdhqwrnlvabezhlkmvoptyxwllodhagolll",
)
_TWIN_PAIRS: Final = (("rn", "m"), ("vv", "w"))
_UNHEARD: Final = frozenset({"M", "P", "Z"})  # marks, punctuation, spaces


class InvalidNameError(ValueError):
    """A name nobody can be called by; the text says why."""


def tidied(name: str) -> str:
    """The name as it is kept, or `InvalidNameError`."""
    name = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", name)).split())
    if len(name) not in NAME_LENGTHS:
        raise InvalidNameError("A name has 2 to 20 characters.")
    if not name.isprintable() or unicodedata.category(name[0]).startswith("M"):
        raise InvalidNameError("A name has letters, digits and signs one can see.")
    return name


def looks(name: str) -> str:
    """The same for names that one could take for each other."""
    small = unicodedata.normalize(
        "NFKD", unicodedata.normalize("NFKC", name).casefold()
    )
    heard = "".join(
        letter for letter in small if unicodedata.category(letter)[0] not in _UNHEARD
    )
    bare = (heard or small).translate(_TWINS)
    for pair, twin in _TWIN_PAIRS:
        bare = bare.replace(pair, twin)
    return bare


def is_given(name: str) -> bool:
    """Whether it is one that guests are given, and so nobody's own."""
    return looks(name).startswith(looks("Guest")) and name[-1:].isdigit()
