"""The headers every page carries."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tictac.headers import security_headers


def headers(request: HttpRequest) -> dict[str, str]:
    return dict(
        security_headers(lambda _request: HttpResponse("page"))(request).items()
    )


def directives(request: HttpRequest) -> dict[str, str]:
    policy = headers(request)["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


def test_nothing_inline_and_nothing_from_elsewhere(rf: RequestFactory):
    policy = directives(rf.get("/"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy)


def test_sockets_to_the_own_host_are_allowed(rf: RequestFactory, settings):
    settings.ALLOWED_HOSTS = ["game.example"]
    plain = rf.get("/", HTTP_HOST="game.example:8000")
    secure = rf.get("/", HTTP_HOST="game.example", secure=True)
    assert directives(plain)["connect-src"] == "'self' ws://game.example:8000"
    assert directives(secure)["connect-src"] == "'self' wss://game.example"


def test_a_forged_host_gets_nothing_into_the_policy(rf: RequestFactory):
    forged = rf.get("/", HTTP_HOST="evil.example; script-src *")
    assert directives(forged)["connect-src"] == "'self'"


def test_a_page_that_sets_its_own_policy_keeps_it(rf: RequestFactory):
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    answer = security_headers(lambda _request: own)(rf.get("/"))
    assert answer["Content-Security-Policy"] == "sandbox"


@pytest.mark.django_db
def test_every_page_has_them_all(client):
    page = client.get("/")
    for name in (
        "Content-Security-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy",
        "Referrer-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
    ):
        assert name in page, name
