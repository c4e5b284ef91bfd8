"""Rooms in the admin: found, read, and closed through the one door."""

import pytest
from django.contrib.admin.models import LogEntry

from game import closes, door
from game.engine.commands import Close, Open, Resign
from game.errors import NoSuchRoomError
from game.lobby import LONGEST
from game.models import Room
from game.tests.desk.conftest import act, rows, said
from game.tests.stage import ALICE, BOB, CAROL, log_of

pytestmark = pytest.mark.django_db(transaction=True)

ROOMS = "/admin/game/room/"


@pytest.fixture
def others():
    """A private room of Carol's, and one that is closed."""
    private = door.open_room(CAROL, Open("gomoku", private=True))
    closed = door.open_room(ALICE, Open("classic"))
    door.submit(closed, Close(), None)
    return private, closed


def test_the_list_tells_what_one_looks_for(ada, room, others):
    page = ada.get(ROOMS).content.decode()
    assert set(rows(ada, ROOMS)) == {room, *others}
    row = next(row for row in page.split("<tr>") if room in row)
    assert '<td class="field-variant">classic</td>' in row
    assert '<td class="field-status">playing</td>' in row
    assert 'player/alice/change/">Alice</a>' in row
    assert 'player/bob/change/">Bob</a>' in row


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the code", {0}),
        ("the code, typed", {0}),
        ("bob", {0}),
        ("Bob", {0}),
        ("ALI", {0, 2}),
        ("carol", {1}),
        ("nobody", set()),
        ("AAAAAA", set()),
    ],
)
def test_it_is_searched_by_code_or_by_who_sits(ada, room, others, text, found):
    codes = [room, *others]
    words = {"the code": room, "the code, typed": f"{room[:3].lower()}-{room[3:]}"}
    assert set(rows(ada, ROOMS, q=words.get(text, text))) == {codes[n] for n in found}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "playing"}, {0}),
        ({"variant": "gomoku"}, {1}),
        ({"private__exact": 1}, {1}),
        ({"closed__exact": 1}, {2}),
        ({"status": "waiting", "closed__exact": 0}, {1}),
    ],
)
def test_it_is_filtered(ada, room, others, query, found):
    codes = [room, *others]
    assert set(rows(ada, ROOMS, **query)) == {codes[n] for n in found}


def test_a_long_list_asks_as_little_as_a_short_one(
    ada, room, django_assert_num_queries
):
    ada.get(ROOMS)
    with django_assert_num_queries(4):  # the session, the user, a count, the rows
        ada.get(ROOMS)
    for _ in range(5):
        door.open_room(BOB, Open("classic"))
    with django_assert_num_queries(4):
        assert len(rows(ada, ROOMS)) == 6


def test_a_room_shows_its_log_and_its_board(ada, room):
    page = ada.get(f"{ROOMS}{room}/change/").content.decode()
    log = page[page.index('class="log"') :]
    assert log.index("opened") < log.index("sat") < log.index("moved")
    assert log.count("<tr><td>") == len(log_of(room)) == 4
    assert "&quot;cell&quot;:4}" in log
    assert " 2 . X ." in page
    assert "o: Bob" in page
    assert "makes no sense" not in page


def test_a_room_nobody_has_is_not_there(ada):
    page = ada.get(f"{ROOMS}AAAAAA/change/", follow=True)
    assert page.redirect_chain == [("/admin/", 302)]


def test_closing_asks_first(ada, room):
    page = act(ada, ROOMS, "close", room)
    text = page.content.decode()
    assert "Close for good?" in text
    assert f'name="_selected_action" value="{room}"' in text
    assert log_of(room)[-1] == (4, "moved")


def test_a_closed_room_is_closed_by_its_log(ada, room):
    page = act(ada, ROOMS, "close", room, sure="yes")
    assert said(page) == [f"success: Closed: {room}."]
    assert log_of(room)[-1] == (5, "closed")
    assert Room.objects.get(code=room).closed
    with pytest.raises(NoSuchRoomError):
        door.view(room)
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.change_message) == (room, "Closed")
    assert entry.user.username == "ada"


def test_what_is_closed_already_is_left_alone(ada, others):
    _, closed = others
    before = log_of(closed)
    Room.objects.update(closed=False)  # the log knows better
    assert said(act(ada, ROOMS, "close", closed, sure="yes")) == []
    assert log_of(closed) == before
    Room.objects.update(closed=True)
    assert said(act(ada, ROOMS, "close", closed)) == []
    assert not LogEntry.objects.exists()


def test_only_what_was_ticked_is_closed(ada, room, others):
    page = act(ada, ROOMS, "close", room, select_across="1", index="0")
    text = page.content.decode()
    assert f'value="{room}"' in text
    assert f'value="{others[0]}"' not in text


def test_when_nothing_can_be_saved_it_says_so(ada, room, others, storage):
    with storage.locked():
        page = act(ada, ROOMS, "close", room, others[0], sure="yes")
    assert said(page) == ["error: We can&#x27;t save right now."]
    assert log_of(room)[-1] == (4, "moved")
    assert not LogEntry.objects.exists()


async def test_every_list_hears_of_a_hundred_that_are_closed_at_once(
    tabs, rooms, at_the_door, ada
):
    carol = await tabs(CAROL, "lobby")
    await carol.hears("rooms")
    codes = [await rooms.open(ALICE, "classic", private=False) for _ in range(100)]
    for code in codes:
        rooms.enter(await rooms.find(code), 1)
    shown = (await carol.hears("changed"))["created"]
    while len(shown) < LONGEST:
        shown += (await carol.hears("changed"))["created"]
    await at_the_door(act, ada, ROOMS, "close", *codes, sure="yes")
    gone = (await carol.hears("changed"))["gone"]
    while len(gone) < LONGEST:
        gone += (await carol.hears("changed"))["gone"]
    assert set(gone) >= set(shown)
    assert rooms.lobby.snapshot().waiting == ()
    assert {log_of(code)[-1] for code in codes} == {(3, "closed")}
    # And every one of them is in the admin's own log.
    assert await LogEntry.objects.acount() == 100


def test_a_finished_game_leads_on_to_its_notation(ada, room):
    door.submit(room, Resign(), BOB, 2)
    page = ada.get(f"{ROOMS}{room}/change/").content.decode()
    assert f'href="/admin/game/game/?q={room}"' in page


async def test_who_is_there_hears_it(tabs, rooms, game, at_the_door, ada):
    tab = await tabs(ALICE, f"game/{game}?seat=1")
    await tab.hears("welcome")
    await at_the_door(act, ada, ROOMS, "close", game, sure="yes")
    assert await tab.is_closed() == closes.NO_SUCH_ROOM
