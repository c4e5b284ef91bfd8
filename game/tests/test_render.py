from msgspec import UNSET, structs

from game import render
from game.engine.commands import Hush, Leave, Rematch
from game.tests.engine.scenes import DRAWN, WON, Scene, alice, bob


def wire(scene):
    return structs.asdict(render.state_message("K7QX2M", scene.state))


def test_a_new_room_waits():
    message = wire(Scene())
    players, event = message.pop("players"), message.pop("event")
    assert message == {
        "v": 2,
        "room": "K7QX2M",
        "variant": "classic",
        "private": False,
        "size": (3, 3),
        "k": 3,
        "look": "hash",
        "game": 1,
        "ply": 0,
        "board": ".........",
        "moves": (),
        "open": UNSET,
        "turn": None,
        "status": "waiting",
        "winner": None,
        "line": None,
        "reason": None,
        "last": None,
        "marks": "XO",
        "score": (0, 0, 0),
        "offer": None,
        "clock": None,
        "hushed": UNSET,
    }
    assert (players[0].name, players[0].kind, players[1]) == ("Alice", "guest", None)
    assert (event.type, event.seat) == ("sat", 1)


def test_a_running_game_says_whose_turn_it_is():
    message = wire(Scene().seat_bob().play(4, 0))
    assert message["board"] == "O...X...."
    assert (message["moves"], message["last"], message["ply"]) == ((4, 0), 0, 2)
    assert (message["turn"], message["status"]) == ("X", "playing")


def test_a_won_game_shows_its_line():
    message = wire(Scene().seat_bob().play(*WON))
    assert (message["winner"], message["line"]) == ("X", (0, 1, 2))
    assert (message["reason"], message["status"]) == ("line", "over")
    assert message["turn"] is None
    assert message["score"] == (1, 0, 0)


def test_a_drawn_game_has_no_winner_and_no_line():
    message = wire(Scene().seat_bob().play(*DRAWN))
    assert message["winner"] is message["line"] is None
    assert (message["reason"], message["score"]) == ("full", (0, 0, 1))


def test_a_game_that_was_left_has_a_winner_and_no_line():
    scene = Scene().seat_bob().play(4)
    scene.do(Leave(), bob)
    message = wire(scene)
    assert (message["winner"], message["line"]) == ("X", None)
    assert (message["reason"], message["players"][1]) == ("left", None)


def test_an_offer_names_who_made_it_and_a_rematch_swaps_the_marks():
    scene = Scene().seat_bob().play(*WON)
    scene.do(Rematch(), alice)
    offer = wire(scene)["offer"]
    assert (offer.kind, offer.by, offer.v) == ("rematch", 1, scene.state.v)
    scene.do(Rematch(offer=offer.v), bob)
    message = wire(scene)
    assert (message["offer"], message["marks"], message["game"]) == (None, "OX", 2)


def test_a_board_with_gravity_names_its_open_cells():
    message = wire(Scene("drop4").seat_bob().play(0))
    assert message["open"] == (28, 36, 37, 38, 39, 40, 41)
    assert (message["look"], message["size"], message["k"]) == ("drop", (7, 6), 4)


def test_a_row_of_a_list():
    scene = Scene()
    row = render.row("K7QX2M", scene.state)
    assert (row.code, row.status, row.open) == ("K7QX2M", "waiting", 2)
    assert row.players == ("Alice", None)
    row = render.row("K7QX2M", scene.seat_bob().play(4).state)
    assert (row.players, row.open, row.turn) == (("Alice", "Bob"), None, "O")
    assert (row.board, row.marks, row.at) == ("....X....", "XO", scene.state.at)


def test_only_a_room_that_is_hushed_says_so():
    room = Scene().seat_bob()
    room.do(Hush(on=True), bob)
    assert wire(room)["hushed"] is True
    room.do(Hush(on=False), bob)
    assert wire(room)["hushed"] is UNSET


def test_a_clock_tells_whose_time_runs_and_since_when():
    scene = Scene(clock=60).seat_bob()
    assert wire(scene)["clock"].running is None
    clock = wire(scene.play(4))["clock"]
    assert (clock.left, clock.running) == ((60_000, 60_000), 2)
    assert clock.at == scene.state.at
    assert render.row("K7QX2M", scene.state).clock == 60
