from game.engine.commands import Hush, Leave, Sit
from game.engine.state import other
from game.tests.engine.scenes import ALICE, BOB, CAROL, Scene, alice, bob, states


def test_the_seats_face_each_other():
    assert (other(1), other(2)) == (2, 1)


def test_the_first_open_seat_is_told():
    room = Scene()
    room.do(Leave(), alice)
    room.do(Sit(), bob)
    room.do(Sit(), alice)
    assert [state.open_seat for state in states(room.log)] == [1, 2, 1, 2, None]


def test_a_person_holds_one_seat_or_two_or_none():
    room = Scene().seat_bob()
    assert room.state.seats_of(BOB.id) == (2,)
    assert room.state.seats_of(CAROL.id) == ()
    room.do(Leave(), bob)
    room.do(Sit(2), alice)
    assert room.state.seats_of(ALICE.id) == (1, 2)
    assert not room.state.holds(BOB.id, 2)


def test_everybody_talks_until_the_players_want_quiet():
    room = Scene().seat_bob()
    people = (ALICE, BOB, CAROL)
    assert all(room.state.may_talk(person.id) for person in people)
    room.do(Hush(on=True), bob)
    assert [room.state.may_talk(person.id) for person in people] == [True, True, False]
