"""A run in tables, judged, drawn, and on a page."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from e2e.bench import bar, figures, page, report
from e2e.bench.chart import chart
from e2e.bench.figures import Figure, Run, Sample, Times
from e2e.bench.machine import Cpu
from e2e.bench.scenes import ROOMS, WATCHERS, moves_scene, watchers_scene


def sample(cost: float, **fields: object) -> Sample:
    cpu = Cpu(cost * 0.75 / 1000, cost * 0.25 / 1000)
    return Sample(1000, 0.5, cpu, 0.02, **fields)  # type: ignore[arg-type]


@pytest.fixture
def run() -> Run:
    made = Run(
        "2026-11-21", {"processor": "a good one", "cores": "2 cores"}, {"python": "3"}
    )

    def add(scene: str, target: str, *costs: float, **fields: object) -> None:
        samples = [sample(cost, **fields) for cost in costs]
        made.figures.append(Figure(scene, target, samples))

    for number in ROOMS:
        add(moves_scene(number), "relay", 1000)
        add(moves_scene(number), "picows", 24, 20)
        add(moves_scene(number), "tictac", 50, 48, 60)
    for number in WATCHERS:
        add(watchers_scene(number), "picows", 5)
        add(watchers_scene(number), "tictac", 9)
    add("joins", "tictac", 400)
    add("idle", "tictac", 400, memory=20 * 1024)
    add("one-room", "tictac", 200, screens=Times(0.0004, 0.002))
    add("many", "many", 90)
    add("many", "tictac", 50)
    return made


def found(run: Run) -> dict[str, tuple[str, str]]:
    verdicts = bar.verdicts(run)
    return {verdict.line.title: (verdict.found, verdict.word) for verdict in verdicts}


def test_the_cheapest_round_counts(run: Run):
    figure = run.figure("moves-100", "tictac")
    assert figure
    assert figure.best.cost == pytest.approx(48)


def test_what_holds_is_told_from_what_does_not(run: Run):
    words = found(run)
    assert words["move, 100 rooms: next to picows"] == ("2.40 ×", "holds")
    assert words["delivery, 500 watchers: next to picows"] == ("1.80 ×", "holds")
    assert words["move, 500 rooms: the relay's cost"] == ("20.83 ×", "holds")
    assert words["connect and join"] == ("2,000 a second", "holds")
    assert words["idle connection"] == ("20.00 KiB", "holds")
    assert words["one room: to both screens, p50"] == ("0.40 ms", "holds")
    many = words["two processes, PostgreSQL, Redis: next to one"]
    assert many == ("1.80 ×", "MISSED")


def test_what_was_not_measured_is_no_success(run: Run):
    words = found(run)
    assert words["rejected move: next to picows"] == ("not measured", "")


def test_costs_that_grow_are_found(run: Run):
    title = "move, 100 to 2,000 rooms: dearest next to cheapest"
    assert found(run)[title] == ("1.00 ×", "holds")
    last = run.figure(moves_scene(ROOMS[-1]), "tictac")
    assert last
    run.figures.remove(last)
    assert found(run)[title] == ("not measured", "")
    run.figures.append(Figure(last.scene, last.target, [sample(75)]))
    assert found(run)[title] == ("1.56 ×", "MISSED")


def test_the_first_step_may_cost_more(run: Run):
    first = run.figure(moves_scene(ROOMS[0]), "tictac")
    assert first
    run.figures.remove(first)
    run.figures.append(Figure(first.scene, first.target, [sample(500)]))
    title = "move, 100 to 2,000 rooms: dearest next to cheapest"
    assert found(run)[title] == ("1.00 ×", "holds")


def test_a_table_has_a_row_for_each_figure(run: Run):
    rows = report.found(run)
    assert len(rows) == 1 + len(run.figures)
    row = next(row for row in rows if row[:2] == ("move, 100 rooms", "picows"))
    assert row[2:5] == ("20.0 µs", "15.0 + 5.0", "2,000")
    assert row[-1] == "2.40 ×"
    assert "20.0 KiB" in report.text(run)


def test_a_run_that_was_kept_is_read_again(run: Run, tmp_path: Path):
    figures.keep(run, tmp_path / "run.json")
    assert figures.read(tmp_path / "run.json") == run


def test_the_page_tells_when_where_and_how_well(run: Run, tmp_path: Path):
    run.findings.append("move, 10 rooms: lost")
    page.write(run, tmp_path / "performance.md")
    text = (tmp_path / "performance.md").read_text()
    assert "2026-11-21: a good one, 2 cores; python 3." in text
    assert "**move, 10 rooms: lost**" in text
    assert "| connect and join | ≥ 1,600 a second | 2,000 a second | holds |" in text
    assert (tmp_path / "performance.svg").read_text() == chart(run)


def test_the_chart_draws_each_server_and_says_it_in_words(run: Run):
    picture = ET.fromstring(chart(run))  # noqa: S314 - made here
    space = "{http://www.w3.org/2000/svg}"
    lines = [path.get("class") for path in picture.iter(f"{space}path")]
    assert lines.count("line ours") == 3  # two panels and the legend
    assert lines.count("line relay") == 2
    words = picture.findtext(f"{space}desc") or ""
    assert "CPU for a move, µs, tictac: 48.0 at 10" in words


def test_a_run_with_nothing_to_draw_has_a_chart_all_the_same(run: Run):
    run.figures.clear()
    assert "<path" not in chart(run)
