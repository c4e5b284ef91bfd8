from game import summaries
from game.engine.commands import Leave, Move, Rematch, Resign, Sit, Update
from game.engine.evolve import fold
from game.tests.engine.scenes import ALICE, BOB, DRAWN, WON, Scene, alice, bob


def last(scene, command, by):
    """The rows that change with one more command."""
    before = scene.state
    events = scene.do(command, by)
    return summaries.changes("K7QX2M", before, scene.state, events)


def test_a_new_room_has_a_row_and_so_has_who_opened_it():
    scene = Scene()
    rows = summaries.changes("K7QX2M", None, fold(scene.log), scene.log)
    at = scene.state.at
    assert rows == {
        "room": (
            *(at, "classic", False),
            *("waiting", "alice", "", False, False, False, 0, None, at, "K7QX2M"),
        ),
        "players": (ALICE,),
    }


def test_who_sits_down_changes_the_row_and_is_kept():
    rows = last(Scene(), Sit(2), bob)
    assert rows["room"][3:8] == ("playing", "alice", "bob", False, False)
    assert rows["players"] == (BOB,)


def test_the_first_move_changes_the_row_and_the_next_do_not():
    scene = Scene().seat_bob()
    assert last(scene, Move(4), alice)["room"][6] is True
    assert last(scene, Move(0), bob) == {}


def test_where_there_is_a_clock_each_move_changes_it():
    scene = Scene(clock=60).seat_bob()
    assert last(scene, Move(4), alice)["room"][9:11] == (60, scene.state.at + 60_000)
    flag_at = last(scene, Move(0), bob)["room"][10]
    assert flag_at == scene.state.deadline


def test_a_room_that_is_updated_changes_its_row():
    rows = last(Scene(), Update("four", private=True), alice)
    assert rows["room"][1:4] == ("four", True, "waiting")


def test_a_finished_game_is_kept():
    scene = Scene().seat_bob().play(*WON[:-1])
    rows = last(scene, Move(WON[-1]), alice)
    at = scene.state.at
    moves = "0 3 1 4 2"
    assert rows["game"] == (
        *("K7QX2M", 1, "classic", "alice", "bob", "X", "line", moves, at),
    )
    assert rows["room"][3] == "over"


def test_a_drawn_game_has_no_winner():
    scene = Scene().seat_bob().play(*DRAWN[:-1])
    assert last(scene, Move(DRAWN[-1]), alice)["game"][5:7] == ("", "full")


def test_a_game_names_who_left_it():
    scene = Scene().seat_bob().play(4)
    rows = last(scene, Leave(), bob)
    assert rows["game"][3:7] == ("alice", "bob", "X", "left")
    assert rows["room"][5] == ""


def test_in_a_rematch_the_other_seat_is_x():
    scene = Scene().seat_bob().play(*WON)
    scene.do(Rematch(), alice)
    assert "game" not in last(scene, Rematch(), bob)
    rows = last(scene, Resign(), alice)
    assert rows["game"][1:7] == (2, "classic", "bob", "alice", "X", "resigned")


def test_leaving_a_finished_game_keeps_nothing_twice():
    scene = Scene().seat_bob().play(*WON)
    assert "game" not in last(scene, Leave(), bob)
