"""The one channel whose frames are free text, and so no struct of the wire."""

from typing import Any, Final

from game.protocol import MAX_FRAME

Json = dict[str, Any]

_ADDRESS: Final = "#/channels/echo"
_TYPE: Final = "text/plain"

CHANNEL: Final[Json] = {
    "address": "/ws/echo",
    "title": "The echo",
    "description": (
        "Says back what it hears, to find out how the line is. Its frames are plain"
        " text; only a refusal is a JSON object."
    ),
    "messages": {
        name: {"$ref": f"#/components/messages/{name}"}
        for name in ("text", "echo", "rejected")
    },
    "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
}

OPERATIONS: Final[Json] = {
    "say": {
        "action": "receive",
        "summary": "Say something, and hear it again.",
        "channel": {"$ref": _ADDRESS},
        "messages": [{"$ref": f"{_ADDRESS}/messages/text"}],
        "reply": {
            "channel": {"$ref": _ADDRESS},
            "messages": [
                {"$ref": f"{_ADDRESS}/messages/echo"},
                {"$ref": f"{_ADDRESS}/messages/rejected"},
            ],
        },
    }
}

MESSAGES: Final[Json] = {
    "text": {
        "name": "text",
        "title": "Text",
        "summary": "Any text at all; it keeps the socket open, too.",
        "contentType": _TYPE,
        "payload": {
            "type": "string",
            "maxLength": MAX_FRAME,
            "description": f"At most {MAX_FRAME} bytes of UTF-8.",
        },
        "examples": [{"payload": "hello"}],
    },
    "echo": {
        "name": "echo",
        "title": "Echo",
        "summary": "The text that was heard, after three words.",
        "contentType": _TYPE,
        "payload": {"type": "string", "pattern": "^You said: "},
        "examples": [{"payload": "You said: hello"}],
    },
}
