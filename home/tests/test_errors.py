"""The pages for what went wrong: the same look, one sentence, one way on."""

import pytest
from django.test import Client, RequestFactory

from game.codes import ALPHABET
from home import errors


def page_of(response):
    return response.content.decode()


def test_an_address_nobody_has_is_a_page_of_ours(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here" in page_of(response)
    assert 'href="/"' in page_of(response)


def test_a_room_nobody_has_says_what_codes_look_like(client):
    response = client.get("/room/K7QX2N/")
    page = page_of(response)
    assert response.status_code == 404
    assert "<span>K7Q</span><span>X2N</span>" in page
    assert "Codes never contain 0, 1, B, I, L, O, S or Z." in page
    assert not set("01BILOSZ") & set(ALPHABET)
    assert 'value="K7QX2N"' in page
    assert "autofocus" in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_long_code_is_shown_in_threes_too(client):
    page = page_of(client.get("/room/K7QX2NAA/"))
    assert "<span>K7Q</span><span>X2N</span><span>AA</span>" in page


def test_an_address_typed_by_hand_finds_its_room(client):
    response = client.get("/room/k7q-x2n/")
    assert (response.status_code, response["Location"]) == (303, "/room/K7QX2N/")


def test_an_address_that_is_no_code_says_so(client):
    response = client.get("/room/hello/")
    assert response.status_code == 404
    assert "That isn't a room code" in page_of(response)
    assert 'value="hello"' in page_of(response)


def test_nothing_typed_is_nothing_to_try_again(client):
    response = client.post("/join/", {"code": ""})
    assert response.status_code == 404
    assert "Try again" not in page_of(response)


def test_what_was_typed_is_text_and_never_markup(client):
    page = page_of(client.post("/join/", {"code": '"><script>alert(1)</script>'}))
    assert "<script>alert" not in page


def test_a_form_without_its_token_is_refused_with_a_way_on():
    response = Client(enforce_csrf_checks=True).post("/new/", {"variant": "classic"})
    assert response.status_code == 403
    assert "This page was open too long" in page_of(response)


def test_a_forged_host_is_refused(client):
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "That didn't arrive whole" in page_of(response)
    assert "evil.example" not in page_of(response)


def test_a_mistake_of_ours_is_a_page_of_ours(settings):
    settings.ROOT_URLCONF = "home.tests.broken_urls"
    client = Client(raise_request_exception=False)
    client.cookies["theme"] = "dark"
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "That was our mistake" in page_of(response)
    assert 'data-theme="dark"' in page_of(response)
    assert "<form" not in page_of(response)


@pytest.mark.parametrize(
    ("view", "status", "sentence"),
    [
        (errors.bad_request, 400, "That didn't arrive whole"),
        (errors.too_many, 429, "Too fast"),
        (errors.unavailable, 503, "We can't save right now"),
    ],
)
def test_each_refusal_has_its_page(view, status, sentence):
    response = view(RequestFactory().get("/"))
    assert response.status_code == status
    assert sentence in page_of(response)
    assert 'class="button primary" href="/"' in page_of(response)
