"""Why the server ends a socket: a code for each reason, and whether to come back."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

BAD_PROTOCOL: Final = 4000
SESSION_INVALID: Final = 4001
FORBIDDEN: Final = 4003  # only before a socket is open: servers make it HTTP 403
NO_SUCH_ROOM: Final = 4004
TOO_MANY: Final = 4008
SILENT: Final = 4009
RENEWED: Final = 4010
TOO_SLOW: Final = 4011
RESTARTING: Final = 4012


class Parting(StrEnum):
    """Why somebody may not stay; the reason that comes with the close."""

    BANNED = "banned"
    SIGNED_OUT = "signed_out"
    RENEWED = "renewed"  # signed in, say: the browser has another cookie by now

    @property
    def code(self) -> int:
        return RENEWED if self is Parting.RENEWED else SESSION_INVALID


@dataclass(frozen=True, slots=True)
class Close:
    code: int
    meaning: str
    come_back: bool


CLOSES: Final = (
    Close(BAD_PROTOCOL, "Too many frames in a row were no commands.", come_back=False),
    Close(
        SESSION_INVALID,
        "Whoever this is may not be here any more: the reason `banned` says that they"
        " were shown out, `signed_out` that their session is over.",
        come_back=False,
    ),
    Close(NO_SUCH_ROOM, "There is no such room, or no longer.", come_back=False),
    Close(TOO_MANY, "Commands kept coming faster than allowed.", come_back=True),
    Close(SILENT, "Nothing was heard for too long, not even a ping.", come_back=True),
    Close(
        RENEWED,
        "Another session took the place of this one, as when its browser signs in."
        " Come back with the cookie of that.",
        come_back=True,
    ),
    Close(TOO_SLOW, "What was sent was not read in time.", come_back=True),
    Close(
        RESTARTING,
        "The server restarts; nothing is lost."
        " The reason says after how many milliseconds to come back.",
        come_back=True,
    ),
)
