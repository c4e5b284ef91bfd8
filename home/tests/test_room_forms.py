"""The room page as a person without JavaScript plays on it."""

import re
from unittest.mock import patch

import pytest

from game import door
from game.engine.commands import Close
from game.errors import UnavailableError
from home.tests.conftest import player_in
from home.tests.visits import code_of, detail, do, field, headline, look, offered, play


def test_a_visitor_takes_the_open_seat_by_form(room, bob):
    assert offered(look(bob, room)) == ["sit2", "share"]
    answer = do(bob, room, "sit", 2)
    assert (answer.status_code, answer["Location"]) == (303, f"{room}?seat=2")
    page = look(bob, room, 2)
    assert (headline(page), detail(page)) == (
        "Alice's turn",
        "You are O. Three in a row wins.",
    )


def test_the_last_to_want_a_seat_watches(game, carol):
    answer = do(carol, game, "sit", 2)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert detail(page) == "Someone just took that seat. You're watching."
    assert 'class="detail wrong"' in page


def test_a_game_is_played_to_its_end_and_again(alice, bob, game):
    play(alice, bob, game, 0, 3, 1, 4, 2)
    page = look(alice, game, 1)
    assert (headline(page), detail(page)) == ("You win", "Three in a row: a1, b1, c1.")
    assert 'aria-label="b1, X, winning line"' in page
    assert 'class="stroke by-x"' in page
    assert headline(look(bob, game, 2)) == "Alice wins"

    assert do(bob, game, "rematch", 2, game=1).status_code == 303
    assert offered(look(bob, game, 2)) == ["asked", "withdraw"]
    page = look(alice, game, 1)
    assert detail(page) == "Bob wants a rematch."
    offer = field(page, "offer")
    assert do(alice, game, "rematch", 1, game=1, offer=offer).status_code == 303
    assert headline(look(bob, game, 2)) == "Your turn"


def test_an_offer_can_be_declined(alice, bob, game):
    do(alice, game, "resign", 1, game=1)
    do(bob, game, "rematch", 2, game=1)
    do(alice, game, "decline", 1, game=1)
    page = look(bob, game, 2)
    assert (detail(page), offered(page)) == ("Alice said no thanks.", ["lobby"])


@pytest.mark.parametrize(
    "case",
    [
        (2, {"cell": 0}, "It's Alice's turn."),
        ("", {"cell": 0}, "You're watching, so you can't play."),
        (1, {"cell": 9}, "That cell isn't on this board."),
        (1, {"cell": 0, "ply": 3}, "The board changed first. Look, then play."),
        (1, {"cell": 0, "game": 2}, "The board changed first. Look, then play."),
    ],
)
def test_a_refusal_is_the_page_again_with_a_sentence(alice, bob, game, case):
    seat, fields, sentence = case
    client = bob if seat == 2 else alice
    answer = client.post(f"{game}?seat={seat}", {"do": "move", "seat": seat} | fields)
    assert answer.status_code == 409
    assert detail(answer.content.decode()) == sentence
    assert door.view(code_of(game)).state.moves == ()


def test_a_taken_cell_is_named(alice, bob, game):
    play(alice, bob, game, 4)
    answer = bob.post(f"{game}?seat=2", {"do": "move", "seat": 2, "cell": 4})
    page = answer.content.decode()
    assert detail(page) == "b2 is taken. Choose an empty cell."
    assert headline(page) == "Your turn"


@pytest.mark.parametrize("fields", [{}, {"do": "cheat"}, {"do": "move", "cell": "a1"}])
def test_what_no_form_sends_is_refused(alice, game, fields):
    answer = alice.post(game, fields)
    assert answer.status_code == 400
    assert detail(answer.content.decode()) == "That didn't arrive whole. Try again."


def test_a_form_sent_twice_plays_once(alice, game):
    key = field(look(alice, game, 1), "key")
    for _ in range(2):
        answer = do(alice, game, "move", 1, cell=4, ply=0, game=1, key=key)
        assert answer.status_code == 303
    assert door.view(code_of(game)).state.moves == (4,)
    other = do(alice, game, "move", 1, cell=5, key=key)
    assert other.status_code == 409
    assert detail(other.content.decode()) == "That didn't arrive whole. Try again."


def test_what_cannot_be_saved_may_be_sent_again_with_its_key(alice, game):
    with patch("game.door.submit", side_effect=UnavailableError):
        answer = alice.post(
            f"{game}?seat=1", {"do": "move", "seat": 1, "cell": 4, "key": "mine"}
        )
    assert answer.status_code == 503
    page = answer.content.decode()
    assert detail(page) == "We can't save right now."
    forms = page.split('id="chat"')[0]
    assert set(re.findall(r'name="key" value="([^"]+)"', forms)) == {"mine"}


def test_nobody_moves_for_a_seat_that_is_not_theirs(bob, game):
    assert do(bob, game, "move", 1, cell=0).status_code == 409
    assert door.view(code_of(game)).state.moves == ()


def test_a_closed_room_is_gone(alice, room):
    answer = do(alice, room, "close", 1)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    gone = alice.get(room)
    assert gone.status_code == 404
    assert "No room" in gone.content.decode()


def test_a_seat_can_be_given_up(alice, bob, game):
    answer = do(bob, game, "leave", 2)
    assert answer["Location"] == f"{game}?seat=watch"
    assert headline(look(alice, game, 1)) == "Waiting for O"


def test_the_house_may_close_a_room_while_somebody_looks(alice, room):
    door.submit(code_of(room), Close(), None)
    assert do(alice, room, "close", 1).status_code == 404
    assert player_in(alice).name == "Alice"
