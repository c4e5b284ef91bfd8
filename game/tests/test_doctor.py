"""A sound database, harmed in every way there is, and what the doctor says to it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from game import checkup, door, threshold
from game.engine.commands import Leave, Move, Open, Rematch, Resign, Sit, Update
from game.engine.events import Player as Person
from game.engine.events import Seat
from game.models import Event, Game, Player, Room

ALICE = Person("alice", "Alice")
BOB = Person("bob", "Bob")
SEATS: Mapping[Seat, Person] = {1: ALICE, 2: BOB}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room() -> Iterator[str]:
    """A room where X won the first game and O resigned the second; v goes to 14."""
    code = door.open_room(ALICE, Open("classic"))
    door.submit(code, Sit(2), BOB, key="sit")
    for ply, cell in enumerate((0, 3, 1, 4, 2)):
        seat: Seat = 1 if ply % 2 == 0 else 2
        door.submit(code, Move(cell, ply, 1), SEATS[seat], seat, key=f"move {ply}")
    door.submit(code, Rematch(1, None), ALICE, 1)
    door.submit(code, Rematch(1, None), BOB, 2)
    door.submit(code, Move(4, 0, 2), BOB, 2)
    door.submit(code, Resign(2), ALICE, 1)
    door.submit(code, Leave(), BOB, 2)
    yield code
    threshold.close()


def test_a_room_that_became_another_is_sound(room):
    code = door.open_room(ALICE, Open("classic"))
    door.submit(code, Update("drop4", private=True), ALICE)
    assert says()
    Room.objects.filter(code=code).update(variant="classic", private=False)
    assert says(
        f"{code}: the room's row says variant 'classic', its log 'drop4'",
        f"{code}: the room's row says private False, its log True",
    )


def doctor() -> tuple[int, str]:
    """The exit code and what was said."""
    said = StringIO()
    try:
        call_command("doctor", stdout=said)
    except SystemExit as end:
        return int(str(end.code)), said.getvalue()
    return 0, said.getvalue()


def says(*lines: str) -> bool:
    code, said = doctor()
    *findings, verdict = said.splitlines()
    assert findings == list(lines)
    assert verdict.endswith(f"{len(lines)} things are wrong" if lines else "all sound")
    return code == (1 if lines else 0)


def line(code: str, v: int):
    return Event.objects.filter(room_id=code, v=v)


@contextmanager
def without(name: str) -> Iterator[None]:
    """Without one of the constraints that keep the log sound."""
    all_of_them = Event._meta.constraints
    constraint = next(it for it in all_of_them if it.name == name)
    Event._meta.constraints = [it for it in all_of_them if it is not constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Event, constraint)
    yield
    Event._meta.constraints = all_of_them
    Event.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Event, constraint)


@contextmanager
def unguarded() -> Iterator[None]:
    """Without the foreign keys that tie a log to its room."""
    is_sqlite = connection.vendor == "sqlite"
    off, on = (
        ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
        if is_sqlite
        else (
            "SET session_replication_role = replica",
            "RESET session_replication_role",
        )
    )
    with connection.cursor() as cursor:
        cursor.execute(off)
        yield
        Event.objects.all().delete()
        Game.objects.all().delete()
        cursor.execute(on)


def copy(code: str, v: int, **changes: object) -> None:
    fields = Event.objects.values().get(room_id=code, v=v) | changes
    del fields["id"]
    Event.objects.create(**fields)


def test_a_database_as_it_was_written_is_sound(room: str):
    newest = Event.objects.filter(room_id=room).count()
    assert says()
    assert doctor()[1] == f"1 rooms, {newest} events, 2 games: all sound\n"


def test_an_empty_one_is_sound():
    assert doctor() == (0, "0 rooms, 0 events, 0 games: all sound\n")


def test_a_hole(room: str):
    Event.objects.filter(room_id=room, v__in=(5, 6)).delete()
    assert says(f"{room}: a hole: v 5 to 6 are missing")


def test_a_log_without_a_beginning(room: str):
    line(room, 1).delete()
    assert says(f"{room}: a hole: v 1 to 1 are missing")


def test_a_log_that_is_gone(room: str):
    Event.objects.filter(room_id=room).delete()
    assert says(f"{room}: it has no log")


def test_a_doubled_line(room: str):
    with without("event_room_v"):
        copy(room, 5, key=None)
        assert says(f"{room}: v 5 is there more than once")


def test_a_doubled_key(room: str):
    line(room, 6).update(key="move 0", player="alice", seat=1)
    assert says(f"{room}: v 6 bears a key that came before")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"data": "{"}, "cannot be read: moved {"),
        ({"type": "danced"}, "cannot be read: danced "),
    ],
)
def test_a_line_nobody_understands(room: str, changes: dict, what: str):
    line(room, 5).update(**changes)
    code, said = doctor()
    assert code == 1
    assert f"{room}: v 5 {what}" in said


def test_a_move_that_the_rules_forbid(room: str):
    line(room, 5).update(data=line(room, 4).get().data)
    code, said = doctor()
    assert code == 1
    assert f"{room}: v 5 does not follow: " in said


def test_a_variant_that_is_no_more(room: str):
    opened = line(room, 1).get()
    line(room, 1).update(data=opened.data.replace("classic", "chess"))
    code, said = doctor()
    assert code == 1
    assert f"{room}: v 1 does not follow: 'chess'" in said


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"winner": "O"}, "says winner 'O', its log 'X'"),
        ({"moves": "0 3 1 4"}, "says moves '0 3 1 4', its log '0 3 1 4 2'"),
        ({"x": "bob"}, "says x 'bob', its log 'alice'"),
        ({"reason": "left"}, "says reason 'left', its log 'line'"),
    ],
)
def test_a_wrong_result(room: str, changes: dict, what: str):
    Game.objects.filter(number=1).update(**changes)
    assert says(f"{room}: game 1 {what}")


def test_a_result_that_is_missing(room: str):
    Game.objects.filter(number=2).delete()
    assert says(f"{room}: game 2 is over and has no row")


def test_a_result_of_a_game_that_never_was(room: str):
    Game.objects.filter(number=2).update(number=7)
    assert says(
        f"{room}: game 2 is over and has no row",
        f"{room}: game 7 has a row and is not over",
    )


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"status": "playing"}, "says status 'playing', its log 'over'"),
        ({"seat_1": ""}, "says seat_1 '', its log 'alice'"),
        ({"closed": True}, "says closed True, its log False"),
        ({"private": True}, "says private True, its log False"),
    ],
)
def test_a_room_whose_row_tells_otherwise(room: str, changes: dict, what: str):
    Room.objects.filter(code=room).update(**changes)
    assert says(f"{room}: the room's row {what}")


def test_a_player_without_a_row(room: str):
    Player.objects.filter(id="bob").delete()
    assert says(f"{room}: player bob sat down and has no row")


def test_a_log_without_a_room(room: str):
    with unguarded():
        Room.objects.filter(code=room)._raw_delete("default")
        assert says(
            f"{room}: its log is there, but the room is not",
            f"{room}: a game of it is there, but the room is not",
        )


def test_many_rooms_are_looked_at_a_few_at_a_time(room: str, monkeypatch):
    monkeypatch.setattr(checkup, "BATCH", 2)
    codes = [door.open_room(ALICE, Open("classic")) for _ in range(5)]
    Room.objects.filter(code__in=codes[:2]).update(variant="chess")
    code, said = doctor()
    assert code == 1
    assert said.count("says variant 'chess'") == 2
    assert said.splitlines()[-1].startswith("6 rooms, ")


def test_a_room_that_is_right_at_the_second_look_is_sound(
    room: str, monkeypatch: pytest.MonkeyPatch
):
    """As when a move is stored between two of the doctor's questions."""
    rows: Callable = checkup.Checkup._rows
    Room.objects.filter(code=room).update(status="playing")

    def healed(self, model, *arguments):
        yield from rows(self, model, *arguments)
        if model is Event:
            Room.objects.filter(code=room).update(status="over")

    monkeypatch.setattr(checkup.Checkup, "_rows", healed)
    assert doctor()[0] == 0


def test_it_changes_nothing(room: str):
    Room.objects.filter(code=room).update(active_at=F("active_at") + 1, status="over")
    before = list(Event.objects.values()), list(Room.objects.values())
    doctor()
    assert (list(Event.objects.values()), list(Room.objects.values())) == before
