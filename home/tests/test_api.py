"""The page for those who write programs, and the document beside it."""

import html

from game.contract import openapi
from game.contract.operations import OPERATIONS


def test_it_tells_of_everything_that_is_answered(client):
    page = html.unescape(client.get("/api/").content.decode())
    for operation in OPERATIONS:
        assert f'id="{operation.name}"' in page
        assert operation.curl in page
        assert operation.words in page
        for _, code, sentence in openapi.refusals(operation):
            assert code in page
            assert sentence in page


def test_it_needs_no_script_and_asks_nobody_who_they_are(client):
    response = client.get("/api/")
    page = response.content.decode()
    assert page.count("<script") == 1  # the switch of themes, which every page has
    assert "http://testserver" in page
    assert "tictac_guest" not in response.cookies


def test_it_is_told_in_german(client):
    response = client.get("/api/", headers={"Accept-Language": "de"})
    assert "Spielen per Programm" in response.content.decode()


def test_the_document_is_served(client):
    response = client.get("/api/openapi.yaml")
    assert response["Content-Type"] == "application/yaml"
    assert response.content.decode() == openapi.as_yaml()


def test_only_looking_is_possible(client):
    assert client.post("/api/").status_code == 405
    assert client.post("/api/openapi.yaml").status_code == 405
