"""What `manage.py test` runs, and where its browser comes from."""

from pathlib import Path

import pytest

from tictac import browser
from tictac.management.commands.test import picks_tests, reaches_the_browser


@pytest.mark.parametrize(
    ("arguments", "picks"),
    [
        ([], False),
        (["-q", "-x"], False),
        (["--durations=5"], False),
        (["game/tests"], True),
        (["-k", "draw"], True),
        (["--lf"], True),
        (["e2e/test_play.py::test_a_draw"], True),
    ],
)
def test_the_checks_of_the_whole_are_left_out_for_a_part(
    arguments: list[str], picks: bool
):
    assert picks_tests(arguments) is picks


@pytest.mark.parametrize(
    ("arguments", "reaches"),
    [
        ([], True),
        (["-x"], True),
        (["-k", "draw"], True),
        (["game/tests/test_rooms.py"], False),
        (["game/tests", "e2e/test_play.py"], True),
    ],
)
def test_a_browser_is_looked_for_when_it_is_needed(arguments: list[str], reaches: bool):
    assert reaches_the_browser(arguments) is reaches


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch):
    """A machine with nothing; the list holds every command that is run on it."""
    ran: list[str] = []
    working: set[str] = set()

    def run(command) -> bool:
        ran.append(" ".join(command))
        return command[0] in working or command[-1] == "--version"

    monkeypatch.setattr(browser, "run", run)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(browser, "PLACES", ())
    monkeypatch.setattr(browser, "playwrights_own", lambda: iter(()))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    machine = type("Machine", (), {})()
    machine.ran, machine.working = ran, working
    machine.has = lambda *names: monkeypatch.setattr(
        "shutil.which", lambda name: name if name in names else None
    )
    machine.become_root = lambda: monkeypatch.setattr("os.geteuid", lambda: 0)
    return machine


def test_the_systems_browser_is_taken(machine):
    machine.has("google-chrome")
    machine.working.add("google-chrome")
    assert browser.find_or_install("") == "google-chrome"
    assert not any("install" in command for command in machine.ran)


def test_a_browser_that_does_not_start_is_none(machine):
    machine.has("chromium", "apt-get")
    with pytest.raises(browser.NoBrowserError):
        browser.find_or_install("")


def test_a_driver_that_does_not_start_is_no_help(machine, monkeypatch):
    machine.has("chromium")
    machine.working.add("chromium")
    monkeypatch.setattr(browser, "driver_starts", lambda: False)
    with pytest.raises(browser.NoBrowserError):
        browser.find_or_install("")


def test_playwrights_browser_is_installed_next(machine, monkeypatch):
    def own():
        if any("playwright install" in command for command in machine.ran):
            yield "/cache/chrome"

    monkeypatch.setattr(browser, "playwrights_own", own)
    machine.working.add("/cache/chrome")
    assert browser.find_or_install("") == "/cache/chrome"


@pytest.mark.parametrize(
    ("offered", "installed"),
    [
        ("chromium-headless-shell", ["chromium-headless-shell"]),
        ("chromium", ["chromium-headless-shell", "chromium"]),
    ],
)
def test_root_installs_it_from_the_system(machine, monkeypatch, offered, installed):
    """The shell of it where the system has one: it does half the work."""
    machine.become_root()
    machine.has("apt-get", offered)
    monkeypatch.setattr(
        browser,
        "starts",
        lambda path: any(f" {path} " in command for command in machine.ran),
    )
    assert browser.find_or_install("") == offered
    install = "apt-get install --yes --no-install-recommends"
    assert [command for command in machine.ran if command.startswith("apt-get")] == [
        "apt-get update",
        *(f"{install} {name} libatomic1" for name in installed),
    ]


def test_without_root_one_sentence_names_the_command(machine):
    machine.has("apt-get")
    with pytest.raises(browser.NoBrowserError) as error:
        browser.find_or_install("")
    assert str(error.value) == (
        "No browser for the end-to-end tests; run:"
        " sudo apt-get install --yes --no-install-recommends chromium libatomic1"
    )
    assert not any(command.startswith("apt-get") for command in machine.ran)


def test_without_a_package_manager_too(machine):
    with pytest.raises(browser.NoBrowserError, match="CHROMIUM_PATH"):
        browser.find_or_install("")


def test_a_wish_is_fulfilled_or_refused(machine):
    machine.working.add("/opt/chrome")
    assert browser.find_or_install("/opt/chrome") == "/opt/chrome"
    with pytest.raises(browser.NoBrowserError, match="names no working browser"):
        browser.find_or_install("/opt/nothing")


def test_what_cannot_be_run_has_not_run(tmp_path: Path):
    assert not browser.run((str(tmp_path / "nothing"),))
    assert browser.run(("true",))
    assert not browser.run(("false",))
