"""The pages of an account, as a browser without JavaScript sees them."""

import re

import pytest
from django.db import OperationalError
from django.test import Client

from game import attempts, bans
from game.engine.events import Kind
from game.identity import COOKIE, from_cookie
from home.tests.conftest import player_in, visitor
from home.tests.visits import do, look

PASSWORD = "chalk-and-slate-9"
OTHER = "ink-and-pencil-8"
WRONG = "Name or password is wrong."


def keep(client, name="Alice", password=PASSWORD, again=None, **more):
    fields = {"name": name, "new": password, "again": again or password, **more}
    return client.post("/account/", fields)


def sign_in(client, name="Alice", password=PASSWORD, **more):
    return client.post(
        "/account/sign-in/", {"name": name, "password": password, **more}
    )


def change(client, old=PASSWORD, new=OTHER, again=None):
    fields = {"password": old, "new": new, "again": again or new}
    return client.post("/account/password/", fields)


def session_in(client):
    one = from_cookie(client.cookies[COOKIE].value)
    assert one
    return one.session


def said(answer):
    """What the page says is wrong."""
    text = answer.content.decode()
    found = re.findall(r'<p class="wrong"[^>]*>([^<]*)</p>', text)
    return [sentence.replace("&#x27;", "'") for sentence in found]


@pytest.fixture
def account(alice):
    """Alice has kept her name, in this browser."""
    assert keep(alice).status_code == 303
    return alice


# Keeping a name.


def test_a_guest_is_asked_to_keep_the_name_they_have(alice):
    page = alice.get("/account/").content.decode()
    assert "<h1>Keep your name</h1>" in page
    assert 'value="Alice"' in page


def test_a_name_that_was_given_is_nobodys_to_keep():
    page = Client().get("/account/").content.decode()
    assert "Guest" not in page
    answer = keep(Client(), "Guest 4821")
    assert said(answer) == ["Guests are called that. Choose a name of your own."]


def test_an_account_is_the_same_player_with_another_cookie(alice):
    guest, before = player_in(alice), alice.cookies[COOKIE].value
    answer = keep(alice)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert player_in(alice).id == guest.id
    assert player_in(alice).kind is Kind.ACCOUNT
    assert alice.cookies[COOKIE].value != before
    assert alice.cookies[COOKIE]["httponly"]
    page = alice.get("/").content.decode()
    assert "Playing as <strong>Alice</strong>" in page
    assert "Your account" in page
    assert "Your name" not in page
    assert "<h1>Alice</h1>" in alice.get("/account/").content.decode()


def test_a_guest_in_a_game_goes_on_playing_it(alice, bob, game):
    assert do(alice, game, "move", 1, cell=4).status_code == 303
    keep(bob, "Bob")
    assert bob.get(game)["Location"] == f"{game}?seat=2"
    assert do(bob, game, "move", 2, cell=0).status_code == 303
    assert "Bob" in look(alice, game, 1)
    assert game in bob.get("/").content.decode()


def test_the_cookie_of_the_guest_is_worth_nothing_any_more(bob, game):
    thief = Client()
    thief.cookies[COOKIE] = bob.cookies[COOKIE].value
    assert thief.get(game)["Location"] == f"{game}?seat=2"
    keep(bob, "Bob")
    assert "?seat=2" not in thief.get(game).get("Location", "")
    assert do(thief, game, "leave", 2).status_code == 409
    assert bob.get(game)["Location"] == f"{game}?seat=2"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "a"}, "A name has 2 to 20 characters."),
        ({"again": "another-one-7"}, "These are two different passwords."),
        ({"password": "83640175926"}, "This password is entirely numeric."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_beside_it(alice, fields, sentence):
    answer = keep(alice, **fields)
    assert answer.status_code == 422
    assert said(answer) == [sentence]
    assert player_in(alice).kind is Kind.GUEST
    assert PASSWORD not in answer.content.decode()


def test_a_name_somebody_has_is_taken(account, bob):
    answer = keep(bob, "ALICE")
    assert answer.status_code == 422
    assert said(answer) == ["Somebody has this name, or one that looks like it."]


def test_a_form_that_was_sent_twice_is_no_trouble(alice):
    """The answer to the first may never have arrived."""
    again = Client()
    again.cookies[COOKIE] = alice.cookies[COOKIE].value
    who = player_in(alice)
    assert keep(alice).status_code == 303
    assert keep(again).status_code == 303
    assert player_in(again) == player_in(alice)
    assert player_in(again).id == who.id
    late = Client()
    late.cookies[COOKIE] = alice.cookies[COOKIE].value
    assert keep(late, password=OTHER).status_code == 200  # has an account: its page


def test_two_at_once_are_no_trouble_either(alice, monkeypatch):
    begin = attempts.begin

    def overtaken(*counted):
        monkeypatch.setattr(attempts, "begin", begin)
        other = Client()
        other.cookies[COOKIE] = alice.cookies[COOKIE].value
        assert keep(other).status_code == 303
        begin(*counted)

    who = player_in(alice)
    monkeypatch.setattr(attempts, "begin", overtaken)
    assert keep(alice).status_code == 303
    assert player_in(alice).id == who.id
    assert player_in(alice).kind is Kind.ACCOUNT


def test_an_account_keeps_its_name(account):
    answer = account.post("/name/", {"name": "Robert"})
    assert answer.status_code == 422
    assert player_in(account).name == "Alice"


# Signing in and out.


def test_another_browser_signs_in_and_is_that_player(account, bob, room):
    answer = sign_in(bob, "alice", next=room)
    assert (answer.status_code, answer["Location"]) == (303, room)
    assert player_in(bob) == player_in(account)
    assert session_in(bob) != session_in(account)


@pytest.mark.parametrize("name", ["Alice", "Nobody"])
def test_what_is_wrong_nobody_learns(account, bob, name):
    before = bob.cookies[COOKIE].value
    answer = sign_in(bob, name, OTHER)
    assert (answer.status_code, said(answer)) == (422, [WRONG])
    assert bob.cookies[COOKIE].value == before


def test_nobody_is_led_to_another_site(account, bob):
    answer = sign_in(bob, next="https://evil.example/")
    assert answer["Location"] == "/"


def test_after_too_many_tries_one_waits(account, bob):
    for _ in range(5):
        assert said(sign_in(bob, password=OTHER)) == [WRONG]
    answer = sign_in(bob)
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    assert said(answer) == ["Too many tries. Wait 5 s, then try again."]
    assert player_in(bob).kind is Kind.GUEST


def test_who_holds_seats_is_told_that_they_stay_behind(account, bob, game):
    page = bob.get("/account/sign-in/").content.decode()
    assert "You hold seats as Bob. They stay with that guest" in page
    assert "You hold seats" not in Client().get("/account/sign-in/").content.decode()


def test_signing_out_makes_a_new_guest_and_the_old_cookie_worthless(account, room):
    other, thief = visitor("Carol"), Client()
    sign_in(other)
    thief.cookies[COOKIE] = account.cookies[COOKIE].value
    who = player_in(account)
    answer = account.post("/account/sign-out/")
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert player_in(account).kind is Kind.GUEST
    assert player_in(account).id != who.id
    thief.get("/")
    assert player_in(thief).id != who.id
    assert do(thief, room, "close", 1).status_code == 409
    assert player_in(other) == who  # the other browser stays
    assert do(other, room, "close", 1).status_code == 303


def test_looking_at_the_way_out_signs_nobody_out(account):
    assert account.get("/account/sign-out/").status_code == 303
    assert player_in(account).kind is Kind.ACCOUNT


def test_a_guest_who_signs_out_stays_who_they_are(bob):
    before = player_in(bob)
    assert bob.post("/account/sign-out/").status_code == 303
    assert player_in(bob) == before


def test_who_is_signed_in_is_not_asked_again(account):
    assert account.get("/account/sign-in/")["Location"] == "/account/"


def test_the_banned_do_not_sign_in(account):
    bans.ban([player_in(account).id])
    answer = sign_in(Client())
    assert answer.status_code == 403
    assert "shown you out" in answer.content.decode()


# Another password.


def test_another_password_signs_the_others_out(account):
    other = Client()
    sign_in(other)
    before = session_in(account)
    answer = change(account)
    assert answer["Location"] == "/account/?changed=1"
    assert session_in(account) != before
    assert (
        "Your password is changed." in account.get(answer["Location"]).content.decode()
    )
    other.get("/")
    assert player_in(other).kind is Kind.GUEST
    assert said(sign_in(Client())) == [WRONG]
    assert sign_in(Client(), password=OTHER).status_code == 303


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"old": OTHER}, "That's not your password."),
        ({"again": PASSWORD}, "These are two different passwords."),
        ({"new": "password"}, "This password is too common."),
    ],
)
def test_a_password_is_not_changed_when_something_is_wrong(account, fields, sentence):
    answer = change(account, **fields)
    assert (answer.status_code, said(answer)) == (422, [sentence])
    assert sign_in(Client()).status_code == 303


def test_a_guest_has_no_password(bob):
    assert bob.get("/account/password/")["Location"] == "/account/sign-in/"


# All of them.

PAGES = ("/account/", "/account/sign-in/", "/account/password/")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_kept_or_found(account, bob, path):
    for client in (account, bob):
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert answer.status_code == 303 or "noindex" in answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_no_form_is_taken_without_its_token(path):
    answer = Client(enforce_csrf_checks=True).post(path, {"name": "Alice"})
    assert answer.status_code == 403


def test_the_token_of_forms_changes_with_the_person(alice, bob):
    """And not with what proves who they are: forms of other tabs still stand."""
    tokens = []
    for step in (keep, change, lambda client: client.post("/account/sign-out/")):
        alice.get("/account/")
        tokens.append(alice.cookies["csrftoken"].value)
        assert step(alice).status_code == 303
    tokens.append(alice.cookies["csrftoken"].value)
    sign_in(alice, password=OTHER)
    tokens.append(alice.cookies["csrftoken"].value)
    assert tokens[0] == tokens[1] == tokens[2]
    assert len(set(tokens)) == 3


def test_in_german_all_of_it_is(bob):
    bob.post("/language/", {"language": "de"})
    assert "<h1>Behalte deinen Namen</h1>" in bob.get("/account/").content.decode()
    assert said(sign_in(bob)) == ["Name oder Passwort ist falsch."]


@pytest.mark.parametrize("path", PAGES)
def test_while_storage_is_away_it_says_so(alice, path, monkeypatch):
    """Whatever was done before is safe; nothing is half done."""

    def broken(*_):
        raise OperationalError

    keep(alice)
    monkeypatch.setattr(attempts, "begin", broken)
    client = alice if path == "/account/password/" else visitor("Bob")
    fields = {"name": "Bob", "new": OTHER, "again": OTHER, "password": PASSWORD}
    assert client.post(path, fields).status_code == 503
