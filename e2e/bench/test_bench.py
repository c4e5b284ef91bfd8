"""A short run of every scene, small: it verifies, and does not say how fast it is."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from e2e.bench import crowd, rounds, running, starting
from e2e.bench.loop import StalledError, TroubleError
from e2e.bench.progress import Bar
from e2e.bench.running import Effort
from e2e.bench.scenes import MANY, SCENES, Scene

pytestmark = pytest.mark.timeout(180)

SHORT = Effort(rounds=1, seconds=0.2, is_quick=True)
EVERYBODY = ("relay", "picows")
SMALL = (
    Scene("moves-10", "moves", partial(rounds.moves, 4), EVERYBODY),
    Scene("watchers-2", "watchers", partial(rounds.fan_out, 3), EVERYBODY),
    Scene("rejected", "refusals", partial(rounds.refusals, 2), EVERYBODY),
    Scene("joins", "joins", rounds.joins, EVERYBODY),
    Scene("leaves", "leaves", rounds.leaves, EVERYBODY),
    Scene("idle", "idle", partial(rounds.idle, 20), EVERYBODY),
)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "PRESENCE_SECONDS", 0.05)
    monkeypatch.setattr(rounds, "REST_SECONDS", 0.05)
    monkeypatch.setattr(rounds, "JOINING_ROOMS", 3)
    monkeypatch.setattr(rounds, "IDLE_ROOMS", 5)
    monkeypatch.setattr(rounds, "FIRST_VISITORS", 10)


def bar() -> Bar:
    return Bar(1, lambda _: None, is_watched=False)


def test_every_scene_is_played_and_verified_at_every_server(tmp_path: Path):
    run = running.run(SMALL, SHORT, tmp_path, bar(), against=True)
    assert run.findings == []
    assert run.is_quick
    for scene in SMALL:
        for name in scene.targets(against=True):
            figure = run.figure(scene.name, name)
            assert figure
            assert figure.best.units > 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_players_of_one_room_play_at_different_processes(tmp_path: Path):
    scenes = [replace(SCENES[MANY], make=partial(rounds.moves, 4))]
    run = running.run(scenes, SHORT, tmp_path, bar(), against=False)
    assert run.findings == []
    assert [figure.target for figure in run.figures] == ["many", "tictac"]


def test_a_log_that_lacks_a_move_makes_the_figure_invalid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    play = crowd.Crowd.play

    def play_and_boast(people, seconds):
        play(people, seconds)
        people.tables[0].moves += 1

    monkeypatch.setattr(crowd.Crowd, "play", play_and_boast)
    run = running.run(SMALL[:1], SHORT, tmp_path, bar(), against=False)
    assert run.figures == []
    (finding,) = run.findings
    assert "moved were confirmed" in finding


def test_a_disk_that_stood_still_gets_a_second_chance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    play, stalls = crowd.Crowd.play, [StalledError("It stood still.")]

    def play_later(people, seconds):
        if stalls:
            raise stalls.pop()
        play(people, seconds)

    monkeypatch.setattr(crowd.Crowd, "play", play_later)
    run = running.run(SMALL[:1], SHORT, tmp_path, bar(), against=False)
    assert run.findings == []
    assert run.notes == ["moves: played twice. It stood still."]
    assert [figure.target for figure in run.figures] == ["tictac"]


def test_a_server_that_does_not_start_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(_folder):
        raise RuntimeError("The server does not start.")

    monkeypatch.setitem(running.MADE, "picows", refuse)
    run = running.run(SMALL[:1], SHORT, tmp_path, bar(), against=True)
    assert run.findings == ["moves: The server does not start."]


def test_screens_that_differ_make_the_figure_invalid(tmp_path: Path):
    with starting.bare(tmp_path) as target:
        rooms = target.open_rooms(2)
        with crowd.Crowd(target, rooms) as people:
            one, another = people.tables
            one.players += another.players  # they see what they should not
            with pytest.raises(TroubleError, match="screens differ"):
                people.check()
            del one.players[2:]
