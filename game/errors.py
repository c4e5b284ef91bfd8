"""What can go wrong: every code of a refusal, and the errors of a room itself."""

from collections.abc import Mapping
from typing import Final

from game.engine.errors import SENTENCES

# Codes are for programs and stay; sentences are for people and may change.
REFUSALS: Final[Mapping[str, str]] = {
    "bad_message": "The message cannot be read.",
    "unknown_type": "There is no such command.",
    **{code.value: sentence for code, sentence in SENTENCES.items()},
    "rate_limited": "That was too fast. Wait a moment.",
    "unavailable": "That cannot be saved right now. Try again.",
    "no_such_room": "There is no such room.",
    "no_such_stream": "There is no such stream.",
    "not_open": "Open this stream first.",
    "too_many_streams": "So many rooms cannot be open at once. Close one.",
    "chat_text": "A message has 1 to 300 characters one can see.",
    "chat_too_fast": "You write faster than others can read. Wait a moment.",
    "chat_gone": "That message is no longer kept.",
}


# Of `ws/streams` alone: elsewhere nothing is opened.
OF_STREAMS: Final = frozenset({"no_such_stream", "not_open", "too_many_streams"})


class RoomError(Exception):
    """The room cannot answer; `code` is stable, the text is for people."""

    code: str
    sentence: str

    def __init__(self) -> None:
        super().__init__(self.sentence)


class NoSuchRoomError(RoomError):
    code = "no_such_room"
    sentence = REFUSALS[code]


class UnavailableError(RoomError):
    code = "unavailable"
    sentence = REFUSALS[code]


class KeyReusedError(RoomError):
    """The key came before, with another command."""

    code = "bad_message"
    sentence = "This key was used for another command."


class TooManyRoomsError(RoomError):
    code = "rate_limited"
    sentence = "So many rooms were opened from your address. Wait a moment."


class ChatTextError(RoomError):
    code = "chat_text"
    sentence = REFUSALS[code]


class ChatTooFastError(RoomError):
    code = "chat_too_fast"
    sentence = REFUSALS[code]


class ChatGoneError(RoomError):
    code = "chat_gone"
    sentence = REFUSALS[code]


class ChatForbiddenError(RoomError):
    code = "forbidden"
    sentence = REFUSALS[code]
