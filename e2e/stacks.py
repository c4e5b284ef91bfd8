"""Servers of every kind, and beneath those of many processes what they stand on."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Final, Self

from e2e.brokers import Valkey
from e2e.postgres import Postgres
from e2e.server import Kind, Server, running

MIGRATED: Final = "migrated"


class Stacks:
    """Starts servers; at the end stops the PostgreSQL that those of many share."""

    def __init__(self) -> None:
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._exits.close()

    @contextmanager
    def running(
        self, folder: Path, kind: Kind = Kind.UVICORN, **settings: str
    ) -> Iterator[Server]:
        """A server on data of its own; the folder's name must be, too."""
        with ExitStack() as exits:
            if kind is Kind.MANY:
                # Redis tells all who are connected: it belongs to one server.
                redis = exits.enter_context(Valkey())
                database = self._postgres.make_database(folder.name, like=MIGRATED)
                own = {"DATABASE_URL": database, "REDIS_URL": redis.url}
                settings = own | settings
            yield exits.enter_context(running(folder, kind, **settings))

    @cached_property
    def _postgres(self) -> Postgres:
        """With all tables in a database, for others to be copies of."""
        postgres = self._exits.enter_context(Postgres())
        url = postgres.make_database(MIGRATED)
        Server(postgres.folder, settings={"DATABASE_URL": url}).manage("migrate")
        return postgres
