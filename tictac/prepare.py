"""What must be in place before anybody is served: the tables and the static files."""

import hashlib
import tempfile
import time
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

PATIENCE: Final = 10.0  # seconds for a database to come up
PAUSE: Final = 0.2


class NotReadyError(Exception):
    """Something is not as it must be; the text says what, in one sentence."""


def folder() -> None:
    """Make the folder of the runtime data, and see that files can be made in it."""
    try:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.VAR_DIR):
            pass
    except OSError as error:
        raise NotReadyError(
            f"Cannot write to {settings.VAR_DIR}: {error.strerror}."
        ) from error


def database() -> None:
    """Bring the SQLite file up to date; another database is its operator's to move.

    One that starts at the same time as this server is waited for.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            _bring_up_to_date()
        except NotReadyError as error:
            is_away = isinstance(error.__cause__, OperationalError)
            if connection.vendor == "sqlite" or not is_away or time.monotonic() > until:
                raise
            time.sleep(PAUSE)
        else:
            return


def _bring_up_to_date() -> None:
    try:
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if connection.vendor != "sqlite":
            raise NotReadyError("The database is behind; run manage.py migrate.")
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise NotReadyError(f"The database cannot be used: {error}.") from error
    finally:
        connection.close()


def pages() -> None:
    """Collect the static files, when any of them changed since the last time."""
    if settings.DEBUG:
        return
    stamp = settings.VAR_DIR / "static.stamp"
    fingerprint = _fingerprint()
    is_there = settings.STATIC_ROOT.is_dir() and stamp.exists()
    if is_there and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(fingerprint)


def _fingerprint() -> str:
    """Changes with every file's name, size and time, and with what makes of them."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            _add(digest, Path(storage.path(name)))
    _add(digest, Path(__file__).with_name("storage.py"))
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", file: Path) -> None:
    facts = file.stat()
    digest.update(f"{file} {facts.st_size} {facts.st_mtime_ns}\n".encode())
