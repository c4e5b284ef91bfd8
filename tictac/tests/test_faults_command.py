"""The command of the long form; what it runs is tested where it lives."""

import pytest
from django.core.management import CommandError, call_command

from e2e.faults import running
from e2e.faults.catalogue import FAULTS


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    made: list[tuple] = []

    def run(names, rounds, _say, *, controls):
        made.append((list(names), rounds, controls))
        return len(made) == 1

    monkeypatch.setattr(running, "run", run)
    return made


def test_without_a_name_it_is_every_fault(runs: list[tuple]):
    call_command("faults")
    assert runs == [(list(FAULTS), None, False)]


def test_what_is_not_as_it_must_be_fails_the_command(runs: list[tuple]):
    call_command("faults", "--controls")
    with pytest.raises(CommandError, match="not as it must be"):
        call_command("faults", "--only", "kill", "soak", "--rounds", "2")
    assert runs[1] == (["kill", "soak"], 2, False)


def test_an_unknown_fault_is_refused_with_the_known_ones(runs: list[tuple]):
    with pytest.raises(CommandError, match=r"No such fault: flood\. Known: kill,"):
        call_command("faults", "--only", "flood")
    assert runs == []
