"""Trouble with the database, of the kinds there are, and its end."""

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final

import pytest
from django.db import connection, connections

from game import database
from game.tests.stage import locked, outsider


class Storage(ABC):
    """Trouble with the tests' database."""

    longest_name: int  # that it takes

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    @abstractmethod
    def impatient(self) -> AbstractContextManager[None]:
        """Nobody waits long for a lock, so that no test has to."""

    @abstractmethod
    def read_only(self) -> AbstractContextManager[None]: ...

    @abstractmethod
    def full(self) -> AbstractContextManager[None]: ...

    def locked(self) -> AbstractContextManager[Any]:
        return locked()

    @contextlib.contextmanager
    def _connecting_with(self, changes: Mapping[str, object]) -> Iterator[None]:
        """Whoever connects from now on does so with other options."""
        options = connections["default"].settings_dict["OPTIONS"]
        with self._patch.context() as patch:
            for name, value in changes.items():
                patch.setitem(options, name, value)
            disconnect()
            yield
        disconnect()

    @staticmethod
    def of(patch: pytest.MonkeyPatch) -> "Storage":
        return KINDS[connection.vendor](patch)


class SqliteStorage(Storage):
    longest_name = 50_000

    def impatient(self) -> AbstractContextManager[None]:
        return self._connecting_with({"timeout": 0.1})

    def read_only(self) -> AbstractContextManager[None]:
        return self._connecting_and("PRAGMA query_only = ON")

    def full(self) -> AbstractContextManager[None]:
        """No room to grow, once what was deleted before is given back."""
        with outsider() as database:
            database.execute("VACUUM")
        return self._connecting_and("PRAGMA max_page_count = 1")

    def _connecting_and(self, command: str) -> AbstractContextManager[None]:
        before = connections["default"].settings_dict["OPTIONS"]["init_command"]
        return self._connecting_with({"init_command": f"{before} {command}"})


class PostgresStorage(Storage):
    longest_name = 20
    patience: Final = "-c lock_timeout=100"

    def impatient(self) -> AbstractContextManager[None]:
        return self._connecting_with({"options": self.patience})

    def read_only(self) -> AbstractContextManager[None]:
        read_only = f"{self.patience} -c default_transaction_read_only=on"
        return self._connecting_with({"options": read_only})

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """What it says when it can write no more, said at every line of a log."""
        with outsider() as database:
            database.execute(FULL)
            database.execute(
                "CREATE TRIGGER full_disk BEFORE INSERT ON game_event"
                " EXECUTE FUNCTION full_disk()"
            )
            try:
                yield
            finally:
                database.execute("DROP FUNCTION full_disk CASCADE")


FULL: Final = """
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full';
    END $$
"""
KINDS: Final[Mapping[str, type[Storage]]] = {
    "sqlite": SqliteStorage,
    "postgresql": PostgresStorage,
}


def disconnect() -> None:
    database.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
