from sqlite3 import SQLITE_LIMIT_VARIABLE_NUMBER

import pytest
from django.db import IntegrityError, connection

from game import log, summaries
from game.engine.events import Closed
from game.engine.evolve import fold
from game.log import Append, UnreadableError
from game.models import Event, Game, Player, Room
from game.tests.engine.scenes import ALICE, WON, Scene, states
from game.tests.stage import outsider

pytestmark = pytest.mark.django_db(transaction=True)

CODE = "K7QX2M"


def opening(code=CODE, **fields):
    events = Scene().log
    rows = summaries.changes(code, None, fold(events), events)
    return Append(code, 1, events, player="alice", seat=1, **fields, **rows)


def test_what_is_written_is_read_back_the_same():
    scene = Scene().seat_bob().play(*WON)
    log.insert([opening(), Append(CODE, 3, scene.log[2:])])
    entries = log.tail(CODE, 0)
    assert [entry.event for entry in entries] == scene.log
    assert [entry.v for entry in entries] == list(range(1, len(scene.log) + 1))
    assert fold(entry.event for entry in entries) == scene.state
    assert log.tail(CODE, 3) == entries[3:]
    assert log.tail(CODE, 99) == log.tail("NOBODY", 0) == []


def test_a_key_stands_on_the_last_event_of_its_command():
    log.insert([opening(key="k1", body="open {}")])
    first, second = log.tail(CODE, 0)
    assert (first.key, first.body) == (None, "")
    assert (second.player, second.seat, second.key, second.body) == (
        *("alice", 1, "k1", "open {}"),
    )


def test_the_summaries_go_with_the_events():
    log.insert([opening()])
    room = Room.objects.get()
    assert (room.code, room.variant, room.status) == (CODE, "classic", "waiting")
    assert (room.seat_1, room.seat_2, room.has_moves) == ("alice", "", False)
    assert Player.objects.get().name == "Alice"


def test_a_room_changes_its_row_and_keeps_when_it_was_opened():
    scene = Scene().seat_bob().play(4)
    log.insert([opening()])
    before = states(scene.log)[1]
    rows = summaries.changes(CODE, before, scene.state, scene.log[2:])
    log.insert([Append(CODE, 3, scene.log[2:], **rows)])
    room = Room.objects.get()
    assert (room.seat_2, room.status, room.has_moves) == ("bob", "playing", True)
    assert room.opened_at < room.active_at == scene.state.at


def test_a_finished_game_is_a_row():
    scene = Scene().seat_bob().play(*WON)
    before = states(scene.log)[-2]
    rows = summaries.changes(CODE, before, scene.state, scene.log[-1:])
    log.insert([opening(), Append(CODE, 3, scene.log[2:], **rows)])
    game = Game.objects.get()
    assert (game.x, game.o, game.winner, game.reason) == ("alice", "bob", "X", "line")
    assert str(game) == f"{CODE} game 1"


def test_a_player_who_is_known_keeps_the_name_they_have():
    Player.objects.create(id="alice", name="Ada", kind="guest")
    log.insert([opening()])
    assert str(Player.objects.get()) == "Ada"


def test_one_bad_append_undoes_the_whole_transaction():
    log.insert([opening()])
    with pytest.raises(IntegrityError):
        log.insert([opening("AAAAAA"), Append(CODE, 2, [Closed(5)])])
    assert log.positions([CODE, "AAAAAA"]) == {CODE: 2}


def test_an_event_of_no_room_is_refused():
    with pytest.raises(IntegrityError):
        log.insert([Append("NOBODY", 1, [Closed(5)])])


def test_an_append_knows_its_own_rows_by_their_id():
    mine, theirs = opening(), opening()
    assert mine.uid != theirs.uid
    log.insert([mine])
    assert log.is_stored(mine)
    assert not log.is_stored(theirs)
    assert not log.is_stored(Append(CODE, 9, [Closed(5)]))


def test_an_append_is_lost_when_its_log_went_on_or_is_gone():
    log.insert([opening()])
    assert log.is_lost(opening())
    assert log.is_lost(Append(CODE, 2, [Closed(5)]))
    assert not log.is_lost(Append(CODE, 3, [Closed(5)]))
    assert log.is_lost(Append("NOBODY", 3, [Closed(5)]))
    assert not log.is_lost(opening("NOBODY"))


def test_a_room_that_was_deleted_does_not_come_back():
    log.insert([opening()])
    Room.objects.all().delete()
    scene = Scene().seat_bob()
    rows = summaries.changes(CODE, Scene().state, scene.state, scene.log[2:])
    with pytest.raises(IntegrityError):
        log.insert([Append(CODE, 3, scene.log[2:], **rows)])
    assert not Room.objects.exists()


def test_the_positions_are_those_of_the_rooms_there_are():
    log.insert([opening(), opening("AAAAAA"), Append(CODE, 3, [Closed(5)])])
    assert log.positions([CODE, "AAAAAA", "NOBODY"]) == {CODE: 3, "AAAAAA": 2}
    assert log.positions([]) == {}


@pytest.fixture
def few_variables():
    """SQLite as it comes; some systems build theirs to take more in a statement."""
    connection.ensure_connection()
    if connection.vendor != "sqlite":  # PostgreSQL has a limit of its own
        yield
        return
    before = connection.connection.setlimit(SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)
    yield
    connection.connection.setlimit(SQLITE_LIMIT_VARIABLE_NUMBER, before)


def test_the_positions_of_more_rooms_than_one_statement_can_name(few_variables):
    log.insert([opening()])
    codes = [f"N{number:05}" for number in range(40_000)]
    assert log.positions([*codes[:20_000], CODE, *codes[20_000:], CODE]) == {CODE: 2}


@pytest.mark.parametrize(
    ("name", "data"),
    [("teleported", "{}"), ("moved", '{"at":1}'), ("moved", "nonsense")],
)
def test_a_line_from_another_version_is_not_understood(name, data):
    log.insert([opening()])
    with outsider() as database:
        database.execute(
            "UPDATE game_event SET type = %s, data = %s WHERE v = 2", (name, data)
        )
    with pytest.raises(UnreadableError):
        log.tail(CODE, 0)


def test_rows_say_what_they_are():
    log.insert([opening()])
    assert str(Event.objects.get(v=2)) == f"{CODE} 2 sat"
    assert str(Room.objects.get()) == CODE
    assert ALICE.id == Player.objects.get().id
