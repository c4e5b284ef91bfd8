"""The short form of every fault: safety, and everybody back in time; no percentiles."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack

import pytest

from e2e.faults.catalogue import FAULTS, Make
from e2e.faults.running import control_findings
from e2e.faults.stack import Stack

pytestmark = pytest.mark.timeout(300)

Lend = Callable[[Make], AbstractContextManager[Stack]]
# The others take minutes together: `manage.py test --full` and `manage.py faults`.
EVERY_TIME = ("kill", "duels", "storage", "kill-many", "redis")
CONTROLS = [(name, control) for name in FAULTS for control in FAULTS[name].controls]


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


@pytest.mark.parametrize(
    "name",
    [
        name if name in EVERY_TIME else pytest.param(name, marks=pytest.mark.slow)
        for name in FAULTS
    ],
)
async def test_nothing_is_lost_and_everybody_is_back(name: str, lend: Lend):
    fault = FAULTS[name]
    with lend(fault.make) as stack:
        report = await fault.test(stack, fault.short, lambda _: None)
        assert report.findings == []
        assert report.rounds == fault.short
        assert report.verdict.confirmed > 0


@pytest.mark.slow
@pytest.mark.parametrize(("name", "control"), CONTROLS)
async def test_a_wrong_build_is_found_out(name: str, control: str):
    assert await control_findings(name, control)
