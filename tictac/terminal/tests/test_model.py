from tictac.terminal.model import Model

WELCOME = {"type": "welcome", "seat": None, "mark": None, "resume": "token", "now": 0}


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
    assert model.hear({"type": "welcome", "seat": 2, "mark": "O", "now": 0})
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


def at(model, own):
    """With that on our own clock."""
    model.now = lambda: own
    return model


def test_time_goes_on_by_the_servers_clock_for_who_is_to_move(state):
    assert Model().time_left is None
    model = at(Model(), 100)
    model.hear(WELCOME | {"now": 50_000})
    model.hear(state(clock={"left": [60_000, 9_000], "running": 2, "at": 48_000}))
    assert model.time_left == (60_000, 7_000)
    assert at(model, 4_100).time_left == (60_000, 3_000)
    assert at(model, 99_999).time_left == (60_000, 0)
    model.hear(state(v=4, clock={"left": [60_000, 0], "running": None, "at": 57_000}))
    assert at(model, 200_000).time_left == (60_000, 0)


def test_a_welcome_that_came_slowly_is_made_good_by_the_next_state(state):
    model = at(Model(), 0)
    model.hear(WELCOME | {"now": 50_000})
    model.hear(state(clock={"left": [60_000, 60_000], "running": 1, "at": 51_000}))
    assert model.time_left == (60_000, 60_000)
    assert at(model, 2_000).time_left == (58_000, 60_000)
    model.hear(state(v=4, clock={"left": [60_000, 60_000], "running": 1, "at": 100}))
    assert model.time_left == (7_100, 60_000)


def test_an_older_server_has_no_clocks(state):
    model, older = Model(), state()
    del older["clock"]
    model.hear(older)
    assert model.time_left is None


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
