import pytest

from tictac.terminal.model import Model
from tictac.terminal.orders import Order, Problem, Word, understand


@pytest.fixture
def model(state):
    model = Model()
    model.hear(state(v=4, game=2, ply=3))
    return model


SEEN = {"game": 2, "ply": 3}


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("b2", {"type": "move", "cell": 4, **SEEN}),
        ("  Play B2 ", {"type": "move", "cell": 4, **SEEN}),
        ("sit", {"type": "sit"}),
        ("sit 2", {"type": "sit", "seat": 2}),
        ("leave", {"type": "leave"}),
        ("resign", {"type": "resign", "game": 2}),
        ("decline", {"type": "decline", "game": 2}),
        ("rematch", {"type": "rematch", "game": 2}),
    ],
)
def test_what_is_typed_becomes_a_command(model, text, command):
    assert understand(text, model) == Order(command)


def test_to_agree_names_the_offer(model, state):
    model.hear(state(v=9, offer={"kind": "rematch", "by": 1, "v": 9}))
    model.seat = 2
    order = understand("rematch", model)
    assert order == Order({"type": "rematch", "game": 1, "offer": 9})
    model.seat = 1
    assert understand("rematch", model) == Order({"type": "rematch", "game": 1})


@pytest.mark.parametrize(
    ("text", "word"), [("help", Word.HELP), ("QUIT", Word.QUIT), ("look", Word.LOOK)]
)
def test_some_words_are_for_this_program(text, word):
    assert understand(text, Model()) is word


@pytest.mark.parametrize(
    "text", ["z9", "b", "sit 3", "resign now", "b2 b3", "\x1b[2J", "x" * 1000]
)
def test_what_is_no_command_is_told_so(model, text):
    problem = understand(text, model)
    assert isinstance(problem, Problem)
    assert len(problem.sentence) < 120


def test_nothing_asks_for_nothing(model):
    assert understand("  ", model) is None


def test_nothing_is_sent_of_what_cannot_be_meant(model):
    assert isinstance(understand("b2", Model()), Problem)
    model.seat, model.mark = 1, "X"
    assert understand("sit", model) == Problem("You already play X.")
