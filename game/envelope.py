"""Several streams on one socket: whose a frame is, and what it says there.

Nothing here knows what a stream does with it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Final, TypeAlias

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from game import protocol
from game.codes import is_code
from game.errors import REFUSALS
from game.incoming import BadMessageError, Incoming, InLobby

ECHO: Final = "echo"
LOBBY: Final = "lobby"
ROOM: Final = "room:"

# Bounded, since a refusal names it.
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=64)]


class Open(Struct):
    """From a client: open it, or close it. From the server: so it is now."""

    stream: Name
    open: bool


class Payload(Struct):
    """Said on a stream, in either direction."""

    stream: Name
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Original:
    """An object to be sent back as it came."""

    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame: on which stream, if it could be told, and what."""

    stream: str | None
    said: Open | Original | InLobby | Incoming | BadMessageError

    @property
    def key(self) -> str | None:
        return getattr(self.said, "key", None)

    @property
    def is_sense(self) -> bool:
        return not isinstance(self.said, BadMessageError)


class _Frame(Struct):
    stream: Name | UnsetType = UNSET
    open: bool | UnsetType = UNSET
    payload: Raw = Raw()


_decoder: Final = msgspec.json.Decoder(_Frame)
_object: Final = msgspec.json.Decoder(dict[str, Any])
_encode: Final = msgspec.json.Encoder().encode
_NEITHER: Final = 'A frame has either "open" or a "payload".'


def read(text: str | None) -> Heard:
    """Read one frame; one that cannot be read harms nothing but its own stream."""
    stream = None
    try:
        text = protocol.bounded(text)
        frame = _decoder.decode(text)
        if frame.stream is UNSET:
            return Heard(None, protocol.parse(text))
        stream = frame.stream
        return Heard(stream, _said(stream, frame))
    except BadMessageError as error:
        return Heard(stream, error)
    except (msgspec.DecodeError, UnicodeError):
        return Heard(stream, BadMessageError("bad_message", REFUSALS["bad_message"]))


@lru_cache(maxsize=8)  # a text goes to all of its receivers in one turn
def wrapped(stream: str, text: str) -> str:
    """A ready message as its stream's frame."""
    return f'{{"stream":{_encode(stream).decode()},"payload":{text}}}'


def opened(stream: str, *, is_open: bool) -> str:
    return _encode(Open(stream, is_open)).decode()


def room_of(stream: str) -> str | None:
    """The code of the room it shows, if it shows one."""
    code = stream.removeprefix(ROOM)
    return code if stream.startswith(ROOM) and is_code(code) else None


def _said(stream: str, frame: _Frame) -> Open | Original | InLobby | Incoming:
    if stream not in {ECHO, LOBBY} and room_of(stream) is None:
        raise BadMessageError("no_such_stream", REFUSALS["no_such_stream"])
    payload = bytes(frame.payload).decode()
    if (frame.open is UNSET) is (payload == ""):
        raise BadMessageError("bad_message", _NEITHER)
    if frame.open is not UNSET:
        return Open(stream, frame.open)
    if stream == ECHO:
        _object.decode(payload)
        return Original(payload)
    if stream == LOBBY:
        command: InLobby | Incoming = protocol.parse_in_lobby(payload)
        return command
    return protocol.parse(payload)
