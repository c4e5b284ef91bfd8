"""What processes tell each other, heard by a process of our own."""

from typing import Any

import pytest

from game import render
from game.gossip import LEASE, Gossip
from game.tests.engine.scenes import Scene


class Clock:
    now = 0.0

    def time(self) -> float:
        return self.now


class Wire:
    """Brings what one process posts to the others."""

    def __init__(self) -> None:
        self.processes: list[Gossip] = []
        self.asked: list[Gossip] = []

    def post(self, group, message):
        assert group == "processes"
        for gossip in self.processes:
            if gossip.hear(message):
                self.asked.append(gossip)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def changed():
    return []


@pytest.fixture
def pair(clock, changed):
    wire: Any = Wire()
    here = Gossip(clock, wire, lambda codes: changed.append(set(codes)))
    there = Gossip(clock, wire, lambda codes: None)
    wire.processes = [here, there]
    return here, there


def row(code, scene=None):
    return render.row(code, (scene or Scene()).state)


def listed(gossip):
    return {code for code in "ABC" if gossip.row(code)}


def test_counts_add_up_over_processes_but_not_ones_own(pair, changed):
    here, there = pair
    there.share({"A": [3, 1, 0, 0, 0]}, is_all=True)
    here.share({"A": [9, 9, 9, 0, 0]}, is_all=True)
    assert here.counts("A") == [3, 1, 0, 0, 0]
    assert here.counts("B") == [0, 0, 0, 0, 0]
    assert changed == [{"A"}]


def test_a_part_adds_to_what_was_said_and_all_replaces_it(pair, changed):
    here, there = pair
    there.share({"A": [1, 0, 0, 0, 0], "B": [1, 0, 0, 0, 0]}, [row("A")], is_all=True)
    there.share({"A": [2, 0, 0, 0, 0]}, [row("C")])
    assert here.counts("A") == [2, 0, 0, 0, 0]
    assert here.counts("B") == [1, 0, 0, 0, 0]
    assert listed(here) == {"A", "C"}
    there.share({"A": [2, 0, 0, 0, 0]}, is_all=True)
    assert here.counts("B") == [0, 0, 0, 0, 0]
    assert listed(here) == set()
    assert changed[-1] == {"A", "B", "C"}


def test_a_row_that_is_gone_is_taken_off(pair, changed):
    here, there = pair
    there.share({}, [row("A"), row("B")], is_all=True)
    there.share({}, gone=["A"])
    assert listed(here) == {"B"}
    assert changed[-1] == {"A"}


def test_who_knows_the_newest_of_a_room_is_believed(pair, clock):
    here, there = pair
    third = Gossip(clock, here._poster, lambda codes: None)
    newest = row("A", Scene().seat_bob())
    there.share({}, [newest], is_all=True)
    third.share({}, [row("A")], is_all=True)
    assert here.row("A") == newest
    third.share({}, is_all=True)
    there.share({}, [row("A")], is_all=True)
    assert here.row("A") == row("A")


def test_who_is_not_heard_for_a_lease_is_forgotten(pair, clock, changed):
    here, there = pair
    there.share({"A": [0, 1, 0, 0, 0]}, [row("A")], is_all=True)
    clock.now = LEASE - 1
    here.forget()
    assert here.counts("A") == [0, 1, 0, 0, 0]
    clock.now = LEASE + 1
    here.forget()
    assert here.counts("A") == [0, 0, 0, 0, 0]
    assert listed(here) == set()
    assert changed[-1] == {"A"}


def test_a_newcomer_asks_and_the_others_are_told_so(pair):
    here, there = pair
    there.share({}, is_all=True, is_asking=True)
    assert here._poster.asked == [here]


def test_all_is_due_again_after_a_while(pair, clock):
    here, _ = pair
    here.share({}, is_all=True)
    assert not here.is_due()
    clock.now = 6
    assert here.is_due()
