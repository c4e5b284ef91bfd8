"""Opens a room over HTTP. Waits: use a thread.

Whoever opens a room sits in it already, and is known by the token that comes back.
"""

import json
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final

from tictac.terminal.line import is_near
from tictac.terminal.screen import printable
from tictac.terminal.words import no_server

PATIENCE: Final = 20.0
LONGEST: Final = 100_000


class OpeningError(Exception):
    """No room was opened; the text says why, in a sentence."""


@dataclass(frozen=True)
class Opened:
    code: str
    token: str


def open_room(
    server: str,
    variant: str | None,
    *,
    private: bool,
    computer: bool = False,
    clock: int | None = None,
) -> Opened:
    wanted: dict[str, object] = {"private": private, "computer": computer}
    wanted |= {"variant": variant} if variant else {}
    wanted |= {"clock": clock} if clock else {}
    answer = _post(server, "/api/rooms", wanted)
    match answer:
        case {"welcome": {"room": str(code), "resume": str(token)}}:
            return Opened(code, token)
        case {"type": "rejected", "message": str(message)}:
            raise OpeningError(printable(message))
        case _:
            raise OpeningError(no_server(server, has_answered=True))


def _post(server: str, path: str, message: dict[str, Any]) -> Any:
    """What comes back, of whatever status; nothing if that is no JSON."""
    request = urllib.request.Request(  # noqa: S310 - the server's own address
        server + path,
        json.dumps(message).encode(),
        {"Content-Type": "application/json"},
    )
    # A refusal is an answer as well: nothing here raises for its status, or follows it.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.ProxyHandler({} if is_near(server) else None),
    ):
        opener.add_handler(handler)
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read(LONGEST))
    except (OSError, HTTPException):
        raise OpeningError(no_server(server, has_answered=False)) from None
    except ValueError:
        return None
