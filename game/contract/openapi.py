"""The contract over HTTP as an OpenAPI 3.1 document, from the words of the wire."""

from itertools import groupby
from pathlib import Path
from typing import Any, Final

import msgspec

from game import incoming, outgoing
from game.api.problems import SENTENCES, STATUSES
from game.contract import words
from game.contract.document import dump
from game.contract.operations import ALWAYS, OPERATIONS, Operation
from game.contract.schemas import COMMANDS, MESSAGES, Structs, described_by
from game.engine.variants import VARIANTS

Json = dict[str, Any]

PATH: Final = Path("docs") / "openapi.yaml"
INTRODUCTION: Final = """\
The rooms over HTTP, for programs without WebSockets: the same commands, the same
messages, the same refusals as in docs/asyncapi.yaml. Whoever brings no identity is
given a token (`resume`); it comes back as `Authorization: Bearer`. A browser is known
by its cookie instead, and then only from a page of this site. A body has at most 4096
bytes. Fields and types may be added without a new version, so ignore what you do not
know.
"""
_OWN: Final[Structs] = {
    struct.__name__: struct
    for struct in (incoming.NewRoom, outgoing.Visit, outgoing.Done)
}
_SPOKEN: Final = (
    *("Welcome", "State", "Rejected", "Presence", "Chat", "Chats", "Pong", "Rooms"),
)
_STRUCTS: Final[Structs] = {
    **COMMANDS,
    **{name: MESSAGES[name] for name in _SPOKEN},
    **_OWN,
}
FIELDS: Final = {
    "NewRoom.variant": f"Which game is to be played: {', '.join(VARIANTS)}.",
    "NewRoom.private": "Whether no list shows the room.",
    "NewRoom.computer": "Whether the computer takes seat 2, and the game begins.",
    "NewRoom.clock": "Seconds each player has for a game; 0 is as long as they like.",
    "NewRoom.key": "Chosen by you: asked again with it, you get the same room.",
    "Visit.welcome": "Who one is in the room.",
    "Visit.state": "How it stands.",
    "Visit.presence": "Who is here.",
    "Done.type": "Always `ack`.",
    "Done.key": "The key of the command, if it had one.",
    "Done.v": "The version with which it is committed.",
    "Done.seat": "The seat that was acted for; after `sit`, the one taken.",
    "Done.resume": "The token to come back with; only for those without a cookie.",
}
# Which of several structs it is, their `type` says.
_ONE_OF: Final = {
    "Command": tuple(COMMANDS),
    "Answer": ("Done", "Pong"),
    "Told": ("Welcome", "State", "Presence", "Chat", "Chats"),
}


def as_yaml() -> str:
    head = "# Made by `manage.py openapi` from game/incoming.py and outgoing.py.\n"
    return head + dump(document())


def document() -> Json:
    plain: Json = msgspec.to_builtins(_document())
    return plain


def refusals(one: Operation) -> tuple[tuple[int, str, str], ...]:
    """Each status, code and sentence, in the order of the statuses."""
    spoken = {*ALWAYS, *one.refusals}
    told = (
        (int(status), code, SENTENCES[code])
        for code, status in STATUSES.items()
        if code in spoken
    )
    return tuple(sorted(told, key=lambda refusal: refusal[0]))


def _document() -> Json:
    by_path = groupby(OPERATIONS, lambda operation: operation.path)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "tictac",
            "version": f"{outgoing.PROTO}.0.0",
            "description": INTRODUCTION,
            "license": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
        },
        "servers": [{"url": "/", "description": "Wherever this is served from."}],
        "security": [{}, {"resume": []}, {"browser": []}],
        "paths": {
            path: {one.method.lower(): _operation(one) for one in operations}
            for path, operations in by_path
        },
        "components": {
            "securitySchemes": {
                "resume": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The `resume` token of an earlier answer.",
                },
                "browser": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "tictac_guest",
                    "description": "A browser's own; a POST needs this site's Origin.",
                },
            },
            "schemas": _schemas(),
        },
    }


def _operation(one: Operation) -> Json:
    answers = {str(status): _answer(one, status) for status in one.answers}
    spoken: Json = {
        "operationId": one.name,
        "summary": one.summary,
        "description": one.words,
        "parameters": list(one.parameters),
        "responses": answers | _refusals(one),
        "x-codeSamples": [{"lang": "Shell", "source": one.curl}],
    }
    if one.body:
        body = _content("application/json", one.body)
        spoken["requestBody"] = {"required": one.body == "Command", **body}
    return spoken


def _answer(one: Operation, status: int) -> Json:
    sentence, struct = one.answers[status]
    return {
        "description": sentence,
        **(_content(one.content, struct) if struct else {}),
    }


def _refusals(one: Operation) -> Json:
    """One for each status, which names the codes that come with it."""
    return {
        str(status): {
            "description": "\n".join(f"`{code}`: {words}" for _, code, words in group),
            **_content("application/json", "Rejected"),
        }
        for status, group in groupby(refusals(one), lambda refusal: refusal[0])
    }


def _content(kind: str, struct: str) -> Json:
    schema = {"$ref": f"#/components/schemas/{struct}"}
    return {"content": {kind: {"schema": schema}}}


def _schemas() -> Json:
    schemas = described_by({**words.FIELDS, **FIELDS}, _STRUCTS)
    schemas["Rejected"]["properties"]["code"]["enum"] = list(STATUSES)
    for name, structs in _ONE_OF.items():
        refs = [{"$ref": f"#/components/schemas/{struct}"} for struct in structs]
        schemas[name] = {"oneOf": refs}
    return schemas
