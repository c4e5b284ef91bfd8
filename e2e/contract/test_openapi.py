"""docs/openapi.yaml: well formed, and of just what the API answers."""

import re

import pytest
import yaml

from e2e.server import ROOT
from game.api.app import HANDLERS
from game.api.problems import STATUSES
from game.contract import openapi

FILE = ROOT / openapi.PATH
METHODS = {"get", "post"}


@pytest.fixture(scope="module")
def api():
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def operations(api):
    return [
        (path, method, operation)
        for path, methods in api["paths"].items()
        for method, operation in methods.items()
    ]


def test_it_has_the_shape_of_openapi_3_1(api):
    assert api["openapi"] == "3.1.0"
    assert {"openapi", "info", "paths", "components"} <= set(api)
    assert {"title", "version"} <= set(api["info"])
    names = [operation["operationId"] for _, _, operation in operations(api)]
    assert len(names) == len(set(names))
    for path, method, operation in operations(api):
        assert method in METHODS
        spoken = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert spoken == set(re.findall(r"{(\w+)}", path))
        assert all(
            "description" in answer for answer in operation["responses"].values()
        )


def test_it_tells_of_what_is_answered_and_of_nothing_else(api):
    told = {(part(path), method.upper()) for path, method, _ in operations(api)}
    answered = {
        (part, method) for part, methods in HANDLERS.items() for method in methods
    }
    assert told == answered


def test_every_refusal_of_a_status_is_named_there(api):
    named = set()
    for _, _, operation in operations(api):
        for status, answer in operation["responses"].items():
            codes = re.findall(r"^`(\w+)`:", answer["description"], re.MULTILINE)
            assert {int(STATUSES[code]) for code in codes} <= {int(status)}
            named.update(codes)
    # What no operation is refused with: there is none.
    assert set(STATUSES) - named == {"not_found", "method_not_allowed"}


def test_every_field_has_words_and_no_word_is_left_over(api):
    fields = {
        f"{name}.{field}"
        for name, schema in api["components"]["schemas"].items()
        for field in schema.get("properties", {})
    }
    assert set(openapi.FIELDS) <= fields


def part(path):
    if not path.endswith("}"):
        return path.removeprefix("/api/rooms").removeprefix("/{code}/")
    return "look"
