import time

import pytest

from game.presence import LOADING, NOBODY, PAGE_LEASE, Presence, now_ms
from game.tests.engine.scenes import Scene


@pytest.fixture
def presence():
    return Presence()


def seats(presence, now, scene=None):
    message = presence.message((scene or Scene().seat_bob()).state, now)
    return [(seat.here, seat.since) if seat else None for seat in message.seats]


def test_now_is_in_milliseconds():
    assert abs(now_ms() - time.time() * 1000) < 1000


def test_a_seat_is_live_while_a_socket_acts_for_it(presence):
    presence.enter(1, 10)
    presence.enter(1, 20)
    assert seats(presence, 30) == [(True, 10), (False, 30)]
    presence.leave(1, 40)
    assert presence.is_live(1, 50)
    presence.leave(1, 60)
    assert seats(presence, 70) == [(False, 60), (False, 30)]
    assert presence.members == 0


def test_who_watches_is_counted(presence):
    presence.enter(0, 10)
    presence.enter(0, 20)
    presence.enter(2, 30)
    assert presence.message(Scene().state, 40).spectators == 2
    assert presence.members == 3
    presence.leave(0, 50)
    assert presence.message(Scene().state, 60).spectators == 1


def test_an_empty_seat_is_none(presence):
    assert seats(presence, 10, Scene()) == [(False, 10), None]


def test_a_fetched_page_is_live_until_its_socket_should_be_there(presence):
    presence.touch(2, 10)
    presence.touch(2, 20)
    assert seats(presence, 30)[1] == (True, 10)
    assert presence.is_live(2, 19 + LOADING)
    assert not presence.is_live(2, 20 + LOADING)
    assert not presence.expire(19 + LOADING)
    assert presence.expire(20 + LOADING)
    assert seats(presence, 10**6)[1] == (False, 20)  # nothing was heard since


def test_a_page_without_scripts_is_live_for_longer(presence):
    presence.touch(2, 10, PAGE_LEASE)
    presence.touch(2, 20)
    assert presence.is_live(2, 9 + PAGE_LEASE)
    assert not presence.expire(9 + PAGE_LEASE)
    assert presence.expire(10 + PAGE_LEASE)
    assert seats(presence, 10**6)[1] == (False, 20)


def test_a_page_that_another_process_has_as_well_is_no_loss(presence):
    presence.touch(2, 10)
    presence.hear([0, 0, 0, 0, 1], 20)
    assert presence.expire(10 + LOADING)
    assert seats(presence, 10**6)[1] == (True, 10)


def test_a_socket_takes_over_from_its_page(presence):
    presence.touch(1, 10)
    presence.enter(1, 20)
    presence.touch(1, 25)
    presence.leave(1, 30)
    assert not presence.is_live(1, 31)
    assert not presence.expire(10**9)


def test_who_is_in_another_process_is_here_too(presence):
    assert presence.hear([3, 0, 1, 0, 0], 10)
    assert not presence.hear([3, 0, 1, 0, 0], 20)
    assert seats(presence, 30) == [(False, 30), (True, 10)]
    assert presence.message(Scene().state, 30).spectators == 3
    assert presence.members == 0
    assert presence.hear([0, 1, 0, 0, 1], 40)
    assert seats(presence, 50) == [(True, 40), (True, 10)]
    assert presence.hear([*NOBODY], 60)
    assert seats(presence, 70) == [(False, 60), (False, 60)]


def test_a_socket_in_another_process_takes_over_from_a_page_of_this_one(presence):
    presence.touch(2, 10)
    assert presence.shared(20) == [0, 0, 0, 0, 1]
    presence.hear([0, 0, 1, 0, 0], 20)
    presence.touch(2, 25)
    assert presence.shared(30) == [*NOBODY]
    assert seats(presence, 30)[1] == (True, 10)
    presence.hear([*NOBODY], 40)
    assert seats(presence, 50)[1] == (False, 40)


def test_a_page_in_another_process_takes_over_from_none_of_this_one(presence):
    presence.touch(2, 10)
    presence.hear([0, 0, 0, 0, 1], 20)
    presence.hear([*NOBODY], 30)
    assert presence.is_live(2, 40)


def test_others_are_told_of_sockets_and_pages(presence):
    presence.enter(0, 10)
    presence.enter(1, 10)
    presence.enter(1, 10)
    presence.touch(2, 10)
    assert presence.shared(20) == [1, 1, 0, 0, 1]
    assert presence.shared(10 + PAGE_LEASE) == [1, 1, 0, 0, 0]
