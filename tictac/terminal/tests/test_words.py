import pytest

from tictac.terminal import words
from tictac.terminal.model import Model


@pytest.fixture
def model(state):
    """Bob's, at the board with Alice, who is to move."""
    model = Model()
    model.hear({"type": "welcome", "seat": 2, "mark": "O", "resume": "token", "now": 0})
    model.hear(state())
    return model


def test_before_the_first_state_there_is_little_to_say():
    model = Model()
    assert words.headline(model) == "Connecting…"
    assert words.score(model) == ""
    assert words.news(model) is words.presence(model) is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Alice's turn."),
        ({"turn": "O"}, "Your turn. You are O."),
        (
            {"status": "waiting", "players": [None, {"name": "Bob"}]},
            "Waiting for X. The code is K7QX2M.",
        ),
        (
            {
                "status": "over",
                "board": "XXXOO....",
                "winner": "X",
                "line": [0, 1, 2],
                "reason": "line",
            },
            "Alice wins. 3 in a row: a1, b1, c1.",
        ),
        (  # in misère
            {
                "status": "over",
                "board": "XXXOO....",
                "winner": "O",
                "line": [0, 1, 2],
                "reason": "line",
            },
            "You win. Alice made 3 in a row: a1, b1, c1.",
        ),
        ({"status": "over", "winner": "O", "reason": "resigned"}, "You win."),
        ({"status": "over", "reason": "full"}, "Draw. The board is full."),
    ],
)
def test_the_headline_is_the_truth(model, state, fields, sentence):
    model.hear(state(v=4, **fields))
    assert words.headline(model) == sentence


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"type": "opened", "seat": None}, None),
        ({"type": "invented", "seat": 1}, None),
        ({"type": "sat", "seat": 1}, "Alice joined as X."),
        ({"type": "moved", "seat": 1}, "Alice played b2."),
        ({"type": "moved", "seat": 2}, "You played b2."),
        ({"type": "resigned", "seat": 2}, "You resigned."),
        ({"type": "timed_out", "seat": 1}, "Alice ran out of time."),
        ({"type": "timed_out", "seat": 2}, "You ran out of time."),
        ({"type": "left", "seat": 1, "name": "Al"}, "Al left."),
        (
            {"type": "offered", "seat": 1},
            "Alice wants a rematch. Type rematch or decline.",
        ),
        ({"type": "offered", "seat": 2}, "You asked for a rematch."),
        ({"type": "declined", "seat": 1}, "Alice said no thanks."),
        ({"type": "withdrawn", "seat": 1}, "Alice wants no rematch any more."),
        ({"type": "rematched", "seat": 1}, "Game 1. Marks have swapped."),
    ],
)
def test_what_happened_is_told(model, state, event, sentence):
    model.hear(state(v=4, last=4, event=event))
    if event["type"] == "left":
        assert model.name(1) == "Al"
    assert words.news(model) == sentence


def test_who_left_is_told_so_though_the_seat_is_gone(model, state):
    model.hear({"type": "welcome", "seat": None, "mark": None, "now": 0})
    model.hear(state(v=4, event={"type": "left", "seat": 2, "name": "Bob"}))
    assert words.news(model) == "You left."


def test_the_score_says_who_plays_what(model, state):
    model.hear(state(v=4, score=[2, 1, 3], marks="OX"))
    assert words.score(model) == "Score: Alice (O) 2, Bob (X, you) 1, drawn 3."
    model.hear(state(v=5, players=[None, {"name": "Bob"}]))
    assert words.score(model).startswith("Score: open seat (X) 0, ")


def test_who_is_here_and_who_is_away(model):
    seats = [{"here": False, "since": 1}, {"here": True, "since": 1}]
    model.hear({"type": "presence", "seats": seats, "spectators": 4})
    assert words.presence(model) == "Here: Alice (away), Bob, 4 watching."


@pytest.mark.parametrize(
    ("code", "command", "sentence"),
    [
        ("not_your_turn", None, "It's Alice's turn."),
        ("cell_taken", {"cell": 4}, "b2 is taken. Choose an empty cell."),
        ("game_over", None, "This game is over. Type rematch to play another."),
        ("cell_taken", None, "As the server says."),
        ("new_one", None, "As the server says."),
    ],
)
def test_a_refusal_is_a_sentence(model, code, command, sentence):
    rejected = {"code": code, "message": "As the server says.", "key": None}
    assert words.refusal(model, rejected, command) == sentence


def test_a_full_column_is_called_by_its_letter(state):
    model = Model()
    model.hear(state("drop4"))
    rejected = {"code": "cell_taken", "message": "", "key": "k"}
    assert words.refusal(model, rejected, {"cell": 3}) == "Column d is full."
