"""Work that is begun again for ever, and what is told of it."""

import asyncio
import logging
from contextlib import suppress

import pytest

from game import keeping
from game.keeping import keep


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(keeping, "SHORTEST_PAUSE", 0.001)
    monkeypatch.setattr(keeping, "LONGEST_PAUSE", 0.01)
    monkeypatch.setattr(keeping, "PATIENCE", 0.01)


async def kept(attempts, *, trouble=(OSError,)):
    """Each attempt lasts for so long, then fails as told; the last has no end."""
    left = iter(attempts)
    is_over = asyncio.Event()

    async def work():
        for seconds, error in left:
            await asyncio.sleep(seconds)
            raise error
        is_over.set()
        await asyncio.Event().wait()

    task = asyncio.ensure_future(keep(work, "The broker", trouble))
    await asyncio.wait_for(is_over.wait(), 5)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_one_outage_is_told_once(caplog):
    await kept([(0, OSError("gone"))] * 5)
    assert [record.message for record in caplog.records] == [
        "The broker is away: OSError gone"
    ]


async def test_each_outage_is_told(caplog):
    await kept([(0, OSError())] * 3 + [(0.05, OSError())] + [(0, OSError())] * 3)
    assert len(caplog.records) == 2


async def test_a_mistake_of_ours_is_told_with_its_trace_and_does_not_end_it(caplog):
    await kept([(0, ZeroDivisionError())] * 2)
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2
    assert all(record.exc_info for record in caplog.records)
