"""The thread of the jobs: what it does when the database does not."""

import pytest
from django.db import OperationalError

from game.errors import UnavailableError
from game.jobs.thread import in_thread
from game.models import Room

pytestmark = pytest.mark.django_db(transaction=True)


async def test_it_brings_back_what_was_asked():
    assert await in_thread(Room.objects.count) == 0


async def test_trouble_with_the_database_is_told_and_passes(caplog):
    def fail():
        raise OperationalError("gone")

    with pytest.raises(UnavailableError):
        await in_thread(fail)
    assert "gone" in caplog.text
    assert "Traceback" not in caplog.text
    assert await in_thread(Room.objects.count) == 0


async def test_a_fault_of_ours_is_told_with_its_trace(caplog):
    with pytest.raises(UnavailableError):
        await in_thread(lambda: 1 // 0)
    assert "ZeroDivisionError" in caplog.text
