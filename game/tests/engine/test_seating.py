import pytest

from game.engine.commands import Actor, Leave, Sit
from game.engine.events import Kind, Player
from game.engine.seating import Wish, is_somebody_else, seat_for
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


def test_a_guest_who_wishes_for_the_seat_of_who_they_were_is_somebody_else(room):
    def wishing(player, was, wishes=WISHES):
        return [is_somebody_else(room.state, player, wish, was) for wish in wishes]

    assert wishing(CAROL, ALICE.id) == [False, True, False, False]
    assert wishing(BOB, ALICE.id) == [False, True, False, False]
    # Who they are still; who never had it; whom the page does not name.
    for was in (CAROL.id, "nobody", ""):
        assert not any(wishing(CAROL, was))
    assert not any(wishing(ALICE, ALICE.id))
    # Somebody with a name of their own has signed in since.
    assert not any(wishing(Player("dora", "Dora", Kind.ACCOUNT), ALICE.id))
    # A seat that was given up is nobody's, or another's, whoever asks.
    room.do(Leave(), alice)
    assert not any(wishing(CAROL, ALICE.id))
    room.do(Sit(1), Actor(BOB))
    assert not any(wishing(CAROL, ALICE.id))
