"""Players in the admin: found, banned, and let in again."""

import re

import pytest
from django.contrib.admin.models import LogEntry

from game import door
from game.bans import BANS
from game.engine.commands import Open, Resign, Sit
from game.engine.events import Player
from game.models import Player as PlayerRow
from game.tests.desk.conftest import act, rows, said
from game.tests.stage import BOB, CAROL

pytestmark = pytest.mark.django_db(transaction=True)

PLAYERS = "/admin/game/player/"
# Ids are made of these letters, too.
ODD = Player("a_B-_5F", "Odd")


@pytest.fixture(autouse=True)
def people(room):
    """Besides Alice and Bob: Carol, who has lost to herself, and somebody odd."""
    code = door.open_room(CAROL, Open("classic"))
    door.submit(code, Sit(2), CAROL)
    door.submit(code, Resign(), CAROL, 1)
    door.open_room(ODD, Open("classic"))
    door.submit(room, Resign(), BOB, 2)


def games(page):
    return re.findall(r'<td class="field-games">(\d+)<', page.content.decode())


def test_the_list_counts_their_games(ada, django_assert_num_queries):
    ada.get(PLAYERS)
    # The session, the user, a count, the rows, and the games of each mark.
    with django_assert_num_queries(6):
        page = ada.get(PLAYERS, {"o": "1"})
    assert rows(ada, PLAYERS, o="1") == ["Alice", "Bob", "Carol", "Odd"]
    assert games(page) == ["1", "1", "1", "0"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "ali"}, {"Alice"}),
        ({"q": "bob"}, {"Bob"}),
        ({"q": ODD.id}, {"Odd"}),
        ({"q": "a_B"}, set()),
        ({"kind": "guest"}, {"Alice", "Bob", "Carol", "Odd"}),
        ({"kind": "bot"}, set()),
        ({"banned": "yes"}, {"Odd"}),
        ({"banned": "no"}, {"Alice", "Bob", "Carol"}),
    ],
)
def test_it_is_searched_and_filtered(ada, query, found):
    act(ada, PLAYERS, "ban", ODD.id)
    assert set(rows(ada, PLAYERS, **query)) == found


def test_a_ban_is_made_known_and_kept_in_the_log(ada):
    page = act(ada, PLAYERS, "ban", "bob", ODD.id)
    assert said(page) == ["success: Banned: Odd, Bob."]
    assert BANS.has("bob")
    assert BANS.has(ODD.id)
    assert not BANS.has("alice")
    entries = LogEntry.objects.order_by("object_repr")
    told = [(entry.object_repr, entry.change_message) for entry in entries]
    assert told == [("Bob", "Banned"), ("Odd", "Banned")]


def test_who_is_banned_is_not_banned_again(ada):
    act(ada, PLAYERS, "ban", "bob")
    since = PlayerRow.objects.get(id="bob").banned_at
    assert said(act(ada, PLAYERS, "ban", "bob")) == []
    assert PlayerRow.objects.get(id="bob").banned_at == since
    assert LogEntry.objects.count() == 1


def test_who_is_let_in_again_is_let_in(ada):
    act(ada, PLAYERS, "ban", "bob")
    assert said(act(ada, PLAYERS, "unban", "bob", "alice")) == [
        "success: Let in again: Bob."
    ]
    assert not BANS.has("bob")
    assert said(act(ada, PLAYERS, "unban", "bob")) == []


@pytest.mark.parametrize("player", [BOB, ODD])
def test_a_player_has_a_page_with_the_button(ada, player):
    path = re.search(
        rf'href="([^"]*)">{player.name}<', ada.get(PLAYERS).content.decode()
    )
    assert path
    page = ada.get(path[1]).content.decode()
    assert f'name="_selected_action" value="{player.id}"' in page
    assert 'name="action" value="ban"' in page
    assert f'href="/admin/game/room/?q={player.id}"' in page
    act(ada, PLAYERS, "ban", player.id)
    assert 'name="action" value="unban"' in ada.get(path[1]).content.decode()
