"""Finished games in the admin."""

import re

import pytest

from game import door
from game.engine.commands import Open, Resign, Sit
from game.models import Game
from game.tests.desk.conftest import rows
from game.tests.stage import BOB, CAROL

pytestmark = pytest.mark.django_db(transaction=True)

GAMES = "/admin/game/game/"


@pytest.fixture
def game(room):
    """Bob has given up."""
    door.submit(room, Resign(), BOB, 2)
    return Game.objects.get()


@pytest.fixture
def others(game):
    """Carol has played with herself."""
    code = door.open_room(CAROL, Open("four", private=True))
    door.submit(code, Sit(2), CAROL)
    door.submit(code, Resign(), CAROL, 1)
    return f"{code} game 1"


def test_the_newest_stands_first(ada, room, others):
    assert rows(ada, GAMES) == [others, f"{room} game 1"]
    page = ada.get(GAMES).content.decode()
    assert "X (resigned)" in page
    assert 'player/carol/change/">Carol</a>' in page


def test_it_is_searched_and_filtered(ada, room, others):
    mine = f"{room} game 1"
    for text in (room, room.lower(), "alice", "Bob"):
        assert rows(ada, GAMES, q=text) == [mine]
    assert rows(ada, GAMES, q="carol") == [others]
    assert rows(ada, GAMES, q="nobody") == []
    assert rows(ada, GAMES, variant="four") == [others]
    assert rows(ada, GAMES, winner="X") == [mine]
    assert set(rows(ada, GAMES, reason="resigned")) == {mine, others}


def test_a_game_shows_its_notation(ada, game):
    page = ada.get(f"{GAMES}{game.pk}/change/").content.decode()
    assert "<pre>variant: classic\nx: Alice\no: Bob\nresult: X\n" in page
    assert "b2\n</pre>" in page
    form = page[page.index('id="game_form"') :]
    assert set(re.findall(r"<(?:input|select|textarea)[^>]*", form)) <= set(
        re.findall(r'<input type="hidden"[^>]*', form)
    )


def test_a_player_who_has_no_row_is_called_by_their_id(ada, game):
    Game.objects.update(x="somebody", o="")
    assert ">somebody</a>" in ada.get(GAMES).content.decode()
    assert "result: X" in ada.get(f"{GAMES}{game.pk}/change/").content.decode()
