"""Holds frames to docs/asyncapi.yaml, as a reader of that document alone would."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from jsonschema import Draft7Validator

from e2e.bot import Bot, Frame
from e2e.server import ROOT

FILE: Final[Path] = ROOT / "docs" / "asyncapi.yaml"


class Contract:
    """Stricter than a client need be: what is not declared is wrong."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        schemas = {
            name: _closed(schema)
            for name, schema in document["components"]["schemas"].items()
        }
        self._validators = {
            name: Draft7Validator(
                {**message["payload"], "components": {"schemas": schemas}}
            )
            for name, message in document["components"]["messages"].items()
        }

    @classmethod
    def read(cls) -> "Contract":
        return cls(yaml.safe_load(FILE.read_text(encoding="utf-8")))

    def declared(self, channel: str, action: str) -> dict[str, str]:
        """What clients send ("receive") or hear ("send") on a channel, by its type."""
        address = f"#/channels/{channel}"
        messages = self.document["components"]["messages"]
        return {messages[key]["name"]: key for key in self._keys(address, action)}

    def _keys(self, address: str, action: str) -> set[str]:
        return {
            ref["$ref"].rpartition("/")[2]
            for way, part in self._exchanges()
            if way == action and part["channel"]["$ref"] == address
            for ref in part["messages"]
        }

    def check(self, bot: Bot, channel: str) -> None:
        """Raise when any frame, either way, breaks the contract."""
        for action, frames in (("receive", bot.sent), ("send", bot.heard)):
            types = self.declared(channel, action)
            for frame in frames:
                assert kind_of(frame) in types, f"not declared on {channel}: {frame}"
                if types[kind_of(frame)] != kind_of(frame):
                    self.validate_payload(types[kind_of(frame)], frame)
                else:
                    self.validate(frame)
                if kind_of(frame) == "payload":
                    self._check_payload(frame, action)

    def validate(self, frame: Frame) -> None:
        """Text that is no JSON comes as a frame of its type with a `payload`."""
        kind = kind_of(frame)
        is_text = kind in {"text", "echo"}
        self.validate_payload(kind, frame["payload"] if is_text else frame)

    def validate_payload(self, message: str, payload: Any) -> None:
        for error in self._validators[message].iter_errors(payload):
            raise AssertionError(f"{error.json_path}: {error.message} in {payload}")

    def _check_payload(self, frame: Frame, action: str) -> None:
        """What goes over a stream is a message of it, or an echo."""
        name, payload = frame["stream"], frame["payload"]
        if name == "echo" and payload.get("type") != "rejected":
            assert action == "receive" or list(payload) == ["original_message"]
            return
        streams = self.document["channels"]["streams"]["x-streams"]
        # A stream that there is not has no more than refusals.
        stream = streams.get(re.sub("^room:.*", "room:{code}", name), streams["echo"])
        types = {ref["$ref"].rpartition("/")[2] for ref in stream[action]}
        assert payload["type"] in types, f"not declared on {name}: {payload}"
        self.validate(payload)

    def _exchanges(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for operation in self.document["operations"].values():
            yield operation["action"], operation
            if "reply" in operation:
                yield "send", operation["reply"]


def kind_of(frame: Frame) -> str:
    """Which message it is; those that name a stream have no type of their own."""
    if "stream" in frame:
        return "open" if "open" in frame else "payload"
    return str(frame["type"])


def refs(part: Any) -> Iterator[str]:
    """Every reference in the document."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from refs(value)
    elif isinstance(part, list):
        for item in part:
            yield from refs(item)


def resolve(document: dict[str, Any], ref: str) -> Any:
    part: Any = document
    for name in ref.removeprefix("#/").split("/"):
        part = part[name]
    return part


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    is_object = schema.get("type") == "object"
    return {**schema, "additionalProperties": False} if is_object else schema
