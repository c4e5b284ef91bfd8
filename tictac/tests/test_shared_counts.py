import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tictac.shared_counts import shared_counts

LOCK_AND_WAIT = """
from tictac.shared_counts import shared_counts
with shared_counts() as folder:
    (folder / "counter_1.db").touch()
    print(folder, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def other(temporary: Path):
    with subprocess.Popen(
        (sys.executable, "-c", LOCK_AND_WAIT),
        env=os.environ | {"TMPDIR": str(temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield process
        process.kill()


def folder_of(process: subprocess.Popen[bytes]) -> Path:
    assert process.stdout
    return Path(process.stdout.readline().decode().strip())


def test_a_folder_is_there_for_as_long_as_it_is_needed(temporary: Path):
    with shared_counts() as folder:
        (folder / "counter_1.db").touch()
        assert list(temporary.iterdir()) == [folder]
    assert list(temporary.iterdir()) == []


def test_the_folder_of_who_lives_stays(other):
    folder = folder_of(other)
    with shared_counts() as mine:
        assert folder != mine
        assert (folder / "counter_1.db").exists()


def test_the_folder_of_who_was_killed_goes(other):
    folder = folder_of(other)
    other.kill()
    other.wait()
    assert folder.exists()
    with shared_counts():
        assert not folder.exists()


def test_what_is_not_ours_stays(temporary: Path, tmp_path_factory, monkeypatch):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "kept").touch()
    (temporary / "tictac-metrics-link").symlink_to(elsewhere)
    (temporary / "tictac-metrics-file").touch()
    with shared_counts():
        assert (elsewhere / "kept").exists()
    theirs = temporary / "tictac-metrics-theirs"
    theirs.mkdir()
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    with shared_counts():
        assert theirs.exists()
