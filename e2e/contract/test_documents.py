"""What the documents made from the code have in common: current, and without holes."""

import io

import pytest
import yaml
from django.core.management import CommandError, call_command
from jsonschema import Draft7Validator, Draft202012Validator

from e2e.contract.checking import refs, resolve
from e2e.server import ROOT
from game.contract import document, openapi

DOCUMENTS = {
    "asyncapi": (document, Draft7Validator),
    "openapi": (openapi, Draft202012Validator),
}


@pytest.fixture(params=DOCUMENTS)
def name(request):
    return request.param


@pytest.fixture
def maker(name):
    return DOCUMENTS[name][0]


@pytest.fixture
def api(maker):
    return yaml.safe_load((ROOT / maker.PATH).read_text(encoding="utf-8"))


def test_it_is_current(maker):
    assert (ROOT / maker.PATH).read_text(encoding="utf-8") == maker.as_yaml()


def test_the_command_says_when_it_is_not_current(name, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match=rf"docs/{name}\.yaml is behind"):
        call_command(name, check=True)
    call_command(name, stdout=io.StringIO())
    call_command(name, check=True, stdout=io.StringIO())


def test_every_reference_leads_somewhere(api):
    assert all(resolve(api, ref) for ref in refs(api))


def test_schemas_are_schemas(name, api):
    for schema in api["components"]["schemas"].values():
        DOCUMENTS[name][1].check_schema(schema)
