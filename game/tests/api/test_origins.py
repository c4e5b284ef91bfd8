"""Who may ask what over HTTP: a token needs no origin, a cookie an own page."""

import pytest

from game import identity
from game.tests.stage import ALICE, BOB

pytestmark = pytest.mark.django_db(transaction=True)

OURS = "http://127.0.0.1"


@pytest.fixture
def cookie():
    signed = identity._sign(identity.Pass(ALICE), identity._COOKIE_SALT)
    return f"{identity.COOKIE}={signed}"


@pytest.fixture
def visit(ask, game, cookie):
    """Look, or move, with Alice's cookie."""

    async def visit(method, **headers):
        path = f"/api/rooms/{game}" + ("/commands" if method == "POST" else "")
        move = {"type": "move", "cell": 4}
        return await ask(None, method, path, move, cookie=cookie, **headers)

    return visit


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("POST", {"origin": OURS}, 200),
        ("POST", {}, 403),
        ("POST", {"origin": "null"}, 403),
        ("POST", {"origin": "https://evil.example"}, 403),
        ("POST", {"origin": "https://127.0.0.1"}, 403),
        ("POST", {"sec_fetch_site": "same-origin"}, 403),
        ("GET", {}, 200),
        ("GET", {"sec_fetch_site": "same-origin"}, 200),
        ("GET", {"sec_fetch_site": "same-site"}, 403),
        ("GET", {"sec_fetch_site": "cross-site"}, 403),
        ("GET", {"origin": "https://evil.example"}, 403),
        ("GET", {"host": "rebound.example"}, 400),
    ],
)
async def test_a_cookie_needs_a_page_of_ours(ask, visit, method, headers, status):
    answer = await visit(method, **headers)
    assert answer.status == status
    if status == 200:
        told = answer.json.get("welcome", answer.json)
        assert told["seat"] == 1
        assert "resume" not in told


async def test_a_token_counts_for_more_than_a_cookie(ask, game, cookie):
    move = {"type": "move", "cell": 4}
    path = f"/api/rooms/{game}/commands"
    bob = identity.token_for(identity.Pass(BOB))
    both = {"cookie": cookie, "authorization": f"Bearer {bob}"}
    assert (await ask(None, "POST", path, move, **both)).json["code"] == "not_your_turn"
    both["authorization"] = "Bearer forged"
    answer = await ask(None, "POST", path, move, **both)
    assert answer.problem == (401, "bad_token")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_password_for_a_proxy_is_no_token(ask, game, cookie):
    basic = {"cookie": cookie, "authorization": "Basic YTpi", "origin": OURS}
    move = {"type": "move", "cell": 4}
    answer = await ask(None, "POST", f"/api/rooms/{game}/commands", move, **basic)
    assert answer.status == 200
    del basic["origin"]
    answer = await ask(None, "POST", f"/api/rooms/{game}/commands", move, **basic)
    assert answer.problem == (403, "forbidden")


async def test_a_foreign_page_opens_no_room_for_a_stranger(ask):
    answer = await ask(None, "POST", "/api/rooms", origin="https://evil.example")
    assert answer.problem == (403, "forbidden")


async def test_tokens_come_by_https_alone_where_it_is_wanted(ask, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert (await ask(ALICE, "GET", "/api/rooms")).problem == (403, "forbidden")
