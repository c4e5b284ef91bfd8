"""What the rows of the lobby say."""

import json

from django.utils.translation import override

from game.door import OwnRoom
from game.engine.board import Mark
from game.engine.state import Status
from home import rows
from home.tests.rooms import row, waiting_row
from home.titles import TITLES, title


def test_a_waiting_room_says_who_waits_and_what_one_would_play():
    said = rows.waiting(waiting_row())
    assert (said.host.name, said.host.mark, said.title) == ("Alice", "X", "Classic")
    assert said.action == "Play O"
    assert said.label == "Play O against Alice, Classic"


def test_a_clock_is_part_of_what_is_played():
    assert rows.waiting(waiting_row(clock=60)).label.endswith("Classic · 1 min each")
    assert rows.playing(row(clock=60)).title == "Classic · 1 min each"
    mine = rows.mine(OwnRoom(row(clock=45), 2, False))
    assert (mine.title, mine.clock) == ("Classic · 45 s each", 45)
    assert (45, "45 s each") in mine.clocks


def test_the_seat_that_is_open_may_be_the_first():
    said = rows.waiting(waiting_row(players=(None, "Bob"), open=1))
    assert (said.host.name, said.host.mark) == ("Bob", "O")
    assert said.action == "Play X"


def test_marks_swap_with_a_rematch_and_the_row_follows():
    said = rows.waiting(waiting_row(marks="OX"))
    assert (said.host.mark, said.action) == ("O", "Play X")


def test_a_room_both_have_left_has_an_open_seat_for_a_host():
    assert rows.waiting(waiting_row(players=(None, None))).host.name == "Open seat"


def test_a_running_game_shows_both_sides_their_score_and_the_turn():
    said = rows.playing(row(score=(2, 1, 0), turn=Mark.O))
    assert [side.name for side in said.sides] == ["Alice", "Bob"]
    assert [side.score for side in said.sides] == [2, 1]
    assert [side.has_turn for side in said.sides] == [False, True]
    assert said.path == "/room/K7QX2M/?seat=watch"
    assert said.label == "Watch Alice against Bob, Classic"


def test_my_game_names_the_other_and_leads_to_my_seat():
    said = rows.mine(OwnRoom(row(), 2, False))
    assert (said.name, said.side.mark, said.state) == ("Alice", "O", "Their turn")
    assert said.path == "/room/K7QX2M/?seat=2"


def test_my_turn_is_said():
    assert rows.mine(OwnRoom(row(), 1, True)).state == "Your turn"


def test_a_game_of_mine_that_is_over_says_so():
    said = rows.mine(OwnRoom(row(status=Status.OVER, turn=None), 1, False))
    assert (said.name, said.state) == ("Bob", "Game over")


def test_while_i_wait_my_row_has_the_code_to_say():
    said = rows.mine(OwnRoom(waiting_row(), 1, False))
    assert (said.name, said.state, said.is_waiting) == ("Waiting for O", "K7QX2M", True)


def test_the_client_gets_its_words_in_the_language_of_the_page():
    english = rows.words()
    with override("de"):
        german = rows.words()
    assert english.keys() == german.keys()
    assert english["yourTurn"] == "Your turn"
    assert german["yourTurn"] != "Your turn"
    assert english["titles"] == {name: title(name) for name in TITLES}
    assert json.loads(json.dumps(german)) == german
