"""How often a password may be guessed; time is what the rows say."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from game import attempts
from game.attempts import TooManyAttemptsError, by_address, by_name, newcomers
from game.models import Attempt

pytestmark = pytest.mark.django_db(transaction=True)

ADA = by_name("ada")


def fail(times, *counted):
    for _ in range(times):
        attempts.begin(*counted)


def refused(*counted):
    with pytest.raises(TooManyAttemptsError) as caught:
        attempts.begin(*counted)
    return caught.value.seconds


def pass_time(seconds):
    for row in Attempt.objects.all():
        row.at -= timedelta(seconds=seconds)
        row.save()


def test_five_are_free_and_then_each_waits_longer():
    fail(5, ADA)
    waits = []
    for _ in range(6):
        waits.append(refused(ADA))
        pass_time(waits[-1])
        fail(1, ADA)
    assert waits == [5, 10, 20, 40, 60, 60]


def test_who_asks_while_waiting_waits_no_longer_for_it():
    fail(5, ADA)
    assert [refused(ADA) for _ in range(3)] == [5] * 3
    pass_time(3)
    assert refused(ADA) == 2


def test_one_name_does_not_keep_another_out():
    fail(5, ADA)
    fail(5, by_name("bob"))


def test_an_address_guesses_at_all_names_together():
    for number in range(20):
        attempts.begin(by_name(f"{number}"), by_address("192.0.2.7"))
    assert refused(by_name("new"), by_address("192.0.2.7")) == 5
    assert not Attempt.objects.filter(who=by_name("new").who, count__gt=0)
    attempts.begin(by_name("new"), by_address("192.0.2.8"))


def test_a_network_of_version_6_is_one_address():
    fail(20, by_address("2001:db8::1"))
    assert refused(by_address("2001:db8::ffff:2")) == 5
    attempts.begin(by_address("2001:db8:0:1::1"))
    assert by_address("::ffff:192.0.2.7") != by_address("::ffff:192.0.2.8")
    assert by_address("testclient").who == "from testclient"


def test_new_accounts_are_counted_by_themselves():
    fail(20, newcomers("192.0.2.7"))
    assert refused(newcomers("192.0.2.7")) == 5
    attempts.begin(by_address("192.0.2.7"))


def test_success_forgets_the_name_and_one_of_the_address():
    here = by_address("192.0.2.7")
    for _ in range(4):
        attempts.begin(ADA, here)
    attempts.succeeded(ADA, [here])
    assert Attempt.objects.get().count == 3
    fail(5, ADA)


def test_an_hour_later_all_is_forgotten():
    fail(5, ADA)
    pass_time(3601)
    fail(5, ADA)
    assert refused(ADA) == 5
    pass_time(3601)
    attempts.succeeded(by_name("bob"))
    assert not Attempt.objects.exists()


def test_many_at_once_are_no_more():
    def guess(_):
        try:
            attempts.begin(ADA)
        except TooManyAttemptsError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, range(24))) == 5
