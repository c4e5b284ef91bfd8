"""Stacks to break, lent from fault to fault; and what takes longest comes first."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from e2e.faults.catalogue import FAULTS, Make
from e2e.faults.stack import Stack

HERE = Path(__file__).parent

Lend = Callable[[Make], AbstractContextManager[Stack]]


@pytest.hookimpl(trylast=True)  # others sort by what a test does to the database
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.path.is_relative_to(HERE))


@pytest.fixture(scope="module")
def lend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lend]:
    """Lend a running stack; one that a fault did not break serves the next as well."""
    kept: dict[Make, Stack] = {}
    with ExitStack() as exits:

        @contextlib.contextmanager
        def lend(make: Make) -> Iterator[Stack]:
            if make not in kept:
                clear()
                folder = tmp_path_factory.mktemp("stack")
                kept[make] = exits.enter_context(make(folder, ""))
            try:
                yield kept[make]
            except BaseException:
                clear()
                raise

        def clear() -> None:
            kept.clear()
            exits.close()

        yield lend


@pytest.fixture
def short_form(lend: Lend):
    """Safety, and everybody back in time; no percentiles."""

    async def short_form(name: str) -> None:
        fault = FAULTS[name]
        with lend(fault.make) as stack:
            report = await fault.test(stack, fault.short, lambda _: None)
            assert report.findings == []
            assert report.rounds == fault.short
            assert report.verdict.confirmed > 0

    return short_form
