"""Accounts and their sessions, on a real database and with real sockets."""

import time

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import hashers
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone

from game import accounts, attempts, bans, identity
from game.accounts import WrongPasswordError
from game.attempts import TooManyAttemptsError
from game.bans import BANS
from game.closes import RENEWED, SESSION_INVALID, Parting
from game.engine.events import Kind
from game.errors import UnavailableError
from game.identity import BannedError, Pass
from game.models import Account, Player, Session
from game.names import InvalidNameError
from game.tests.stage import ALICE, BOB, Tab, log_of, until

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "chalk-and-slate-9"
OTHER = "ink-and-pencil-8"
HOME = "192.0.2.7"


def keep(player=ALICE, name="Alice", password=PASSWORD, address=HOME):
    return accounts.keep(Pass(player), name, password, address)


def sign_in(name="Alice", password=PASSWORD, before=BOB):
    return accounts.sign_in(Pass(before), name, password, HOME)


def is_over(one):
    """What a process says that knows nothing but what is in the database."""
    BANS.forget()
    return BANS.ask(one.player.id, one.session) is not None


# Keeping a name.


def test_a_guest_who_keeps_their_name_is_the_same_player():
    one = keep()
    assert (one.player.id, one.player.name) == (ALICE.id, "Alice")
    assert one.player.kind is Kind.ACCOUNT
    assert one.session
    row = Player.objects.get()
    assert (row.id, row.name, row.kind) == (ALICE.id, "Alice", "account")
    assert accounts.since(ALICE)
    assert not accounts.since(BOB)


def test_the_row_of_one_who_sat_down_before_is_kept():
    Player.objects.create(id=ALICE.id, name="Guest 1234", kind="guest")
    keep()
    assert Player.objects.get().kind == "account"


def test_the_password_is_kept_by_djangos_hashers():
    keep()
    hashed = Account.objects.get().password
    assert PASSWORD not in hashed
    assert hashers.check_password(PASSWORD, hashed)


@pytest.mark.parametrize("name", ["Alice", "alice", "ALlCE", "\u0410lice"])
def test_a_name_that_looks_taken_is_taken(name):
    keep()
    with pytest.raises(InvalidNameError, match="has this name"):
        keep(BOB, name)
    assert not accounts.since(BOB)
    assert not is_over(Pass(BOB))


def test_a_name_taken_in_the_very_moment_is_taken(monkeypatch):
    """Whoever looked before: the database decides."""
    begin = attempts.begin

    def overtaken(*counted):
        monkeypatch.setattr(attempts, "begin", begin)
        keep(ALICE)
        begin(*counted)

    monkeypatch.setattr(attempts, "begin", overtaken)
    with pytest.raises(InvalidNameError, match="has this name"):
        keep(BOB)
    assert [account.pk for account in Account.objects.all()] == [ALICE.id]


@pytest.mark.parametrize("name", ["Guest 4821", "a", "\u3164\u3164"])
def test_a_name_that_cannot_be_ones_own_is_refused(name):
    with pytest.raises(InvalidNameError):
        keep(name=name)
    assert not Account.objects.exists()


@pytest.mark.parametrize("password", ["short-1", "password", "1029384756", "Alice Ann"])
def test_djangos_validators_have_their_say(password):
    with pytest.raises(ValidationError):
        keep(name="Alice Ann", password=password)
    assert not Account.objects.exists()


def test_an_address_makes_only_so_many():
    for number in range(20):
        one = identity.new_guest()
        keep(one, f"Ada {number + 2} x")
    with pytest.raises(TooManyAttemptsError):
        keep(BOB, "Bob")


# Signing in.


def test_whoever_knows_the_password_is_that_player():
    first = keep()
    second = sign_in("alice")
    assert second.player == first.player
    assert second.session not in {"", first.session}
    assert is_over(Pass(BOB))  # who this browser was
    assert not is_over(first)  # the other browser


@pytest.mark.parametrize(
    ("name", "password"), [("Alice", OTHER), ("Alice", ""), ("Bob", PASSWORD)]
)
def test_who_does_not_is_told_the_same_whatever_is_wrong(name, password):
    keep()
    with pytest.raises(WrongPasswordError) as caught:
        sign_in(name, password)
    assert str(caught.value) == ""
    assert Session.objects.filter(ended_at=None).count() == 1
    assert not is_over(Pass(BOB))


def test_a_name_nobody_has_takes_the_same_work(monkeypatch):
    keep()
    worked = []
    hasher = hashers.get_hasher()
    encode = type(hasher).encode

    def counted(self, password, salt):
        worked.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(type(hasher), "encode", counted)
    for name in ("Alice", "Nobody"):
        worked.clear()
        with pytest.raises(WrongPasswordError):
            sign_in(name, OTHER)
        assert worked == [OTHER]


def test_guessing_comes_to_an_end_also_for_the_right_guess():
    keep()
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            sign_in(password=OTHER)
    with pytest.raises(TooManyAttemptsError):
        sign_in()


def test_the_banned_do_not_come_in_by_their_password():
    keep()
    bans.ban([ALICE.id])
    with pytest.raises(BannedError):
        sign_in()
    assert Session.objects.filter(ended_at=None).count() == 1


def test_a_hash_of_yesterday_is_made_anew(settings):
    keep()
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    sign_in()
    assert Account.objects.get().password.startswith("pbkdf2_sha1$")
    sign_in()


def test_a_password_changed_meanwhile_counts(monkeypatch):
    """Between comparing and coming in: the old one opens nothing any more."""
    keep()
    succeeded = attempts.succeeded

    def overtaken(*counted):
        Account.objects.update(password=hashers.make_password(OTHER))
        succeeded(*counted)

    monkeypatch.setattr(attempts, "succeeded", overtaken)
    with pytest.raises(WrongPasswordError):
        sign_in()
    assert Session.objects.filter(ended_at=None).count() == 1


# Signing out, and another password.


def test_signing_out_ends_this_browsers_session_and_no_other():
    first = keep()
    second = sign_in()
    guest = accounts.sign_out(first)
    assert guest.player.kind is Kind.GUEST
    assert guest.player.id not in {ALICE.id, BOB.id}
    assert [is_over(first), is_over(second), is_over(guest)] == [True, False, False]


def test_another_password_signs_every_other_browser_out():
    first = keep()
    second, third = sign_in(), sign_in(before=identity.new_guest())
    here = accounts.change_password(second, PASSWORD, OTHER, HOME)
    assert here.session != second.session
    others = [is_over(one) for one in (first, second, third)]
    assert (others, is_over(here)) == ([True] * 3, False)
    assert BANS.parting(ALICE.id, third.session) is Parting.SIGNED_OUT
    assert BANS.parting(ALICE.id, second.session) is Parting.RENEWED
    with pytest.raises(WrongPasswordError):
        sign_in()
    sign_in(password=OTHER)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [(OTHER, OTHER, WrongPasswordError), (PASSWORD, "short", ValidationError)],
)
def test_a_password_that_is_not_changed_signs_nobody_out(old, new, error):
    first = keep()
    second = sign_in()
    with pytest.raises(error):
        accounts.change_password(first, old, new, HOME)
    assert [is_over(first), is_over(second)] == [False, False]
    sign_in()


def test_storage_in_trouble_is_told_as_such(monkeypatch):
    def broken(*_):
        raise DatabaseError

    monkeypatch.setattr(attempts, "begin", broken)
    for work in (keep, sign_in):
        with pytest.raises(UnavailableError):
            work()


# What is over is over everywhere.


def test_a_session_that_was_renewed_is_soon_like_one_that_was_ended(monkeypatch):
    keep()
    assert BANS.parting(ALICE.id) is Parting.RENEWED
    monkeypatch.setattr(time, "monotonic", lambda: 10**9)
    assert BANS.parting(ALICE.id) is Parting.SIGNED_OUT


def test_only_what_is_new_is_read_again(settings):
    settings.POSITION_CHECK = 0
    first = keep()
    BANS.ask(ALICE.id)
    ages_ago = timezone.now() - bans.MARGIN * 2
    Session.objects.create(key="old", player=BOB.id, ended_at=ages_ago)
    Session.objects.filter(key=first.session).update(ended_at=timezone.now())
    assert BANS.ask(ALICE.id, first.session) is Parting.SIGNED_OUT
    assert BANS.ask(BOB.id, "old") is None
    BANS.forget()  # a process that has just begun
    assert BANS.ask(BOB.id, "old") is Parting.SIGNED_OUT


@pytest.mark.parametrize("one", [Pass(BOB), Pass(BOB, "their-session")])
async def test_sockets_of_a_session_close_when_another_process_ends_it(
    settings, rooms, game, one
):
    """And those of the same player's other session stay, and play."""
    settings.POSITION_CHECK = 0.05
    theirs = await enter(one, f"game/{game}?seat=2")
    other = await enter(Pass(BOB, "another"), f"game/{game}?seat=2")
    key = bans.session_key(BOB.id, one.session)
    await sync_to_async(end_elsewhere)(key)
    goodbye = await farewell(theirs)
    assert (goodbye["code"], goodbye["reason"]) == (SESSION_INVALID, "signed_out")
    await other.says(type="leave", key="k")
    assert (await other.hears_kind("ack"))["key"] == "k"
    await other.disconnect()


async def test_here_it_is_heard_of_at_once(settings, rooms, game):
    settings.POSITION_CHECK = 60
    one = await sync_to_async(keep)(BOB, "Bob")
    tab = await enter(one, f"game/{game}?seat=2")
    await sync_to_async(accounts.sign_out)(one)
    await until(lambda: BANS.parting(BOB.id, one.session))
    await tab.says(type="leave")
    assert (await farewell(tab))["code"] == SESSION_INVALID
    assert log_of(game)[-1] == (3, "sat")


async def test_a_guest_who_kept_their_name_comes_back_as_who_they_are(
    settings, rooms, game
):
    tab = await enter(Pass(BOB), f"game/{game}?seat=2")
    one = await sync_to_async(keep)(BOB, "Bob")
    assert (await farewell(tab))["code"] == RENEWED
    again = await enter(one, f"game/{game}")
    assert (await again.hears_kind("welcome"))["seat"] == 2
    await again.disconnect()


async def test_what_is_over_does_not_come_in(settings, rooms, game):
    """In, so that a browser learns the code, and out before anything is said."""
    settings.POSITION_CHECK = 60
    one = await sync_to_async(keep)(BOB, "Bob")
    await sync_to_async(accounts.sign_out)(one)
    BANS.forget()  # as another process, where nobody was for a while
    tab = await enter(one, f"game/{game}?seat=2")
    await tab.says(type="leave")
    output = await tab.receive_output(timeout=5)
    assert (output["type"], output["code"]) == ("websocket.close", SESSION_INVALID)
    assert output["reason"] == "signed_out"
    await tab.wait()
    assert log_of(game)[-1] == (3, "sat")


async def test_who_may_stay_is_no_question_of_a_command(
    settings, rooms, game, monkeypatch
):
    """Read when the first one comes; then neither sockets nor commands ask again."""
    settings.POSITION_CHECK = 60
    one = await sync_to_async(keep)(BOB, "Bob")
    BANS.forget()
    asked = []
    read = BANS._read

    def counted():
        asked.append(1)
        return read()

    monkeypatch.setattr(BANS, "_read", counted)
    for _ in range(3):
        tab = await enter(one, f"game/{game}?seat=2")
        for number in range(5):
            await tab.says(type="move", cell=number)
            await tab.hears_kind("rejected")
        await tab.disconnect()
    assert len(asked) == 1


class Known(Tab):
    """A tab of whoever brings that token."""

    def __init__(self, one, path):
        token = identity.token_for(one).encode()
        super().__init__(None, path, [(b"authorization", b"Bearer " + token)])

    async def hears_kind(self, kind):
        while True:
            output = await self.receive_json_from(timeout=5)
            if output["type"] == kind:
                return output


async def enter(one, path):
    return await Known(one, path).enters()


async def farewell(tab):
    while True:
        output = await tab.receive_output(timeout=5)
        if output["type"] == "websocket.close":
            await tab.wait()
            return output


def end_elsewhere(key):
    Session.objects.create(key=key, player=BOB.id, ended_at=timezone.now())
