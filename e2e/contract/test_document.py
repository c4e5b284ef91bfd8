"""docs/asyncapi.yaml: well formed, complete, and able to say no."""

import re

import pytest

from game.contract import openapi, words
from game.contract.schemas import STRUCTS, schemas

# What AsyncAPI 3.0 lets an object hold, and what it must; the parts used here.
ALLOWED = {
    "": (
        {"asyncapi", "info"},
        {"defaultContentType", "servers", "channels", "operations", "components"},
    ),
    "/info": ({"title", "version"}, {"description", "license"}),
    "/servers/*": ({"host", "protocol"}, {"description"}),
    "/channels/*": (
        {"address", "messages"},
        {"title", "description", "parameters", "bindings"},
    ),
    "/operations/*": ({"action", "channel"}, {"summary", "messages", "reply"}),
    "/components": (set(), {"messages", "schemas"}),
    "/components/messages/*": (
        {"payload"},
        {"name", "title", "summary", "contentType", "examples"},
    ),
}


@pytest.fixture
def api(contract):
    return contract.document


@pytest.mark.parametrize("path", ALLOWED)
def test_it_has_the_shape_of_asyncapi_3(api, path):
    required, optional = ALLOWED[path]
    for part in parts(api, path):
        fields = {field for field in part if not field.startswith("x-")}
        assert required <= fields <= required | optional


def test_operations_speak_of_their_channels_messages(api):
    for operation in api["operations"].values():
        assert operation["action"] in {"send", "receive"}
        for part in (operation, operation.get("reply", operation)):
            address = part["channel"]["$ref"]
            for ref in part["messages"]:
                assert ref["$ref"].startswith(f"{address}/messages/")


def test_every_message_of_a_channel_belongs_to_an_operation(api, contract):
    for name, channel in api["channels"].items():
        ways = (contract.declared(name, way) for way in ("send", "receive"))
        spoken = {key for way in ways for key in way.values()}
        assert set(channel["messages"]) == spoken


def test_addresses_name_their_parameters(api):
    for channel in api["channels"].values():
        named = set(re.findall(r"{(\w+)}", channel["address"]))
        assert set(channel.get("parameters", {})) == named


def test_every_example_is_right(api, contract):
    for name, message in api["components"]["messages"].items():
        for example in message["examples"]:
            contract.validate_payload(name, example["payload"])


def test_words_are_there_for_what_there_is_and_nothing_else():
    fields = {
        f"{name}.{field}"
        for name, schema in schemas().items()
        for field in schema.get("properties", {})
        if not (name in STRUCTS and field in {"type", "key"})
    }
    spoken = {"Frame.key", "Ack.key", "Rejected.key"}
    assert set(words.FIELDS) == fields | spoken
    assert set(words.MESSAGES) == set(STRUCTS)
    assert set(words.SHAPES) <= {*words.FIELDS, *openapi.FIELDS}


@pytest.mark.parametrize(
    "change",
    [
        {"v": "8"},
        {"v": True},
        {"board": "XO?"},
        {"players": [None]},
        {"room": "k7qx2m"},
        {"surprise": 1},
    ],
)
def test_a_frame_that_breaks_the_contract_is_noticed(api, contract, change):
    state = api["components"]["messages"]["state"]["examples"][0]["payload"]
    contract.validate(state)
    with pytest.raises(AssertionError):
        contract.validate(state | change)


def test_a_frame_that_lacks_a_field_is_noticed(api, contract):
    state = dict(api["components"]["messages"]["state"]["examples"][0]["payload"])
    del state["offer"]
    with pytest.raises(AssertionError, match="offer"):
        contract.validate(state)


def parts(api, path):
    found = [api]
    for name in path.split("/")[1:]:
        found = [
            part
            for parent in found
            for part in (parent.values() if name == "*" else [parent[name]])
        ]
    return found
