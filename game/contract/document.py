"""The contract with clients as an AsyncAPI 3.0 document, from the words of the wire."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from game import envelope, outgoing
from game.closes import CLOSES
from game.contract import echo, words
from game.contract.examples import CODE, examples
from game.contract.operations import WHOM
from game.contract.schemas import COMMANDS, IN_LOBBY, STRUCTS, schemas
from game.errors import REFUSALS

Json = dict[str, Any]

PATH: Final = Path("docs") / "asyncapi.yaml"
_CHAT: Final = {
    "type": "string",
    "pattern": "^[0-9]{1,10}$",
    "description": "The newest chat `id` one has: only what is newer is sent.",
}
_CHANNELS: Final = {
    "game": (
        *COMMANDS,
        *("Welcome", "State", "Ack", "Rejected", "Presence"),
        *("Chat", "Chats", "Pong"),
    ),
    "lobby": (
        *IN_LOBBY,
        *("Say", "Report", "Ping", "Rooms", "Changed", "Ack", "Rejected"),
        *("Chat", "Chats", "Pong"),
    ),
    "streams": ("Open", "Payload", "Ping", "Pong", "Rejected"),
}
# What goes over a stream as a payload: what is said, and what is heard.
_STREAMS: Final = {
    envelope.ECHO: ((), ("Rejected",)),
    envelope.LOBBY: (
        (*IN_LOBBY, "Ping"),
        ("Rooms", "Changed", "Ack", "Pong", "Rejected"),
    ),
    f"{envelope.ROOM}{{code}}": (
        ("Ping",),
        ("State", "Presence", "Pong", "Rejected"),
    ),
}


def as_yaml() -> str:
    head = "# Made by `manage.py asyncapi` from game/incoming.py and outgoing.py.\n"
    return head + dump(document())


def dump(document: Json) -> str:
    return yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=88
    )


def document() -> Json:
    plain: Json = msgspec.to_builtins(_document())
    return plain


def _document() -> Json:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "tictac",
            "version": f"{outgoing.PROTO}.0.0",
            "description": words.INTRODUCTION,
            "license": {"name": "BSD-3-Clause"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "local": {
                "host": "127.0.0.1:8000",
                "protocol": "ws",
                "description": "What `manage.py play` starts.",
            }
        },
        "channels": {
            "game": _game_channel(),
            "lobby": _lobby_channel(),
            "echo": echo.CHANNEL,
            "streams": _streams_channel(),
        },
        "operations": _operations() | echo.OPERATIONS,
        "components": {
            "messages": _messages() | echo.MESSAGES,
            "schemas": schemas(),
        },
        "x-rejections": [
            {"code": code, "sentence": sentence} for code, sentence in REFUSALS.items()
        ],
        "x-closes": [asdict(close) for close in CLOSES],
    }


def _game_channel() -> Json:
    return {
        "address": "/ws/game/{code}",
        "title": "A room",
        "description": "Play in a room, or watch it.",
        "messages": _names("game"),
        "parameters": {"code": {"description": "The room's code.", "examples": [CODE]}},
        "bindings": {
            "ws": {
                "method": "GET",
                "query": {
                    "type": "object",
                    "properties": {
                        "seat": {
                            "enum": ["1", "2", "watch"],
                            "description": (
                                "The seat to act for, if it is one's own. Left out:"
                                " the one seat one holds, else none."
                            ),
                        },
                        "as": WHOM["schema"] | {"description": WHOM["description"]},
                        "chat": _CHAT,
                    },
                },
                "headers": {
                    "type": "object",
                    "properties": {
                        "Authorization": {
                            "type": "string",
                            "pattern": "^Bearer ",
                            "description": "The `resume` token of an earlier welcome.",
                        }
                    },
                },
                "bindingVersion": "0.1.0",
            }
        },
    }


def _lobby_channel() -> Json:
    return {
        "address": "/ws/lobby",
        "title": "The lobby",
        "description": "The list of public rooms: all of it first, then what changes.",
        "messages": _names("lobby"),
        "bindings": {
            "ws": {
                "method": "GET",
                "query": {"type": "object", "properties": {"chat": _CHAT}},
                "bindingVersion": "0.1.0",
            }
        },
    }


def _streams_channel() -> Json:
    return {
        "address": "/ws/streams",
        "title": "Several streams",
        "description": words.STREAMS,
        "messages": _names("streams"),
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
        "x-streams": {
            stream: {"receive": _refs(said), "send": _refs(heard)}
            for stream, (said, heard) in _STREAMS.items()
        },
    }


def _refs(names: tuple[str, ...]) -> list[Json]:
    return [{"$ref": f"#/components/messages/{_tag(name)}"} for name in names]


def _operations() -> Json:
    """Told from the server's side: it receives commands and sends messages."""
    commands = [name for name in COMMANDS if name != "Ping"]
    return {
        "play": {
            **_operation("receive", "game", commands, "Ask for something."),
            "reply": _reply("game", "Ack", "Rejected"),
        },
        "ping": {
            **_operation("receive", "game", ["Ping"], "Stay connected."),
            "reply": _reply("game", "Pong", "State", "Chats"),
        },
        "tell": _operation(
            "send",
            "game",
            ["Welcome", "State", "Presence", "Chat", "Chats"],
            "Hear what is so.",
        ),
        "bind": {
            **_operation("receive", "lobby", [*IN_LOBBY], "Change what it lists."),
            "reply": _reply("lobby", "Ack", "Rejected"),
        },
        "pingLobby": {
            **_operation("receive", "lobby", ["Ping"], "Stay connected."),
            "reply": _reply("lobby", "Pong", "Chats", "Rejected"),
        },
        "sayInLobby": {
            **_operation("receive", "lobby", ["Say", "Report"], "Say something there."),
            "reply": _reply("lobby", "Ack", "Rejected"),
        },
        "list": _operation("send", "lobby", ["Rooms", "Changed"], "Follow the list."),
        "switch": {
            **_operation("receive", "streams", ["Open"], "Open or close a stream."),
            "reply": _reply("streams", "Open", "Payload"),
        },
        "speak": {
            **_operation("receive", "streams", ["Payload"], "Say it on a stream."),
            "reply": _reply("streams", "Payload"),
        },
        "pingStreams": {
            **_operation("receive", "streams", ["Ping"], "Stay connected."),
            "reply": _reply("streams", "Pong", "Rejected"),
        },
        "show": _operation("send", "streams", ["Open", "Payload"], "Follow them all."),
        "tellLobby": _operation("send", "lobby", ["Chat", "Chats"], "Hear the talk."),
    }


def _operation(action: str, channel: str, names: list[str], summary: str) -> Json:
    return {"action": action, "summary": summary, **_reply(channel, *names)}


def _reply(channel: str, *names: str) -> Json:
    address = f"#/channels/{channel}"
    return {
        "channel": {"$ref": address},
        "messages": [{"$ref": f"{address}/messages/{_key(name)}"} for name in names],
    }


def _names(channel: str) -> Json:
    return {
        _key(name): {"$ref": f"#/components/messages/{_key(name)}"}
        for name in _CHANNELS[channel]
    }


def _messages() -> Json:
    shown = examples()
    return {
        _key(name): {
            "name": _tag(name),
            "title": name,
            "summary": words.MESSAGES[name],
            "payload": {"$ref": f"#/components/schemas/{name}"},
            "examples": [{"payload": shown[name]}],
        }
        for name in STRUCTS
    }


def _key(name: str) -> str:
    """As the document calls it; a command and a message may have the same type."""
    return "say" if name == "Say" else _tag(name)


def _tag(name: str) -> str:
    return str(STRUCTS[name].__struct_config__.tag or name.lower())


class _Dumper(yaml.SafeDumper):
    """Repeats what appears twice instead of pointing back to it; keeps paragraphs."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        style = "|" if "\n" in data else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style)


_Dumper.add_representer(str, _Dumper.represent_str)
