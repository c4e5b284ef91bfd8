"""How fast anybody may ask, and how many rooms may come from one address."""

import pytest

from game import pace
from game.errors import TooManyRoomsError
from game.pace import ROOMS_AT_ONCE, Pace, hold_back_rooms, network_of


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(pace, "monotonic", lambda: now[0])
    monkeypatch.setattr(pace, "ROOMS", Pace())
    return now


def test_a_burst_is_free_and_then_it_takes_time(clock):
    mine = Pace()
    assert [mine.take("me", 2, 4) for _ in range(3)] == [True, True, False]
    assert mine.take("you", 2, 4)
    clock[0] += 0.25
    assert [mine.take("me", 2, 4) for _ in range(2)] == [True, False]
    clock[0] += 3600
    assert [mine.take("me", 2, 4) for _ in range(3)] == [True, True, False]


def test_who_asks_no_more_is_forgotten(clock, monkeypatch):
    monkeypatch.setattr(pace, "MOST_REMEMBERED", 3)
    mine = Pace()
    for who in "abc":
        mine.take(who, 1, 1)
    clock[0] += 2
    mine.take("d", 1, 1)
    assert not mine.take("d", 1, 1)
    assert mine.take("a", 1, 1)


def test_rooms_from_one_address_have_a_bound(clock):
    for _ in range(ROOMS_AT_ONCE):
        hold_back_rooms("192.0.2.7")
    with pytest.raises(TooManyRoomsError):
        hold_back_rooms("192.0.2.7")
    hold_back_rooms("192.0.2.8")
    clock[0] += 5
    hold_back_rooms("192.0.2.7")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "", "testclient"])
def test_this_machine_is_a_proxy_or_somebody_who_tries_things_out(address):
    for _ in range(ROOMS_AT_ONCE + 1):
        hold_back_rooms(address)


def test_a_network_of_version_6_is_one_address():
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:2")
    assert network_of("2001:db8::1") != network_of("2001:db8:0:1::1")
    assert network_of("::ffff:192.0.2.7") != network_of("::ffff:192.0.2.8")
