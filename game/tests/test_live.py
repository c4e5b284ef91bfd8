import json

import pytest

from game.engine.commands import HOUSE, Actor, Close, Move, Sit
from game.errors import KeyReusedError
from game.live import Ask, LiveRoom
from game.log import Entry
from game.tests.engine.scenes import ALICE, BOB, WON, Scene, alice, bob


def entries(scene, **keys):
    """The scene's log as it is read back; `v4="k1"` puts a key on that event."""
    return [
        Entry(v, event, "alice", 1, keys.get(f"v{v}"), "move {}")
        for v, event in enumerate(scene.log, 1)
    ]


def ask(command, by, key=None):
    return Ask(command, by, 5000, key, lambda _: None)


@pytest.fixture
def scene():
    return Scene().seat_bob().play(*WON)


def test_a_room_is_the_fold_of_its_log(scene):
    room = LiveRoom.of("K7QX2M", entries(scene))
    assert room.state == scene.state
    assert json.loads(room.text)["v"] == scene.state.v
    assert room.group == "room_K7QX2M"
    assert room.seating == ("alice", "bob", ("X", "O"))


def test_a_room_may_have_one_event_only(scene):
    room = LiveRoom.of("K7QX2M", entries(scene)[:1])
    assert room.seating == (None, None, ("X", "O"))
    assert json.loads(room.text)["v"] == 1


def test_it_follows_what_is_next_and_nothing_else(scene):
    lines = entries(scene)
    room = LiveRoom.of("K7QX2M", lines[:3])
    assert not room.read([])
    assert not room.read(lines[:3])
    assert not room.read(lines[5:])
    assert room.state.v == 3
    assert room.read(lines[2:5])
    assert room.state.v == json.loads(room.text)["v"] == 5


def test_it_remembers_the_keys_of_its_log(scene):
    room = LiveRoom.of("K7QX2M", entries(scene, v1="k0", v4="k1"))
    room.receipts["alice", 1, "k1"] = (4, ask(Move(0), alice).body)
    assert room.receipt(ask(Move(0), alice, "k1")) == 4
    assert room.receipt(ask(Move(0), alice)) is None
    assert room.receipt(ask(Move(0), alice, "k2")) is None
    assert room.receipt(ask(Move(0), bob, "k1")) is None
    assert room.receipt(ask(Move(0), Actor(ALICE, 2), "k1")) is None
    for other in (Move(1), Move(0, ply=0), Close()):
        with pytest.raises(KeyReusedError):
            room.receipt(ask(other, alice, "k1"))


def test_an_append_stands_at_the_next_place_and_is_taken_over():
    scene = Scene()
    room = LiveRoom.of("K7QX2M", entries(scene))
    sit = ask(Sit(2), bob, "k1")
    events = scene.do(sit.command, sit.by)
    append = room.append(sit, events, scene.state)
    assert (append.code, append.v, append.events) == ("K7QX2M", 3, events)
    assert (append.player, append.seat, append.key) == ("bob", 0, "k1")
    assert append.players == (BOB,)
    assert room.state.v == 2
    room.take_over(append, scene.state)
    assert room.state is scene.state
    assert json.loads(room.text)["v"] == 3
    assert room.receipt(sit) == 3


def test_without_a_key_nothing_is_remembered():
    scene = Scene()
    room = LiveRoom.of("K7QX2M", entries(scene))
    close = ask(Close(), HOUSE)
    assert close.who == ("", 0)
    append = room.append(close, scene.do(close.command, close.by), scene.state)
    room.take_over(append, scene.state)
    assert (append.body, room.receipts) == ("", {})


def test_a_caller_that_fails_is_its_own_trouble(caplog):
    Ask(Move(0), alice, 5000, None, lambda _: 1 / 0).answer(4)  # type: ignore[arg-type]
    assert "ZeroDivisionError" in caplog.text
