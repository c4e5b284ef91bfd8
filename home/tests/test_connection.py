"""The connection check: what the server sees, said without any script."""

import json
import re

import pytest
from django.test import AsyncClient

SECURE = "You came over https"
PLAIN = "You came over http, without encryption"


async def test_it_says_what_the_server_sees():
    page = (await AsyncClient().get("/connection/")).content.decode()
    assert PLAIN in page
    assert "The server was asked in HTTP/1.1." in page


def test_a_secure_visit_is_called_secure(client):
    page = client.get("/connection/", secure=True).content.decode()
    assert SECURE in page
    assert PLAIN not in page


def test_where_no_version_is_known_none_is_told(client):
    assert "HTTP/" not in client.get("/connection/").content.decode()


def test_it_is_fetched_afresh_and_needs_nobody_to_be_known(client):
    response = client.get("/connection/")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies.keys() - {"csrftoken"}
    assert client.post("/connection/").status_code == 405


def test_it_says_what_it_would_do_and_that_scripts_are_off(client):
    page = client.get("/connection/").content.decode()
    assert "tries each of them five times" in page
    assert re.search(r"<noscript><p[^>]*>Scripts are off, so nothing is measured", page)


def test_its_words_speak_german_too(client):
    page = client.get("/connection/", headers={"Accept-Language": "de"}).content
    words = re.search(r'<script id="words"[^>]*>(.*?)</script>', page.decode())
    assert words
    assert json.loads(words[1])["socketBlocked"] == "WebSockets sind hier gesperrt."


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/room/hello/"])
def test_every_page_leads_there(client, path):
    assert 'href="/connection/"' in client.get(path).content.decode()
