"""What can be asked over HTTP, said once: for the OpenAPI document and its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from game.api.listening import LONGEST_WAIT, USUAL_WAIT
from game.contract.examples import CODE
from game.errors import REFUSALS

Json = dict[str, Any]

# What any request may be refused with, beside what its operation names.
ALWAYS: Final = (
    *("bad_message", "bad_token", "signed_out", "renewed", "forbidden", "banned"),
    *("rate_limited", "unavailable", "restarting"),
)

CODE_IN_PATH: Final[Json] = {
    "name": "code",
    "in": "path",
    "required": True,
    "description": "The room's code.",
    "schema": {"type": "string", "examples": [CODE]},
}
SEAT: Final[Json] = {
    "name": "seat",
    "in": "query",
    "description": (
        "The seat to act for, if it is one's own. Left out: the one seat one holds,"
        " else none."
    ),
    "schema": {"enum": ["1", "2", "watch"]},
}
WHOM: Final[Json] = {
    "name": "as",
    "in": "query",
    "description": (
        "Whom the page was drawn for, as pages of this server say it. When the seat is"
        " still theirs and whoever asks is a guest, the browser was signed out since."
    ),
    "schema": {"type": "string"},
}
SINCE: Final[Json] = {
    "name": "since",
    "in": "query",
    "description": "The newest `v` one has.",
    "schema": {"type": "integer", "minimum": 0, "default": 0},
}
WAIT: Final[Json] = {
    "name": "wait",
    "in": "query",
    "description": "How many seconds to wait for something newer.",
    "schema": {
        "type": "integer",
        "minimum": 0,
        "maximum": LONGEST_WAIT,
        "default": USUAL_WAIT,
    },
}
LAST: Final[Json] = {
    "name": "Last-Event-ID",
    "in": "header",
    "description": "The `v` of the last state heard; browsers send it by themselves.",
    "schema": {"type": "integer", "minimum": 0},
}


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    method: str
    path: str
    summary: str
    words: str
    answers: Mapping[int, tuple[str, str]]  # what it says, and the struct it is
    curl: str
    parameters: tuple[Json, ...] = ()
    body: str = ""
    refusals: tuple[str, ...] = ()
    content: str = "application/json"


_ROOM: Final = "/api/rooms/{code}"
_AS: Final = '-H "Authorization: Bearer $TOKEN"'

OPERATIONS: Final = (
    Operation(
        name="openRoom",
        method="POST",
        path="/api/rooms",
        summary="Open a room, and sit in seat 1.",
        words=(
            "Whoever brings no identity is somebody new: `welcome.resume` is the token"
            " to come back with. It is as good as a password."
        ),
        body="NewRoom",
        answers={201: ("The room is open.", "Visit")},
        refusals=("no_such_room",),
        curl='curl -X POST $HOST/api/rooms -d \'{"variant": "classic"}\'',
    ),
    Operation(
        name="listRooms",
        method="GET",
        path="/api/rooms",
        summary="The public rooms where somebody is.",
        words="Those that wait for somebody to play with, and those that are played.",
        answers={200: ("The list, as the lobby shows it.", "Rooms")},
        curl="curl $HOST/api/rooms",
    ),
    Operation(
        name="lookAtRoom",
        method="GET",
        path=_ROOM,
        summary="Who one is in a room, how it stands, and who is here.",
        words="The three messages that a socket is told first, in one.",
        parameters=(CODE_IN_PATH, SEAT, WHOM),
        answers={200: ("The room as it is now.", "Visit")},
        refusals=("no_such_room",),
        curl=f"curl $HOST/api/rooms/{CODE} {_AS}",
    ),
    Operation(
        name="command",
        method="POST",
        path=f"{_ROOM}/commands",
        summary="Sit down, play, resign, ask for a rematch: ask for something.",
        words=(
            "The same commands as on a socket. With a `key`, the same command sent"
            " again is answered again and happens once: so when no answer comes, send"
            " it again. Whoever brings no identity sits down as somebody new, and is"
            " told the token to come back with."
        ),
        parameters=(CODE_IN_PATH, SEAT, WHOM),
        body="Command",
        answers={200: ("It is committed.", "Answer")},
        refusals=(*REFUSALS, "no_such_room"),
        curl=(
            f"curl -X POST $HOST/api/rooms/{CODE}/commands {_AS}"
            ' -d \'{"type": "move", "cell": 4, "key": "m1"}\''
        ),
    ),
    Operation(
        name="nextState",
        method="GET",
        path=f"{_ROOM}/events",
        summary="The newest state, as soon as it is newer than what one has.",
        words=(
            "Long polling: ask again with the `v` of the answer. Who waits counts"
            " as present, and for a few seconds more."
        ),
        parameters=(CODE_IN_PATH, SINCE, WAIT, SEAT, WHOM),
        answers={
            200: ("The newest state.", "State"),
            204: ("Nothing newer came in that time.", ""),
        },
        refusals=("no_such_room", "too_many"),
        curl=f'curl "$HOST/api/rooms/{CODE}/events?since=8&wait=25" {_AS}',
    ),
    Operation(
        name="follow",
        method="GET",
        path=f"{_ROOM}/stream",
        summary="Everything that a socket would be told, as it happens.",
        words=(
            "Server-Sent Events: each one's data is a message as on the socket, and the"
            " id of a state is its `v`. A comment comes at least every 15 s. At the end"
            " an event named `close` tells the code that a socket would be closed with."
        ),
        parameters=(CODE_IN_PATH, LAST, SEAT, WHOM),
        answers={200: ("The stream.", "Told")},
        content="text/event-stream",
        refusals=("no_such_room", "too_many"),
        curl=f"curl -N $HOST/api/rooms/{CODE}/stream {_AS}",
    ),
)
