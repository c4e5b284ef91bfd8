"""The command of the benchmark; what it runs is tested where it lives."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from e2e.bench import figures, running
from e2e.bench.figures import Run
from e2e.bench.scenes import SCENES


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    made: list[tuple] = []

    def run(scenes, effort, _folder, _bar, *, against):
        made.append(([scene.name for scene in scenes], effort, against))
        findings = [] if len(made) == 1 else ["lost"]
        return Run("2026-11-21", {}, {}, findings=findings)

    monkeypatch.setattr(running, "run", run)
    return made


def test_without_a_name_it_is_every_scene(runs: list[tuple], capsys):
    call_command("bench", "--against")
    assert runs == [(list(SCENES), running.LONG, True)]
    assert "not measured" in capsys.readouterr().out


def test_a_quick_run_is_some_of_them(runs: list[tuple]):
    call_command("bench", "--quick")
    ((names, effort, against),) = runs
    assert "moves-100" in names
    assert "moves-2000" not in names
    assert (effort, against) == (running.QUICK, False)


def test_what_is_not_as_it_must_be_fails_the_command(runs: list[tuple], tmp_path: Path):
    file = tmp_path / "run.json"
    call_command("bench", "--only", "joins", "--json", str(file))
    with pytest.raises(CommandError, match="not as it must be"):
        call_command("bench", "--only", "joins", "--json", str(file))
    assert figures.read(file).findings == ["lost"]


def test_an_unknown_scene_is_refused_with_the_known_ones(runs: list[tuple]):
    with pytest.raises(CommandError, match=r"No such scene: dance\. Known: moves-10,"):
        call_command("bench", "--only", "dance")
    assert runs == []


def test_the_page_is_made_from_a_run_that_was_kept(runs: list[tuple], tmp_path: Path):
    file, page = tmp_path / "run.json", tmp_path / "page.md"
    figures.keep(Run("2026-11-21", {}, {}), file)
    call_command("bench", "--page", str(page), "--json", str(file))
    assert page.read_text().startswith("# Performance")
    assert runs == []


def test_a_page_about_no_run_is_refused(tmp_path: Path):
    with pytest.raises(CommandError, match="--json"):
        call_command("bench", "--page", str(tmp_path / "page.md"))
