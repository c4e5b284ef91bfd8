"""Room codes: made from secrets, read forgivingly, matched strictly."""

import re
import secrets
import unicodedata
from typing import Final

# Of every pair that looks alike at most one is in: nobody has to ask which was meant.
ALPHABET: Final = "23456789ACDEFGHJKMNPQRTUVWXY"
LEFT_OUT: Final = "01BILOSZ"
PUBLIC_LENGTH: Final = 6
PRIVATE_LENGTH: Final = 8

_PATTERN: Final = f"[{ALPHABET}]{{6}}(?:[{ALPHABET}]{{2}})?"
_CODE: Final = re.compile(_PATTERN)
_IN_LINK: Final = re.compile(rf"/room/({_PATTERN})(?![A-Z0-9])", re.IGNORECASE)
# What a person types, or a Cyrillic keyboard sends, for a letter that looks the same.
_LOOK_ALIKES: Final = str.maketrans("0OBSZАСЕНКМРТХУ", "QQ852ACEHKMPTXY")  # noqa: RUF001
_NOISE: Final = re.compile(r"[\s#_.\-\u2010-\u2015\u200b-\u200f\ufeff]+")


def new_code(*, private: bool) -> str:
    length = PRIVATE_LENGTH if private else PUBLIC_LENGTH
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def code_of(number: int, *, private: bool) -> str:
    """The code that a large number means: where it must be the same one again."""
    letters = []
    for _ in range(PRIVATE_LENGTH if private else PUBLIC_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def tidy(text: str) -> str | None:
    """Read a code as people write it: any case, spaces, look-alikes, a whole link."""
    if link := _IN_LINK.search(text[:400]):
        return link[1].upper()
    plain = unicodedata.normalize("NFKC", text[:64])
    code = _NOISE.sub("", plain).upper().translate(_LOOK_ALIKES)
    return code if is_code(code) else None


class CodeConverter:
    """A code in an address; anything else is no such page."""

    regex = _PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
