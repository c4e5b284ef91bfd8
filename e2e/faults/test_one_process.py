"""The short form of every fault on SQLite and one process."""

import pytest

from e2e.faults.catalogue import FAULTS

pytestmark = pytest.mark.timeout(300)

NAMES = [name for name, fault in FAULTS.items() if not fault.is_of_several]


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_is_lost_and_everybody_is_back(name: str, short_form):
    await short_form(name)
