"""The structs of the wire as JSON Schemas with words to them.

They keep to draft 7, which is what AsyncAPI tools can read.
"""

from collections.abc import Mapping
from typing import Any, Final, get_args

import msgspec

from game import envelope, incoming, outgoing
from game.contract import words

Json = dict[str, Any]
Structs = Mapping[str, type[msgspec.Struct]]

COMMANDS: Final[Structs] = {s.__name__: s for s in get_args(incoming.Incoming)}
IN_LOBBY: Final[Structs] = {s.__name__: s for s in get_args(incoming.InLobby)}
MESSAGES: Final[Structs] = {
    s.__name__: s
    for s in outgoing.Message.__subclasses__()
    if s.__module__ == outgoing.__name__
}
ENVELOPES: Final[Structs] = {"Open": envelope.Open, "Payload": envelope.Payload}
STRUCTS: Final[Structs] = {**COMMANDS, **IN_LOBBY, **MESSAGES, **ENVELOPES}


def schemas() -> Json:
    described = described_by(words.FIELDS, STRUCTS)
    return {name: _draft_7(schema) for name, schema in described.items()}


def described_by(sentences: Mapping[str, str], structs: Structs) -> Json:
    """The structs and what they are made of, as JSON Schema is now."""
    _, schemas = msgspec.json.schema_components(
        structs.values(), ref_template="#/components/schemas/{name}"
    )
    for name, schema in schemas.items():
        if name in MESSAGES:
            schema["required"] = [
                field.encode_name
                for field in msgspec.structs.fields(MESSAGES[name])
                if field.default is not msgspec.UNSET
            ]
            schema["required"].insert(0, "type")
        for field, shape in schema.get("properties", {}).items():
            schema["properties"][field] = _described(sentences, name, field, shape)
    return {name: schemas[name] for name in _in_order(schemas, structs)}


def _described(
    sentences: Mapping[str, str], name: str, field: str, shape: Json
) -> Json:
    if field == "type" and name in STRUCTS:
        return {"const": shape["enum"][0]}
    owner = "Frame" if field == "key" and name in {**COMMANDS, **IN_LOBBY} else name
    shape = {**shape, **words.SHAPES.get(f"{name}.{field}", {})}
    if "$ref" in shape:  # beside which nothing counts in draft 7
        shape = {"allOf": [shape]}
    return shape | {"description": sentences[f"{owner}.{field}"]}


def _draft_7(schema: Any) -> Any:
    """Say tuples the older way."""
    if isinstance(schema, list):
        return [_draft_7(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: _draft_7(value) for name, value in schema.items()}
    if "prefixItems" in schema:
        schema["items"] = schema.pop("prefixItems")
    return schema


def _in_order(schemas: Json, structs: Structs) -> list[str]:
    return [*structs, *sorted(schemas.keys() - structs.keys())]
