"""The self-start: what counts as ready, and what happens when it is not."""

import ast
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tictac import bootstrap

LOCK = """\
# a comment
django==5.2.19 \\
    --hash=sha256:aa
tzdata==2026.6 ; sys_platform == 'win32' \\
    --hash=sha256:bb
zope-interface==8.7 \\
    --hash=sha256:cc
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text(LOCK)
    (tmp_path / "requirements-test.txt").write_text(LOCK)
    return tmp_path


@pytest.fixture
def lock(root: Path) -> Path:
    return root / "requirements.txt"


@pytest.fixture
def venv(root: Path) -> Path:
    return root / ".venv"


@pytest.fixture
def complete(lock: Path, venv: Path, root: Path) -> Path:
    """An environment as a finished build leaves it."""
    python = bootstrap.python_in(venv)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    bootstrap.stamp_path(lock, venv).write_text(bootstrap.stamp_text(lock, root))
    return venv


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, venv: Path) -> list[str]:
    """What a build does, without doing it."""
    taken = []

    def make_venv(*_args):
        taken.append("make")
        python = bootstrap.python_in(venv)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.unlink(missing_ok=True)
        python.symlink_to(sys.executable)

    monkeypatch.setattr(bootstrap, "make_venv", make_venv)
    monkeypatch.setattr(bootstrap, "install", lambda *_: taken.append("install"))
    return taken


def test_pins_with_a_marker_are_left_to_the_installer():
    assert bootstrap.pins(LOCK) == {"django": "5.2.19", "zope-interface": "8.7"}


def test_this_interpreter_has_what_the_locks_name():
    for command in ("play", "test"):
        lock = bootstrap.lock_for(command)
        assert bootstrap.is_satisfied(lock, bootstrap.ROOT, bootstrap.VENV)


def test_another_version_does_not_satisfy(lock: Path, venv: Path, root: Path):
    lock.write_text("django==1.0 \\\n")
    assert not bootstrap.is_satisfied(lock, root, venv)


def test_a_missing_package_does_not_satisfy(lock: Path, venv: Path, root: Path):
    lock.write_text("no-such-package==1.0 \\\n")
    assert not bootstrap.is_satisfied(lock, root, venv)


@pytest.mark.parametrize(
    ("words", "profile"),
    [
        (["play"], "local"),
        (["runserver"], "local"),
        ([], "local"),
        (["serve"], "serve"),
        (["check", "--deploy"], "check"),
        (["shell", "serve"], "local"),
    ],
)
def test_only_serve_faces_the_internet(words: list[str], profile: str):
    assert bootstrap.profile_for(["manage.py", *words]) == profile


def test_a_finished_build_is_complete(lock: Path, complete: Path, root: Path):
    assert bootstrap.has_stamp(lock, root, complete)


def test_an_unstamped_environment_is_not_complete(
    lock: Path, complete: Path, root: Path
):
    bootstrap.stamp_path(lock, complete).unlink()
    assert not bootstrap.has_stamp(lock, root, complete)


def test_a_changed_lock_is_not_complete(lock: Path, complete: Path, root: Path):
    lock.write_text(LOCK.replace("8.7", "8.8"))
    assert not bootstrap.has_stamp(lock, root, complete)


def test_another_python_is_not_complete(
    lock: Path, complete: Path, root: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys.implementation, "cache_tag", "cpython-399")
    assert not bootstrap.has_stamp(lock, root, complete)


def test_a_python_that_went_away_is_not_complete(
    lock: Path, complete: Path, root: Path
):
    python = bootstrap.python_in(complete)
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert not bootstrap.has_stamp(lock, root, complete)


def test_a_missing_environment_is_made(
    lock: Path, venv: Path, root: Path, steps: list[str]
):
    bootstrap.ensure_environment(lock, root, venv)
    assert steps == ["make", "install"]
    assert bootstrap.has_stamp(lock, root, venv)


def test_a_complete_environment_is_left_alone(
    lock: Path, complete: Path, root: Path, steps: list[str]
):
    bootstrap.ensure_environment(lock, root, complete)
    assert steps == []


def test_a_changed_lock_is_installed_into_what_is_there(
    lock: Path, complete: Path, root: Path, steps: list[str]
):
    lock.write_text(LOCK.replace("8.7", "8.8"))
    bootstrap.ensure_environment(lock, root, complete)
    assert steps == ["install"]


def test_an_interrupted_build_is_made_anew(
    lock: Path,
    complete: Path,
    root: Path,
    steps: list[str],
    monkeypatch: pytest.MonkeyPatch,
):
    lock.write_text(LOCK.replace("8.7", "8.8"))

    def interrupted(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(bootstrap, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.ensure_environment(lock, root, complete)
    bootstrap.ensure_environment(lock, root, complete)
    assert steps == ["make", "install"]


def test_two_that_start_at_once_build_once(
    lock: Path, venv: Path, root: Path, steps: list[str]
):
    starts = [
        threading.Thread(target=bootstrap.ensure_environment, args=(lock, root, venv))
        for _ in range(4)
    ]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert steps == ["make", "install"]


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(lock: Path):
    nowhere = Path("/proc/nowhere")
    with pytest.raises(bootstrap.SetupError, match=r"^Cannot set up in /proc/nowhere"):
        bootstrap.ensure_environment(lock, nowhere, nowhere / ".venv")


def test_a_missing_venv_module_is_told_in_a_sentence(
    venv: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "venv")
    with pytest.raises(bootstrap.SetupError, match=r"^Python's venv module is missing"):
        bootstrap.make_venv(venv, None)


def test_starting_again_twice_is_an_error_not_a_loop(
    venv: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(bootstrap.RESTARTED, "1")
    with pytest.raises(bootstrap.SetupError, match="broken"):
        bootstrap.start_again(venv, ["manage.py"])


def test_the_version_check_parses_on_pythons_it_refuses():
    source = (bootstrap.ROOT / "manage.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 4))
    assert source.index("sys.version_info < (3, 11)") < source.index("from tictac")


def test_the_self_start_needs_nothing_but_python():
    """Isolated from every installed package, it still imports."""
    subprocess.run(
        (sys.executable, "-I", "-S", "-c", "import sys; sys.path.insert(0, '.');"
         "import tictac.bootstrap"),
        cwd=bootstrap.ROOT,
        env={"PATH": os.environ["PATH"]},
        check=True,
    )  # fmt: skip
