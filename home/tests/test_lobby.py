"""The lobby as a person without JavaScript uses it."""

import gzip
import re
from unittest.mock import patch

import pytest

from game import door, pace
from game.engine.commands import Close, Leave
from game.engine.errors import Code, Rejection
from game.errors import UnavailableError
from home.tests.conftest import player_in

ROOM = re.compile(r"/room/([0-9A-Z]+)/\?seat=(1|2|watch&full=1)")


def led_to(response):
    """The code and the seat a form led to."""
    assert response.status_code == 303
    found = ROOM.fullmatch(response["Location"])
    assert found
    return found.groups()


def open_room(client, variant="classic", private=""):
    response = client.post("/new/", {"variant": variant, "private": private})
    return led_to(response)[0]


def host(client, variant="classic", private=""):
    """Open a room and stay in it, as one who follows the redirect does."""
    code = open_room(client, variant, private)
    door.view(code, player_in(client), 1)
    return code


def join(client, text):
    return led_to(client.post("/join/", {"code": text}))[1]


def test_an_empty_lobby_says_so(client):
    page = client.get("/").content.decode()
    assert "Send a link. Play." in page
    assert "Nobody is waiting. Open a room and send the link." in page
    assert "No games right now." in page
    assert "Your games" not in page


def test_a_first_visit_makes_a_guest(client):
    page = client.get("/")
    assert player_in(client).name in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0, no-cache")


def test_a_new_room_seats_its_creator(alice):
    code, seat = led_to(alice.post("/new/", {"variant": "four", "private": ""}))
    assert (len(code), seat) == (6, "1")
    state = door.view(code).state
    assert state.variant.name == "four"
    assert state.holds(player_in(alice).id, 1)
    assert not state.private


def test_so_many_rooms_may_come_from_one_address(alice, monkeypatch):
    monkeypatch.setattr(pace, "ROOMS", pace.Pace())
    monkeypatch.setattr(pace, "ROOMS_AT_ONCE", 1)
    form = {"variant": "four", "private": ""}
    assert alice.post("/new/", form, REMOTE_ADDR="192.0.2.7").status_code == 303
    refused = alice.post("/new/", form, REMOTE_ADDR="192.0.2.7")
    assert refused.status_code == 429
    assert "Too fast" in refused.content.decode()


def test_a_private_room_is_not_listed(alice, bob):
    code = host(alice, private="1")
    assert len(code) == 8
    assert door.view(code).state.private
    assert code not in bob.get("/").content.decode()


def test_a_form_with_a_key_opens_one_room(alice):
    """As a page sends it whose socket did not answer."""
    form = {"variant": "four", "private": "", "key": "k1"}
    assert led_to(alice.post("/new/", form)) == led_to(alice.post("/new/", form))
    assert len(door.games_of(player_in(alice))) == 1
    assert alice.post("/new/", form | {"variant": "classic"}).status_code == 400
    assert alice.post("/new/", form | {"key": "two words"}).status_code == 400


def test_a_room_of_ones_own_can_be_edited_while_it_waits(alice, bob):
    code = host(alice, "four", private="1")
    page = alice.get("/").content.decode()
    edit = page[page.index('class="edit"') :]
    assert f'action="/room/{code}/?seat=1"' in edit
    assert '<option value="four" selected>' in edit
    assert 'value="1" checked' in edit
    fields = {"do": "update", "variant": "gomoku", "private": "", "seat": "1"}
    answer = alice.post(f"/room/{code}/", fields)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    state = door.view(code).state
    assert (state.variant.name, state.private) == ("gomoku", False)
    assert alice.post(f"/room/{code}/", fields | {"variant": "x"}).status_code == 400

    join(bob, code)
    assert 'class="edit"' not in alice.get("/").content.decode()
    late = alice.post(f"/room/{code}/", fields | {"variant": "four"})
    assert late.status_code == 409
    assert "Somebody has joined, so the room stays as it is." in late.content.decode()


def test_a_variant_nobody_knows_is_refused(alice):
    response = alice.post("/new/", {"variant": "chess"})
    assert response.status_code == 400
    assert door.listing().waiting == ()


def test_a_waiting_room_can_be_joined_from_the_list(alice, bob):
    code = host(alice, "gomoku")
    page = bob.get("/").content.decode()
    assert f'name="code" value="{code}"' in page
    assert 'aria-label="Play O against Alice, Gomoku"' in page
    assert join(bob, code) == "2"


def test_a_running_room_can_be_watched_from_the_list(alice, bob, carol):
    code = host(alice)
    join(bob, code)
    page = carol.get("/").content.decode()
    assert f'href="/room/{code}/?seat=watch"' in page
    assert "Watch Alice against Bob, Classic" in page


def test_a_code_is_read_forgivingly(alice, bob):
    code = host(alice)
    assert join(bob, f" #{code[:3].lower()} {code[3:].lower()}") == "2"


def test_a_whole_link_is_a_code(alice, bob):
    code = host(alice)
    assert join(bob, f"http://testserver/room/{code}/?seat=1") == "2"


def test_the_third_to_come_watches_and_is_told_why(alice, bob, carol):
    code = host(alice)
    join(bob, code)
    assert join(carol, code) == "watch&full=1"


def test_a_code_leads_back_to_ones_own_seat(alice, bob):
    code = open_room(alice)
    join(bob, code)
    assert join(alice, code) == "1"


def test_a_code_no_room_has_is_a_friendly_404(alice):
    response = alice.post("/join/", {"code": "k7q x2n"})
    assert response.status_code == 404
    assert 'value="k7q x2n"' not in response.content.decode()
    assert 'value="K7QX2N"' in response.content.decode()


def test_what_is_no_code_is_a_friendly_404(alice):
    response = alice.post("/join/", {"code": "hello world"})
    assert response.status_code == 404
    assert "That isn't a room code" in response.content.decode()


def test_a_refused_seat_is_a_place_to_watch_from(alice, bob):
    code = host(alice)
    with patch("game.door.join", side_effect=Rejection(Code.FORBIDDEN)):
        assert join(bob, code) == "watch&full=1"


@pytest.mark.parametrize(
    ("path", "form", "call"),
    [
        ("/new/", {"variant": "classic"}, "game.door.open_room"),
        ("/join/", {"code": "K7QX2N"}, "game.door.join"),
    ],
)
def test_when_nothing_can_be_saved_the_page_says_so(alice, path, form, call):
    with patch(call, side_effect=UnavailableError):
        response = alice.post(path, form)
    assert response.status_code == 503
    assert "We can't save right now" in response.content.decode()
    assert response["Retry-After"] == "5"


def test_ones_games_are_listed_with_ones_turn_first(alice, bob):
    waiting = host(alice)
    running = host(alice)
    join(bob, running)
    page = alice.get("/").content.decode()
    own = page[page.index("Your games") : page.index("Waiting to play")]
    assert re.findall(r"data-code=.(\w+)", own) == [running, waiting]
    assert f'href="/room/{running}/?seat=1"' in own
    assert "Your turn" in own
    assert "Waiting for O" in own
    assert "Their turn" in bob.get("/").content.decode()


def test_a_seat_given_up_is_no_game_of_mine(alice):
    code = host(alice)
    door.submit(code, Leave(), player_in(alice), 1)
    assert "Your games" not in alice.get("/").content.decode()


def test_a_closed_room_is_gone(alice, bob):
    code = host(alice)
    door.submit(code, Close(), player_in(alice), 1)
    assert code not in bob.get("/").content.decode()


def test_a_name_can_be_changed(alice):
    response = alice.post("/name/", {"name": "  Alice   the 2nd "})
    assert (response.status_code, response["Location"]) == (303, "/")
    assert player_in(alice).name == "Alice the 2nd"
    assert "Alice the 2nd" in alice.get("/").content.decode()


def test_a_name_too_short_stays_in_its_field_with_the_reason(alice):
    response = alice.post("/name/", {"name": "A"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "A name has 2 to 20 characters." in page
    assert 'value="A"' in page
    assert '<details class="who" open>' in page
    assert player_in(alice).name == "Alice"


@pytest.mark.parametrize("path", ["/new/", "/join/", "/name/"])
def test_a_look_changes_nothing(alice, path):
    response = alice.get(path)
    assert (response.status_code, response["Location"]) == (303, "/")
    assert door.listing().waiting == ()


def test_names_are_text_and_never_markup(alice, bob):
    alice.post("/name/", {"name": "<i>Alice</i>"})
    host(alice)
    page = bob.get("/").content.decode()
    assert "<i>Alice" not in page
    assert "&lt;i&gt;Alice&lt;/i&gt;" in page


def test_the_page_is_light(alice, bob):
    for _ in range(5):
        join(bob, host(alice, "gomoku"))
        host(bob, "drop4")
    assert len(gzip.compress(alice.get("/").content)) < 8 * 1024
