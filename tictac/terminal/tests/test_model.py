from tictac.terminal.model import Model

WELCOME = {"type": "welcome", "seat": None, "mark": None, "resume": "token"}


def test_only_what_is_newer_counts(state):
    model = Model()
    assert model.hear(state(v=5))
    assert not model.hear(state(v=5, ply=9))
    assert not model.hear(state(v=4, ply=9))
    assert (model.v, model.state) == (5, state(v=5))
    assert model.hear(state(v=6))


def test_the_newest_welcome_tells_who_one_is():
    model = Model()
    assert not model.hear(WELCOME)
    assert model.hear({"type": "welcome", "seat": 2, "mark": "O"})
    assert (model.seat, model.mark, model.resume) == (2, "O", "token")
    model.hear(WELCOME)
    assert (model.seat, model.seat_left) == (None, 2)


def test_it_is_my_turn_when_it_is_my_mark(state):
    model = Model()
    assert not model.is_my_turn
    model.hear(state(turn=None))
    assert not model.is_my_turn
    model.hear(WELCOME | {"seat": 1, "mark": "X"})
    model.hear(state(v=4, turn="O"))
    assert not model.is_my_turn
    model.hear(state(v=5))
    assert model.is_my_turn


def test_what_nobody_knows_is_ignored():
    model = Model()
    for message in ({}, {"type": "chat"}, {"type": 7}):
        assert not model.hear(message)
    assert (model.state, model.open_seats) == (None, [])


def test_whoever_left_is_still_called_by_name(state):
    model = Model()
    model.hear(state())
    gone = {"type": "left", "seat": 2, "name": "Bob"}
    model.hear(state(v=4, players=[{"name": "Alice"}, None], event=gone))
    assert model.name(2) == "Bob"
    assert model.open_seats == [2]
    assert model.name(None) == "Somebody"


def test_the_same_presence_is_no_news():
    model = Model()
    here = {"type": "presence", "seats": [None, None], "spectators": 1}
    assert model.hear(here)
    assert not model.hear(dict(here))
