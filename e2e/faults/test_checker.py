"""The judge itself: each thing that may never happen is found."""

import json
from dataclasses import replace

import pytest

from e2e.faults.checker import Log, Row, Verdict, check
from e2e.faults.history import History, What
from game import protocol, render
from game.engine.events import Event, Moved, Opened, Player, Sat
from game.engine.evolve import fold

ROOM = "ABCDEF"


@pytest.fixture
def log() -> Log:
    alice, bob = Player("a", "Alice"), Player("b", "Bob")
    events: tuple[Event, ...] = (
        Opened(1, "classic", private=False),
        Sat(1, 1, alice),
        Sat(2, 2, bob),
        Moved(3, 1, 4),
        Moved(4, 2, 0),
    )
    keys = (None, None, "b1", "a1", "b2")
    seats = (0, 0, 0, 1, 2)
    return [
        Row(v, event, seat, key)
        for v, (event, seat, key) in enumerate(zip(events, seats, keys, strict=True), 1)
    ]


@pytest.fixture
def alice(log: Log) -> History:
    """She opened the room, moved once, and saw everything."""
    history = History("alice", ROOM, 1)
    history.add(What.WELCOME, v=1)
    move = {"type": "move", "cell": 4, "ply": 0, "game": 1, "key": "a1"}
    history.add(What.SENT, "a1", text=json.dumps(move))
    history.add(What.ACKED, "a1", 4)
    for v in range(2, 6):
        history.add(What.SAW, v=v, text=wire(log, v))
    return history


def wire(log: Log, v: int) -> str:
    state = fold([row.event for row in log[:v]])
    return protocol.encode(render.state_message(ROOM, state))


def judge(log: Log, *histories: History) -> Verdict:
    return check({ROOM: log}, histories)


def test_what_is_right_is_found_right(log: Log, alice: History):
    verdict = judge(log, alice)
    assert verdict == Verdict(confirmed=1)


def test_a_confirmed_move_that_is_gone_is_lost(log: Log, alice: History):
    verdict = judge(log[:3], alice)
    assert verdict.lost == 1
    assert "is not in the log" in verdict.findings[0]


def test_a_confirmed_move_at_another_place_is_lost(log: Log, alice: History):
    alice.notes[2] = replace(alice.notes[2], v=5)
    assert judge(log, alice).lost == 1


def test_a_key_twice_in_the_log_is_doubled(log: Log, alice: History):
    log[4] = replace(log[4], key="a1")
    assert judge(log, alice).doubled == 1


def test_a_missing_version_is_a_hole(log: Log, alice: History):
    del log[3]
    assert judge(log, alice).holes == 1


def test_a_move_out_of_turn_breaks_the_rules(log: Log):
    log[4] = replace(log[4], event=Moved(4, 1, 0))
    assert "out of turn" in judge(log, History("carol", ROOM, 0)).findings[0]


def test_a_cell_taken_twice_breaks_the_rules(log: Log):
    log[4] = replace(log[4], event=Moved(4, 2, 4))
    assert "breaks the rules" in judge(log, History("carol", ROOM, 0)).findings[0]


def test_a_refused_move_may_not_stand_in_the_log(log: Log, alice: History):
    alice.notes[2] = replace(alice.notes[2], what=What.REFUSED)
    assert "which stands in the log" in judge(log, alice).findings[0]


def test_all_answers_to_a_key_are_the_same(log: Log, alice: History):
    alice.add(What.REFUSED, "a1", 5, "stale")
    assert any("different answers" in found for found in judge(log, alice).findings)


def test_a_state_that_never_was_is_found(log: Log, alice: History):
    alice.notes[-1] = replace(alice.notes[-1], text=wire(log, 4))
    assert "where the log says" in judge(log, alice).findings[0]


def test_a_screen_that_stays_behind_is_found(log: Log, alice: History):
    alice.notes.pop()
    assert "ended at v 4, the log at 5" in judge(log, alice).findings[0]


def test_a_player_who_comes_back_without_a_seat_is_found(log: Log, alice: History):
    alice.add(What.WELCOME, v=0)
    assert "lost its seat" in judge(log, alice).findings[0]
