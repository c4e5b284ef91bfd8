"""A room with the computer in it: who sits where, and when it is to do something."""

import pytest

from game.engine.bot import COMPUTER, owing
from game.engine.commands import HOUSE, Actor, Decline, Leave, Move, Open, Rematch
from game.engine.events import Kind, Opened, Sat
from game.engine.evolve import fold
from game.engine.room import decide
from game.tests.engine.scenes import ALICE, WON, Scene, alice

computer = Actor(COMPUTER, 2)


class Duel(Scene):
    """Alice against the computer; who is to move plays what it is told."""

    def __init__(self):
        super().__init__()
        self.log = list(decide(None, Open("classic", computer=True), alice, 1000))
        self._state = fold(self.log)

    def play(self, *cells):
        for cell in cells:
            is_alice = self.state.turn is self.state.mark_of(1)
            self.do(Move(cell), alice if is_alice else computer)
        return self


@pytest.fixture
def duel():
    return Duel()


def test_it_sits_down_opposite_whoever_opens_the_room(duel):
    assert duel.log == [
        Opened(1000, "classic", False),
        Sat(1000, 1, ALICE),
        Sat(1000, 2, COMPUTER),
    ]
    assert duel.state.seats == (ALICE, COMPUTER)
    assert COMPUTER.kind is Kind.BOT


def test_the_house_may_leave_a_room_to_it(duel):
    events = decide(None, Open("four", computer=True), HOUSE, 7)
    assert events == (Opened(7, "four", False), Sat(7, 2, COMPUTER))
    assert owing(fold(events)) is None


def test_it_owes_a_move_when_it_is_its_turn(duel):
    assert owing(duel.state) is None
    assert owing(duel.play(4).state) == 2
    assert owing(duel.play(0).state) is None


def test_it_owes_an_answer_to_an_offer_and_the_first_move_of_every_other_game(duel):
    duel.play(*WON)
    assert owing(duel.state) is None
    duel.do(Rematch(), alice)
    assert owing(duel.state) == 2
    duel.do(Decline(), alice)
    assert owing(duel.state) is None
    duel.do(Rematch(), alice)
    assert duel.state.offer is not None
    duel.do(Rematch(offer=duel.state.offer.v), computer)
    assert owing(duel.state) == 2  # it is X now


def test_it_owes_nothing_where_nobody_is_left_or_nobody_is_a_bot(duel):
    duel.play(4).do(Leave(), alice)
    assert owing(duel.state) is None
    assert owing(Scene().state) is None
    assert owing(Scene().seat_bob().state) is None


def test_it_may_hold_either_seat():
    room = Scene()
    room.do(Leave(), alice)
    sat = [Sat(room.now, 1, COMPUTER), Sat(room.now, 2, ALICE)]
    assert owing(fold(sat, room.state)) == 1
