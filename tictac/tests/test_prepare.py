"""What is in place before anybody is served."""

import shutil
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from tictac import prepare


@pytest.fixture
def site(tmp_path: Path, settings) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("body { margin: 0 }")
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [source]
    return source


@pytest.fixture
def collected(site: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every command that preparing runs."""
    calls: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **_: calls.append(name))
    (site.parent / "static").mkdir()
    prepare.pages()
    return calls


def test_static_files_are_collected_once(collected: list[str]):
    prepare.pages()
    assert collected == ["collectstatic"]


def test_a_changed_file_is_collected_again(collected: list[str], site: Path):
    (site / "page.css").write_text("body { margin: 1px }")
    prepare.pages()
    assert collected == ["collectstatic"] * 2


def test_a_new_file_is_collected(collected: list[str], site: Path):
    (site / "more.css").write_text("")
    prepare.pages()
    assert collected == ["collectstatic"] * 2


def test_lost_files_are_collected_again(site: Path):
    prepare.pages()
    shutil.rmtree(site.parent / "static")
    prepare.pages()
    assert (site.parent / "static" / "page.css").exists()


def test_developers_files_are_served_from_where_they_are(site: Path, settings):
    settings.DEBUG = True
    prepare.pages()
    assert not (site.parent / "static").exists()


def test_the_folder_is_made(tmp_path: Path, settings):
    settings.VAR_DIR = tmp_path / "a" / "b"
    prepare.folder()
    assert list(settings.VAR_DIR.iterdir()) == []


def test_a_file_in_the_folders_place_is_told(tmp_path: Path, settings):
    settings.VAR_DIR = tmp_path / "file" / "var"
    (tmp_path / "file").touch()
    with pytest.raises(prepare.NotReadyError, match="Not a directory"):
        prepare.folder()


@pytest.mark.django_db(transaction=True)
class TestDatabase:
    def test_nothing_is_done_when_nothing_is_due(self, monkeypatch):
        monkeypatch.setattr(prepare, "call_command", pytest.fail)
        prepare.database()

    def test_another_database_is_its_operators_to_move(self, monkeypatch):
        monkeypatch.setattr(connection, "vendor", "postgresql")
        monkeypatch.setattr(
            "django.db.migrations.executor.MigrationExecutor.migration_plan",
            lambda *_: ["something"],
        )
        with pytest.raises(prepare.NotReadyError, match=r"run manage\.py migrate"):
            prepare.database()

    def test_a_database_that_fails_is_told_in_a_sentence(self, monkeypatch):
        def broken(*_args):
            raise DatabaseError("disk I/O error")

        monkeypatch.setattr(prepare, "MigrationExecutor", broken)
        with pytest.raises(prepare.NotReadyError, match=r"disk I/O error\.$"):
            prepare.database()
