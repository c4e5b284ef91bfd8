import pytest

from game.engine.commands import Leave, Sit
from game.engine.seating import Wish, seat_for
from game.tests.engine.scenes import ALICE, BOB, CAROL, Scene, alice, bob

WISHES: tuple[Wish, ...] = (None, 1, 2, "watch")


@pytest.fixture
def room():
    return Scene().seat_bob()


@pytest.mark.parametrize(
    ("player", "seats"),
    [
        (ALICE, [1, 1, None, None]),
        (BOB, [2, None, 2, None]),
        (CAROL, [None, None, None, None]),
    ],
)
def test_a_wish_gives_the_seat_one_holds_and_no_other(room, player, seats):
    assert [seat_for(room.state, player.id, wish) for wish in WISHES] == seats


def test_who_holds_both_seats_must_say_which(room):
    room.do(Leave(), bob)
    room.do(Sit(2), alice)
    assert [seat_for(room.state, ALICE.id, wish) for wish in WISHES] == [
        None,
        1,
        2,
        None,
    ]
