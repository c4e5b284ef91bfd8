"""The room page as a person without JavaScript sees it."""

import gzip
import time

import pytest

from game import door
from game.engine.commands import Move
from home.tests.visits import code_of, detail, do, headline, look, offered, open_room


def test_a_new_room_waits_and_shows_its_code(alice, room):
    page = look(alice, room, 1)
    assert headline(page) == "Waiting for O"
    assert "<title>Waiting · " in page
    assert offered(page) == ["copy", "share", "qr", "close"]
    assert f'value="http://testserver{room}"' in page
    assert '<svg viewBox="0 0 ' in page
    assert page.count("is-waiting") == 1


def test_looking_takes_nothing(room, bob):
    page = bob.get(room)
    assert page.status_code == 200
    assert headline(page.content.decode()) == "Waiting for O"
    look(bob, room, 2)
    assert door.view(code_of(room)).state.seats[1] is None


def test_a_code_no_room_has_is_not_found(client):
    assert client.get("/room/K7QX2M/").status_code == 404
    assert client.post("/room/K7QX2M/", {"do": "sit"}).status_code == 404


def test_a_bare_link_leads_to_my_seat_that_is_not_live(alice, bob, game):
    # Her page was fetched a moment ago, his never was.
    assert alice.get(game).status_code == 200
    answer = bob.get(game)
    assert (answer.status_code, answer["Location"]) == (302, f"{game}?seat=2")


def test_whoever_holds_both_live_seats_may_choose_one(alice, room):
    do(alice, room, "sit", 2)
    look(alice, room, 2)
    page = alice.get(room).content.decode()
    assert detail(page) == "You're watching. 1 here."
    assert offered(page) == ["here1", "here2"]
    assert "Play X here" in page
    here = look(alice, room, 2)
    assert detail(here) == "You hold both seats in this browser. This tab plays O."


def test_an_address_is_a_wish_and_the_server_decides(carol, game):
    page = look(carol, game, 2)
    assert detail(page) == "You're watching. 1 here."


def test_whoever_came_by_code_hears_why_they_watch(carol, game):
    page = look(carol, game, full=1)
    assert detail(page) == "Both seats are taken, so you're watching."
    assert offered(page) == ["own"]


def test_a_page_looks_for_news_only_while_others_are_to_act(alice, bob, game):
    refresh = '<meta http-equiv="refresh" content="5">'
    assert refresh not in look(alice, game, 1)
    page = look(bob, game, 2)
    assert refresh in page
    assert f'href="{game}?seat=2&amp;still=1"' in page
    assert refresh not in look(bob, game, 2, still=1)
    # And it stays so after a move.
    answer = bob.post(f"{game}?seat=2&still=1", {"do": "resign", "seat": 2})
    assert answer["Location"] == f"{game}?seat=2&still=1"


def test_a_page_without_scripts_says_that_it_is_there(alice, carol, game, monkeypatch):
    address = f"{game}here.gif?seat=1"
    assert f'<noscript><img src="{address}"' in look(alice, game, 1)
    assert "here.gif" not in look(carol, game)
    for visitor in (alice, carol):
        picture = visitor.get(address)
        assert picture["Content-Type"] == "image/gif"
        assert picture["Cache-Control"] == "no-store"
        assert picture.content.startswith(b"GIF89a")
    later = int(time.time() * 1000) + 20_000
    monkeypatch.setattr("game.door.now_ms", lambda: later)
    seats = door.view(code_of(game)).presence.seats
    assert [seat.here if seat else None for seat in seats] == [True, False]


@pytest.mark.parametrize("address", ["K7QX2M/here.gif?seat=1", "K7QX2M/here.gif"])
def test_who_is_nowhere_is_no_error(client, address):
    assert client.get(f"/room/{address}").status_code == 200


def test_a_link_previews_its_room(client, game, alice):
    page = client.get(game).content.decode()
    assert '<meta property="og:title" content="Alice plays Bob">' in page
    assert 'name="robots"' not in page
    private = open_room(alice, private="1")
    page = client.get(private).content.decode()
    assert 'og:title" content="You&#x27;re invited to a game"' in page
    assert '<meta name="robots" content="noindex">' in page


def test_the_page_is_light(alice, bob, game):
    wide = open_room(alice, "gomoku")
    do(bob, wide, "sit", 2)
    for cell in range(40):
        door.submit(code_of(wide), Move(cell), *mover(wide))
    weight = {
        room: len(gzip.compress(look(alice, room, 1).encode())) for room in (game, wide)
    }
    assert weight[game] <= 8_000
    assert weight[wide] <= 12_000


def mover(room):
    """Whoever is to move, and their seat."""
    state = door.view(code_of(room)).state
    seat = 1 if state.marks[0] is state.turn else 2
    return state.seats[seat - 1], seat


def test_pages_are_never_kept(alice, room):
    assert alice.get(room)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_only_looking_and_posting(client, room, method):
    assert getattr(client, method)(room).status_code == 405
