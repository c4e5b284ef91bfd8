"""The wall as the server draws it."""

import re
from itertools import islice, product

import pytest
from django.utils.translation import override

from game import door, outgoing
from home import watch
from home.tests.rooms import row
from home.tests.visits import code_of, do


def wall(client):
    answer = client.get("/watch/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def boards(page):
    """The codes that hang there, in order."""
    return re.findall(r'class="tile" data-code="(\w+)"', page)


def test_a_wall_without_games_says_so_and_leads_on(carol):
    page = wall(carol)
    assert boards(page) == []
    assert re.search(r'<p class="empty" id="nobody">', page)
    assert '<a class="quiet" href="/">Start one.</a>' in page


@pytest.fixture
def two_games(alice, bob, game):
    """Alice's and Bob's, which is played, and one where Alice still waits."""
    alice.get(game, {"seat": "1"})
    waiting = alice.post("/new/", {"variant": "four"})["Location"]
    alice.get(waiting)
    return code_of(game), code_of(waiting)


def test_only_what_is_played_hangs_there(carol, two_games):
    page = wall(carol)
    assert boards(page) == [two_games[0]]
    assert '<p class="empty" id="nobody" hidden>' in page


def test_a_board_is_a_link_to_its_room(alice, carol, game, two_games):
    do(alice, game, "move", 1, cell=4)
    page = wall(carol)
    assert f'href="{game}?seat=watch" aria-label="Watch Alice against Bob, Cl' in page
    assert '<use class="by-x" href="#X" x="100" y="100"/>' in page


def test_the_wall_has_room_for_thirty(carol, monkeypatch):
    codes = islice(product("ACDEFG", repeat=6), watch.MOST + 10)
    playing = tuple(row(code="".join(code)) for code in codes)
    monkeypatch.setattr(
        door, "listing", lambda: outgoing.Rooms(waiting=(), playing=playing)
    )
    assert len(boards(wall(carol))) == watch.MOST


def test_the_wall_speaks_german(carol):
    with override("de"):
        answer = carol.get("/watch/", headers={"Accept-Language": "de"})
    page = answer.content.decode()
    assert "Gerade spielt niemand." in page
    assert "Anhalten" in page


def test_nothing_is_posted_to_a_wall(carol):
    assert carol.post("/watch/").status_code == 405


def test_the_lobby_leads_to_the_wall(carol):
    assert 'href="/watch/">Watch them all</a>' in carol.get("/").content.decode()
