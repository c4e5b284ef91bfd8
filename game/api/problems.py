"""What the API refuses, with which status: codes and sentences as on the sockets."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from game import closes
from game.errors import OF_STREAMS, REFUSALS, NoSuchRoomError

STATUSES: Final[Mapping[str, HTTPStatus]] = {
    "bad_message": HTTPStatus.BAD_REQUEST,
    "unknown_type": HTTPStatus.BAD_REQUEST,
    "not_seated": HTTPStatus.FORBIDDEN,
    "seat_taken": HTTPStatus.CONFLICT,
    "waiting": HTTPStatus.CONFLICT,
    "not_your_turn": HTTPStatus.CONFLICT,
    "cell_taken": HTTPStatus.CONFLICT,
    "not_allowed": HTTPStatus.CONFLICT,
    "out_of_range": HTTPStatus.UNPROCESSABLE_ENTITY,
    "game_over": HTTPStatus.CONFLICT,
    "stale": HTTPStatus.CONFLICT,
    "no_offer": HTTPStatus.CONFLICT,
    "used_up": HTTPStatus.CONFLICT,
    "forbidden": HTTPStatus.FORBIDDEN,
    "rate_limited": HTTPStatus.TOO_MANY_REQUESTS,
    "chat_text": HTTPStatus.UNPROCESSABLE_ENTITY,
    "chat_too_fast": HTTPStatus.TOO_MANY_REQUESTS,
    "chat_gone": HTTPStatus.NOT_FOUND,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    NoSuchRoomError.code: HTTPStatus.NOT_FOUND,
    # What the sockets say with a close code, or by refusing the handshake.
    "bad_token": HTTPStatus.UNAUTHORIZED,
    "signed_out": HTTPStatus.UNAUTHORIZED,
    "renewed": HTTPStatus.UNAUTHORIZED,
    "banned": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "too_many": HTTPStatus.TOO_MANY_REQUESTS,
    "restarting": HTTPStatus.SERVICE_UNAVAILABLE,
}
SENTENCES: Final[Mapping[str, str]] = {
    **{code: REFUSALS[code] for code in REFUSALS.keys() - OF_STREAMS},
    NoSuchRoomError.code: NoSuchRoomError.sentence,
    "bad_token": "This token was not made by this server, or is damaged.",
    "signed_out": "You are signed out.",
    "renewed": "Another session took the place of this one.",
    "banned": "You may not play here any more.",
    "not_found": "There is nothing at this address.",
    "method_not_allowed": "This address does not take that method.",
    "too_many": "Too many of your requests wait already.",
    "restarting": "The server restarts; nothing is lost. Ask again in a moment.",
}
_OF_CLOSES: Final[Mapping[int, str]] = {
    closes.RENEWED: "renewed",
    closes.FORBIDDEN: "forbidden",
    closes.NO_SUCH_ROOM: NoSuchRoomError.code,
    closes.RESTARTING: "restarting",
}


class ProblemError(Exception):
    """A request that is refused; nothing has changed."""

    def __init__(
        self,
        code: str,
        message: str | None = None,
        *,
        key: str | None = None,
        v: int = 0,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message or SENTENCES[code])
        self.code = code
        self.key = key
        self.v = v
        self.headers = dict(headers or {})
        if self.status in {429, 503}:
            self.headers["retry-after"] = "1"

    @property
    def status(self) -> HTTPStatus:
        return STATUSES[self.code]


def of_close(code: int, reason: str = "") -> ProblemError:
    """What would have ended a socket ends the request."""
    if code == closes.SESSION_INVALID:
        return ProblemError(reason)
    return ProblemError(_OF_CLOSES.get(code, "unavailable"))
