"""PostgreSQL refuses to run as root: whom it runs as must be able to come to it."""

import os

import pytest

from e2e.binaries import can_run, copied, postgres_binaries
from e2e.postgres import NOBODY


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may run it as somebody else")
def test_what_nobody_can_come_to_is_copied():
    hidden = copied(postgres_binaries(NOBODY), None)
    assert can_run(hidden, None)
    assert not can_run(hidden, NOBODY)
    assert can_run(copied(hidden, NOBODY), NOBODY)


def test_they_are_looked_for_once():
    user = NOBODY if os.geteuid() == 0 else None
    assert postgres_binaries(user) is postgres_binaries(user)
