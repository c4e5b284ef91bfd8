import pytest

from tictac.terminal import clock
from tictac.terminal.model import Model


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("30s", 30),
        ("3m", 180),
        ("1M30S", 90),
        ("1m30", 90),
        ("0", 0),
        ("", None),
        ("m", None),
        ("-1", None),
        ("1.5", None),
        ("30s1m", None),
        ("drop4", None),
        ("²", None),
        ("99999", None),
    ],
)
def test_a_time_as_people_write_it(text, seconds):
    assert clock.seconds(text) == seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(30, "30 s each"), (60, "1 min each"), (90, "1 min 30 s each")],
)
def test_what_each_has(seconds, words):
    assert clock.each(seconds) == words


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (3_600_000, "60:00"),
        (59_001, "1:00"),
        (59_000, "0:59"),
        (9_901, "0:10"),
        (9_900, "0:09.9"),
        (1, "0:00.1"),
        (0, "0:00"),
    ],
)
def test_what_is_left_is_never_nothing_before_the_end(state, left, shown):
    model = Model()
    model.hear({"type": "welcome", "seat": 2, "mark": "O", "now": 0})
    model.hear(state(ply=2, clock={"left": [left, 0], "running": None, "at": 0}))
    assert clock.told(model) == f"Time left: Alice {shown}, Bob (you) 0:00."


def test_before_the_first_move_it_says_what_each_will_have(state):
    model = Model()
    assert clock.told(model) == ""
    model.hear(state())
    assert clock.told(model) == ""
    time = {"left": [60_000, 60_000], "running": None, "at": 0}
    model.hear(state(v=4, clock=time))
    assert clock.told(model) == "Clock: 1 min each, from the first move on."
    model.hear(state(v=5, clock=time, status="over"))
    assert clock.told(model) == "Time left: Alice 1:00, Bob 1:00."
