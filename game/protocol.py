"""The wire: what is heard is read here, what is said is written here.

Its words are in game.incoming and game.outgoing; the contract document, the browser's
types and the tests' tables are made from them. Nothing a client wrote goes further than
`parse` unless it is one of these structs.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, Union, get_args

import msgspec
from msgspec import Struct

from game.errors import REFUSALS
from game.incoming import (
    BadMessageError,
    Frame,
    Incoming,
    InLobby,
    Key,
    NewRoom,
    Ping,
)
from game.outgoing import (
    Done,
    Message,
    Visit,
)

MAX_FRAME: Final = 4096
MAX_DEPTH: Final = 32  # objects and lists in each other: any Python can follow that


class _Envelope(Struct):
    """The little that a refusal needs of a frame that is no command."""

    type: str
    key: Key | None = None


_decoder: Final[msgspec.json.Decoder[Incoming]] = msgspec.json.Decoder(Incoming)
_envelope: Final = msgspec.json.Decoder(_Envelope)
_new_room: Final = msgspec.json.Decoder(NewRoom)
_encoder: Final = msgspec.json.Encoder()
_SHALLOW: Final = 2 * MAX_DEPTH  # characters: what is deeper opens and closes more
# Strings, whose brackets do not count; one without an end goes on to the end, so that
# nothing is looked at twice.
_PARTS: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[][{}]')
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_KNOWN: Final = frozenset(
    str(struct.__struct_config__.tag) for struct in get_args(Incoming)
)


def parse(
    text: str | None,
    decoder: "msgspec.json.Decoder[Incoming]" = _decoder,
    known: frozenset[str] = _KNOWN,
) -> Incoming:
    """Read one frame, or say why it cannot be read; no text is a binary one."""
    text = bounded(text)
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise _refusal(text, error, known) from None


def parser(*commands: type[Frame]) -> Callable[[str | None], Any]:
    """As `parse`, for a socket with commands of its own; a ping is always one."""
    structs: tuple[type[Frame], ...] = (Ping, *commands)
    known = frozenset(str(struct.__struct_config__.tag) for struct in structs)
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Union[structs])  # noqa: UP007 - of as many as there are
    return partial(parse, decoder=decoder, known=known)


# Of rooms there as well, so that whoever plays in the lobby is told where one does.
parse_in_lobby: Final = parser(*get_args(Incoming), *get_args(InLobby))


def plain(text: str | None) -> str:
    """The text of a frame, whatever it says; no text is a binary one."""
    if text is None:
        raise BadMessageError("bad_message", "Frames are text.")
    # As bytes it is longer, and at most four times as long.
    if len(text) > MAX_FRAME / 4 and len(text.encode(errors="replace")) > MAX_FRAME:
        raise BadMessageError("bad_message", "The message is too long.")
    return text


def bounded(text: str | None) -> str:
    """The text of a frame that may be decoded: neither too long nor too deep."""
    text = plain(text)
    if len(text) > _SHALLOW and _is_too_deep(text):
        raise BadMessageError("bad_message", "The message is nested too deeply.")
    return text


def parse_new_room(text: str) -> NewRoom:
    try:
        return _new_room.decode(bounded(text) or "{}")
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadMessageError("bad_message", f"{error}.") from None


def new_room(fields: Mapping[str, object]) -> NewRoom:
    """As it stands in a form, where everything is text or a tick."""
    try:
        return msgspec.convert(fields, NewRoom)
    except msgspec.ValidationError as error:
        raise BadMessageError("bad_message", f"{error}.") from None


def encode(message: Message | Visit | Done) -> str:
    return _encoder.encode(message).decode()


def _is_too_deep(text: str) -> bool:
    """Nearly every frame is done with at once: it has too few brackets for that."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for part in _PARTS.findall(text):
        depth += _STEPS.get(part, 0)
        if depth > MAX_DEPTH:
            return True
    return False


def _refusal(text: str, error: Exception, known: frozenset[str]) -> BadMessageError:
    try:
        envelope = _envelope.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return BadMessageError("bad_message", "The message is not a command.")
    if envelope.type not in known:
        return BadMessageError("unknown_type", REFUSALS["unknown_type"], envelope.key)
    return BadMessageError("bad_message", f"{error}.", envelope.key)
