"""Whole games without a socket, a browser or a library: `curl` is enough."""

import json
import signal
import time

import pytest

from e2e.curl import Player
from e2e.server import Kind

WIN = (4, 0, 2, 1, 6)


@pytest.fixture
def alice(either_server):
    player = Player(either_server)
    player.open_room()
    return player


@pytest.fixture
def bob(alice):
    player = Player(alice.server, alice.code)
    assert player.say("sit")["seat"] == 2
    for who in (alice, player):
        assert who.hear()["status"] == "playing"
    return player


def take_turns(first, second, game):
    """Play until the first has won, both hearing of every mark; the last state."""
    state = {}
    for ply, cell in enumerate(WIN):
        mover = (first, second)[ply % 2]
        v = mover.say("move", cell=cell, ply=ply, game=game)["v"]
        state, seen = first.hear_until(v), second.hear_until(v)
        assert state == seen
        assert (state["ply"], state["last"]) == (ply + 1, cell)
    return state


def is_here(player, number):
    _, visit = player.ask("GET", "")
    return visit["presence"]["seats"][number - 1]["here"]


def until(is_so, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_two_play_a_game_and_a_rematch(alice, bob):
    won = take_turns(alice, bob, game=1)
    assert (won["winner"], won["line"], won["score"]) == ("X", [2, 4, 6], [1, 0, 0])
    offered = alice.say("rematch", game=1)["v"]
    assert bob.hear()["offer"] == {"kind": "rematch", "by": 1, "v": offered}
    agreed = bob.say("rematch", game=1, offer=offered)["v"]
    state, _ = (who.hear_until(agreed) for who in (alice, bob))
    assert (state["game"], state["marks"], state["turn"]) == (2, "OX", "X")
    won = take_turns(bob, alice, game=2)
    assert (won["winner"], won["score"]) == ("X", [1, 1, 0])
    assert bob.ask("GET", "")[1]["welcome"]["mark"] == "X"


def test_a_move_that_is_sent_again_happens_once(alice, bob):
    first = alice.say("move", cell=4, key="again")
    again = alice.say("move", cell=4, key="again")
    assert first["v"] == again["v"]
    assert bob.hear()["ply"] == 1


def test_the_wrong_ones_are_refused_in_words(alice, bob):
    status, refusal = bob.command("move", cell=4)
    assert (status, refusal["code"]) == (409, "not_your_turn")
    stranger = Player(alice.server, alice.code)
    status, refusal = stranger.command("move", cell=4)
    assert (status, refusal["code"]) == (403, "not_seated")
    status, refusal = stranger.command("sit")
    assert (status, refusal["code"]) == (409, "seat_taken")
    stranger.token = "forged"
    assert stranger.command("sit")[0] == 401
    stranger.token, stranger.code = "", "AAAAAA"
    assert stranger.ask("GET", "/events")[0] == 404


def test_a_room_is_found_in_the_list(alice):
    codes = [room["code"] for room in alice.ask("GET", "", "/api/rooms")[1]["waiting"]]
    assert alice.code in codes


def test_nothing_new_is_nothing(alice, bob):
    assert bob.ask("GET", f"/events?since={bob.v}&wait=0") == (204, None)


def test_a_poll_hears_of_a_move_as_it_is_made(alice, bob):
    with bob.left_open(f"/events?since={bob.v}&wait=30") as poll:
        until(lambda: is_here(alice, 2))
        alice.say("move", cell=4)
        assert json.loads(poll.line())["last"] == 4


def test_a_stream_tells_all_and_goes_on_where_it_ended(alice, bob):
    with bob.left_open("/stream") as stream:
        assert json.loads(stream.event("welcome")["data"])["seat"] == 2
        assert int(stream.event("state")["id"]) == bob.v
        v = alice.say("move", cell=4)["v"]
        told = stream.event("state")
        assert int(told["id"]) == json.loads(told["data"])["v"] == v
        alice.say("resign", game=1)
        assert json.loads(stream.event("state")["data"])["reason"] == "resigned"


@pytest.mark.parametrize("rest", ["/stream", "/events?since=9&wait=30"])
def test_whoever_hangs_up_is_gone(alice, bob, rest):
    carol = Player(alice.server, alice.code)

    def watchers():
        return alice.ask("GET", "")[1]["presence"]["spectators"]

    with carol.left_open(rest) as listening:
        until(lambda: watchers() == 1)
        listening.hang_up()
        until(lambda: watchers() == 0)


def test_a_server_that_ends_says_so(kind, serve):
    """Daphne tells nobody anything."""
    server = serve()
    alice = Player(server)
    alice.open_room()
    with (
        alice.left_open("/stream") as stream,
        alice.left_open("/events?since=2") as poll,
    ):
        stream.event("state")
        until(lambda: is_here(alice, 1))
        server.process.send_signal(signal.SIGTERM)
        told = stream.event("close")
        assert json.loads(told["data"])["code"] == 4012
        assert int(told["retry"]) >= 200
        assert not stream.line()
        assert json.loads(poll.line())["code"] == "restarting"
    assert kind is not Kind.DAPHNE
    assert server.process.wait(15) == 0
