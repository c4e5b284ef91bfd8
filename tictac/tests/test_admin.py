"""Signing in to the admin, and that it costs those who play nothing."""

import asyncio
import http.client
from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "chalk-and-slate-9"


@pytest.fixture
def ada():
    return User.objects.create_superuser("ada", password=PASSWORD)


def sign_in(client, password=PASSWORD):
    form = {"username": "ada", "password": password}
    return client.post("/admin/login/?next=/admin/", form)


@pytest.mark.usefixtures("ada")
def test_signing_in_takes_the_right_password(client):
    assert sign_in(client, "chalk").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert sign_in(client)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("ada")
def test_the_session_is_a_new_one_and_ends_for_good(client):
    client.session["before"] = "somebody else's"
    client.session.save()
    before = client.session.session_key
    sign_in(client)
    key = client.cookies["sessionid"].value
    assert key != before
    client.post("/admin/logout/")
    client.cookies["sessionid"] = key  # kept by whoever copied it
    assert client.get("/admin/").status_code == 302
    assert not Session.objects.exists()


@pytest.mark.usefixtures("ada")
def test_the_cookie_is_nobody_elses(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = sign_in(client).cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (
        True,
        "Lax",
        True,
    )


@pytest.mark.parametrize(
    "password", ["short-1", "password", "9274610385", "ada-ada-ada"]
)
def test_a_weak_password_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="ada-ada-ada"))


def test_who_plays_has_no_session_and_asks_for_none(django_assert_num_queries):
    client = Client()
    room = client.post("/new/", {"variant": "classic"})["Location"]
    for path in ("/", room):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not answer.wsgi_request.session.accessed
    assert set(client.cookies) == {"tictac_guest", "csrftoken"}
    with django_assert_num_queries(0):
        client.get(room)


@pytest.mark.usefixtures("ada")
def test_who_is_signed_in_plays_without_the_session_too(django_assert_num_queries):
    client = Client()
    sign_in(client)
    room = client.post("/new/", {"variant": "classic"})["Location"]
    with django_assert_num_queries(0):
        answer = client.get(room)
    assert not answer.wsgi_request.session.accessed


async def test_an_account_made_by_hand_signs_in_where_others_play(start):
    settings = {"SECRET_KEY": "0123456789" * 6, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    who = ("--noinput", "--username=ada", "--email=")
    server = await start("serve", "--port=0", **settings)
    await server.until_ready()
    making = await start("createsuperuser", *who, **settings)
    assert await making.process.wait() == 0

    def sign_in_by_https() -> tuple[int, str, list[str]]:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
        token = "0123456789abcdef" * 2
        headers = {
            "X-Forwarded-Proto": "https",
            "Origin": server.url.replace("http", "https").rstrip("/"),
            "Cookie": f"csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        form = {"username": "ada", "password": PASSWORD, "csrfmiddlewaretoken": token}
        body = urlencode(form)
        connection.request("POST", "/admin/login/?next=/admin/", body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        cookies = answer.headers.get_all("Set-Cookie") or []
        return answer.status, answer.headers["Location"], cookies

    status, where, cookies = await asyncio.to_thread(sign_in_by_https)
    assert (status, where) == (302, "/admin/")
    (session,) = [cookie for cookie in cookies if cookie.startswith("sessionid=")]
    for flag in ("HttpOnly", "SameSite=Lax", "Secure"):
        assert f"; {flag}" in session


def test_pages_without_a_form_vary_by_nothing_of_a_session(client):
    for path in ("/robots.txt", "/site.webmanifest"):
        answer = client.get(path)
        assert "Cookie" not in answer.get("Vary", "")
        assert not answer.cookies
    # It is the admin that does, so the check would see it.
    assert "Cookie" in client.get("/admin/login/")["Vary"]
