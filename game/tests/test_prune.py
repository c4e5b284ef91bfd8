import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from game import closes, door, remarks, threshold
from game.engine.commands import Close, Leave, Move, Open, Sit
from game.engine.events import Player, Seat
from game.errors import NoSuchRoomError, RoomError
from game.models import Event, Game, Remark, Room
from game.presence import now_ms
from game.remarks import Draft
from game.tests.stage import ALICE, BOB, alice, bob, locked, log_of, written

pytestmark = pytest.mark.django_db(transaction=True)

SEATED: list[tuple[Player, Seat]] = [(ALICE, 1), (BOB, 2)]
DAY = 24 * 3600 * 1000


def prune(**options):
    out = StringIO()
    call_command("prune", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def ago(monkeypatch):
    """Let what is done happen so many days ago."""

    def travel(days):
        monkeypatch.setattr("game.rooms.now_ms", lambda: now_ms() - int(days * DAY))

    yield travel
    monkeypatch.undo()


def open_room(*cells):
    """Alice's room; with cells, Bob's and hers."""
    code = door.open_room(ALICE, Open("classic"))
    if cells:
        door.submit(code, Sit(2), BOB)
    for cell, (player, seat) in zip(cells, SEATED * 5, strict=False):
        door.submit(code, Move(cell), player, seat)
    return code


def test_an_old_room_without_a_move_is_deleted(ago):
    ago(1.1)
    old = open_room()
    ago(0.9)
    young = open_room()
    ago(0)
    remarks.store([Draft(code, ALICE, 1, "Hi", DAY, None) for code in (old, young)])
    assert prune() == [f"{old} deleted", "1 deleted, 0 kept"]
    assert written() == {young}
    assert [room.code for room in Room.objects.all()] == [young]
    assert [remark.place for remark in Remark.objects.all()] == [young]
    with pytest.raises(NoSuchRoomError):
        door.view(old)


def test_a_room_with_a_move_is_never_deleted(ago):
    ago(1000)
    played = [open_room(4), open_room(0, 3, 1, 4, 2)]
    left = open_room(4)
    for player, seat in SEATED:
        door.submit(left, Leave(), player, seat)
    closed = open_room(4)
    door.submit(closed, Close(), None)
    ago(0)
    Room.objects.update(has_moves=False)  # the log knows better
    before = Event.objects.count()
    assert prune(days=0) == ["0 deleted, 0 kept"]
    assert written() == {*played, left, closed}
    assert (Event.objects.count(), Game.objects.count()) == (before, 2)


def test_who_came_lately_keeps_the_room(ago):
    ago(5)
    code = open_room()
    ago(0.5)
    door.submit(code, Sit(2), BOB)
    Room.objects.update(active_at=0)  # the log knows better
    ago(0)
    assert prune() == [
        f"{code} kept: something has happened there",
        "0 deleted, 1 kept",
    ]
    assert [name for _, name in log_of(code)] == ["opened", "sat", "sat"]
    assert prune(days=0.4) == [f"{code} deleted", "1 deleted, 0 kept"]


def test_a_room_that_was_closed_before_is_deleted(ago):
    ago(2)
    code = open_room()
    door.submit(code, Close(), ALICE, 1)
    ago(0)
    assert prune() == [f"{code} deleted", "1 deleted, 0 kept"]
    assert written() == set()


def test_a_move_that_comes_first_keeps_the_room(ago, other_process, monkeypatch):
    """Between the look and the closing somebody sits down and plays."""
    ago(2)
    code = open_room()
    ago(0)
    submit = door.submit_to_all

    def late(codes, command):
        other_process.ask(code, Sit(2), bob)
        other_process.ask(code, Move(4), alice)
        return submit(codes, command)

    monkeypatch.setattr(door, "submit_to_all", late)
    assert prune()[-1] == "0 deleted, 1 kept"
    assert door.view(code).state.moves == (4,)


def test_a_row_that_was_closed_by_mistake_is_not_deleted(ago):
    """The log has no `closed`: somebody may still come."""
    ago(2)
    code = open_room()
    ago(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "submit_to_all", lambda codes, _: [(c, 3) for c in codes])
        assert prune()[-1] == "0 deleted, 1 kept"
    assert written() == {code}


def test_no_confirmed_move_is_lost_to_a_race(other_process, monkeypatch):
    monkeypatch.setattr(door, "MOST_AT_ONCE", 3)
    codes = [open_room() for _ in range(30)]
    confirmed = []

    def play():
        for code in reversed(codes):  # they meet in the middle
            try:
                other_process.ask(code, Sit(2), bob)
                other_process.ask(code, Move(4), alice)
            except RoomError:
                continue
            confirmed.append(code)

    playing = threading.Thread(target=play)
    playing.start()
    prune(days=0)
    playing.join()
    assert written() >= set(confirmed)
    for code in confirmed:
        assert log_of(code)[-1] == (4, "moved")


async def test_who_is_there_hears_it(tabs, rooms, code, at_the_door):
    alice_tab = await tabs(ALICE, f"game/{code}?seat=1")
    await alice_tab.hears("welcome")
    assert (await at_the_door(prune, days=0))[-1] == "1 deleted, 0 kept"
    assert await alice_tab.is_closed() == closes.NO_SUCH_ROOM
    assert log_of(code) == []


def test_it_stops_when_nothing_can_be_saved(storage, ago):
    code = open_room()
    threshold.close()
    with locked(), pytest.raises(CommandError, match="Stopped after 0 deleted"):
        prune(days=0)
    assert prune(days=0)[0] == f"{code} deleted"


@pytest.mark.parametrize("days", [-1, float("nan"), float("inf")])
def test_only_a_number_of_days_makes_sense(days):
    with pytest.raises(CommandError):
        prune(days=days)
