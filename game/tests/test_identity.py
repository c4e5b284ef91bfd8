import pytest
from django.core import signing
from django.http import HttpResponse

from game import bans, identity
from game.engine.events import Kind
from game.identity import Pass
from game.models import Player as PlayerRow
from game.names import InvalidNameError
from game.tests.stage import ALICE

# A letter, and something that hides among letters.
UNSEEN = [
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200d",
    "\u00ad",
    "\ufeff",
    "\x00",
    "\x7f",
    "\x1b",
]
BLANK = ["\u3164", "\u2800", "\u115f", "\ufe0f", "\u034f", "\u180b", "\U000e0100"]


@pytest.fixture
def page(rf, transactional_db):
    """Fetch a page with that cookie: what its view saw, and the cookie it set."""

    def fetch(cookie="", view=identity.player_of):
        request = rf.get("/")
        if cookie:
            request.COOKIES[identity.cookie_name()] = cookie
        seen = []

        def respond(request):
            seen.append(view(request))
            return HttpResponse()

        response = identity.GuestMiddleware(respond)(request)
        return seen[0], response.cookies.get(identity.cookie_name())

    return fetch


def test_a_new_guest_has_an_id_of_its_own_and_a_name():
    guests = [identity.new_guest() for _ in range(100)]
    assert len({guest.id for guest in guests}) == 100
    assert all(guest.name.startswith("Guest ") for guest in guests)
    assert {guest.kind for guest in guests} == {Kind.GUEST}
    assert all(len(guest.id) <= 24 for guest in guests)


def test_a_visitor_without_a_cookie_gets_one_and_is_known_by_it(page):
    guest, cookie = page()
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert identity.from_cookie(cookie.value) == Pass(guest)
    assert page(cookie.value) == (guest, None)


def test_the_cookie_goes_over_https_alone_where_there_is_https(page, settings):
    assert not page()[1]["secure"]
    settings.SESSION_COOKIE_SECURE = True
    _, cookie = page()
    assert cookie["secure"]
    # And no other host of the same domain can have set it.
    assert cookie.key.startswith("__Host-")
    assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_a_page_that_does_not_ask_sets_no_cookie(page):
    assert page(view=lambda _: None) == (None, None)


def test_asking_twice_gives_the_same_guest(page):
    both, _ = page(view=lambda r: (identity.player_of(r), identity.player_of(r)))
    assert both[0] is both[1]


def test_who_is_banned_is_nobody_to_a_page(page):
    guest, cookie = page()
    PlayerRow.objects.create(id=guest.id, name=guest.name, kind="guest")
    assert page(cookie.value) == (guest, None)
    bans.ban([guest.id])
    with pytest.raises(identity.BannedError):
        page(cookie.value)
    bans.unban([guest.id])
    assert page(cookie.value) == (guest, None)


def forgeries(genuine):
    payload, _, signature = genuine.rpartition(":")
    other = signing.Signer(salt="tictac.guest", key="another secret")
    yield from ("", ":", "::", "null", "alice", "[]:x", "é", "\x00", "a" * 5000)
    yield from (payload, genuine[:-1], genuine + "x", f"x{genuine}", genuine[1:])
    yield from (f"{payload}:{signature.swapcase()}", f":{signature}")
    yield from (other.sign_object([ALICE.id, ALICE.name, "guest"]),)
    yield from (signing.Signer(salt="else").sign_object(["alice", "Alice", "guest"]),)


def test_a_forged_cookie_is_nobody(page):
    _, cookie = page()
    for forged in forgeries(cookie.value):
        assert identity.from_cookie(forged) is None, forged
        guest, fresh = page(forged)
        assert identity.from_cookie(fresh.value) == Pass(guest)


def test_a_token_is_who_it_was_made_for():
    assert identity.from_token(identity.token_for(Pass(ALICE))) == Pass(ALICE)


def test_a_forged_token_is_nobody():
    for forged in forgeries(identity.token_for(Pass(ALICE))):
        assert identity.from_token(forged) is None, forged


def test_a_token_is_no_cookie_and_a_cookie_no_token(page):
    _, cookie = page()
    assert identity.from_token(cookie.value) is None
    assert identity.from_cookie(identity.token_for(Pass(ALICE))) is None


@pytest.mark.django_db
def test_a_new_name_is_kept_with_the_same_id(page):
    guest, cookie = page()
    PlayerRow.objects.create(id=guest.id, name=guest.name, kind="guest")
    renamed, fresh = page(cookie.value, lambda r: identity.rename(r, "  Ada \t L. "))
    assert (renamed.id, renamed.name) == (guest.id, "Ada L.")
    assert page(fresh.value) == (renamed, None)
    assert PlayerRow.objects.get().name == "Ada L."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Bo", "Bo"),
        ("x" * 20, "x" * 20),
        ("Zoë", "Zoë"),
        ("Zoe\u0308", "Zoë"),
        ("\u5c0f\u660e", "\u5c0f\u660e"),
        ("\uff21\uff24\uff21", "ADA"),
        ("O'Neil-2 ♥", "O'Neil-2 ♥"),
        ("I \u2764\ufe0f it", "I \u2764 it"),
        ("<b>&amp;", "<b>&amp;"),
        ("a\u2028b", "a b"),
    ],
)
def test_a_name_may_be(page, name, kept):
    assert page(view=lambda r: identity.rename(r, name))[0].name == kept


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "a", " a ", "x" * 21, "\ufdfa" * 2),
        *(f"ab{char}cd" for char in UNSEEN),
        *(char * 4 for char in BLANK),
        *("\u0301\u0301a", "\ue000\ue001", "\ud800ab"),
    ],
)
def test_a_name_may_not_be(page, name):
    def view(request):
        with pytest.raises(InvalidNameError, match="A name has"):
            identity.rename(request, name)

    assert page(view=view) == (None, None)
