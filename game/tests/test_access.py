import pytest
from django.core import signing

from game import access, identity
from game.tests.stage import ALICE, BOB

TOKEN = identity.token_for(identity.Pass(ALICE))


def cookie_of(player):
    fields = [player.id, player.name, player.kind.value]
    return signing.Signer(salt="tictac.guest").sign_object(fields)


def scope(scheme="ws", **headers):
    lines = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"scheme": scheme, "headers": lines}


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["play.example", ".games.example", "[::1]"]
    settings.ALLOWED_ORIGINS = ["https://friend.example"]


@pytest.mark.parametrize(
    ("origin", "host", "scheme"),
    [
        ("http://play.example", "play.example", "ws"),
        ("http://play.example:8000", "play.example:8000", "ws"),
        ("https://play.example", "play.example", "wss"),
        ("https://a.games.example", "a.games.example", "wss"),
        ("http://[::1]:8000", "[::1]:8000", "ws"),
        ("https://friend.example", "play.example", "ws"),
    ],
)
def test_our_own_origins_are_welcome(origin, host, scheme):
    assert access.is_welcome(scope(scheme, origin=origin, host=host, cookie="a=b"))


@pytest.mark.parametrize(
    ("origin", "host", "scheme"),
    [
        ("null", "play.example", "ws"),
        ("http://evil.example", "play.example", "ws"),
        ("http://play.example.evil.example", "play.example", "ws"),
        ("http://play.example:8001", "play.example:8000", "ws"),
        ("http://play.example", "play.example:8000", "ws"),
        ("https://play.example", "play.example", "ws"),
        ("http://play.example", "play.example", "wss"),
        ("http://evil.example", "evil.example", "ws"),
        ("http://", "", "ws"),
        ("http://play.example/", "play.example", "ws"),
        ("http://play.example@evil.example", "play.example", "ws"),
        ("https://friend.example:444", "play.example", "ws"),
        ("http://friend.example", "play.example", "ws"),
        ("file://", "play.example", "ws"),
    ],
)
def test_other_origins_are_not(origin, host, scheme):
    assert not access.is_welcome(scope(scheme, origin=origin, host=host))


def test_no_host_is_no_origin_of_ours():
    assert not access.is_welcome(scope(origin="http://play.example"))


def test_a_scope_without_a_scheme_is_plain():
    plain = scope(origin="http://play.example", host="play.example")
    del plain["scheme"]
    assert access.is_welcome(plain)


def test_without_an_origin_who_brings_no_cookie_is_welcome():
    assert access.is_welcome(scope(host="play.example"))
    assert access.is_welcome(scope(authorization=f"Bearer {TOKEN}"))
    assert not access.is_welcome(scope(cookie="theme=dark"))


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_token_says_who_it_is(scheme):
    visitor = access.visitor(scope(authorization=f"{scheme} {TOKEN}"))
    assert (visitor.player, visitor.resume) == (ALICE, TOKEN)


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN]
)
def test_a_bad_token_is_a_new_guest_with_a_token_to_come_back_with(value):
    visitor = access.visitor(scope(authorization=value))
    assert visitor.player.id != ALICE.id
    assert visitor.resume is not None
    assert identity.from_token(visitor.resume) == identity.Pass(visitor.player)


def test_a_cookie_says_who_it_is_and_no_token_goes_out():
    cookie = f"theme=dark; {identity.COOKIE}={cookie_of(ALICE)}"
    assert access.visitor(scope(cookie=cookie)) == access.Visitor(ALICE, None)


@pytest.mark.parametrize(
    "cookie", ["theme=dark", f"{identity.COOKIE}=forged", "é", ";"]
)
def test_a_bad_cookie_is_a_new_guest_without_a_token(cookie):
    visitor = access.visitor(scope(cookie=cookie, authorization=f"Bearer {TOKEN}"))
    assert visitor.player.id != ALICE.id
    assert visitor.resume is None


def request(method, **headers):
    return scope("http", **headers) | {"type": "http", "method": method}


@pytest.mark.parametrize(
    ("method", "headers", "is_welcome"),
    [
        ("GET", {}, True),
        ("GET", {"sec-fetch-site": "none"}, True),
        ("GET", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {}, False),
        ("POST", {"sec-fetch-site": "same-origin"}, False),
        ("POST", {"authorization": "Bearer x"}, True),
        ("POST", {"authorization": "Basic x"}, False),
        ("POST", {"origin": "http://play.example", "host": "play.example"}, True),
        ("POST", {"origin": "https://play.example", "host": "play.example"}, False),
    ],
)
def test_over_http_a_cookie_without_an_origin_only_looks(method, headers, is_welcome):
    assert access.is_welcome(request(method, cookie="a=b", **headers)) is is_welcome


def test_over_http_a_token_counts_for_more_than_a_cookie():
    asked = request("POST", cookie=f"{identity.COOKIE}={cookie_of(BOB)}")
    assert access.visitor(asked).player == BOB
    asked["headers"].append((b"authorization", f"Bearer {TOKEN}".encode()))
    assert access.visitor(asked) == access.Visitor(ALICE, TOKEN)


@pytest.mark.parametrize(
    ("headers", "is_known", "is_bad"),
    [
        ({}, False, False),
        ({"cookie": f"{identity.COOKIE}={cookie_of(BOB)}"}, True, False),
        ({"cookie": f"{identity.COOKIE}=forged"}, False, False),
        ({"authorization": f"Bearer {TOKEN}"}, True, False),
        ({"authorization": f"bearer {TOKEN}"}, True, False),
        ({"authorization": "Bearer forged"}, False, True),
        ({"authorization": "Bearer"}, False, True),
        ({"authorization": f"Basic {TOKEN}"}, False, False),
    ],
)
def test_who_has_been_here_before(headers, is_known, is_bad):
    asked = request("GET", **headers)
    assert (access.is_known(asked), access.has_bad_token(asked)) == (is_known, is_bad)
