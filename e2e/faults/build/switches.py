"""What a test may switch on while the server runs, and what breaks by chance."""

import random
from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from game import log
from game.consumers import GameRoom
from game.incoming import Incoming
from game.log import Append


def install() -> None:
    if connection.vendor == "sqlite":
        _obey_the_file()
    if how_often := getattr(settings, "HANDLER_FAULTS", 0):
        _fail_now_and_then(how_often)


def _obey_the_file() -> None:
    """While a file `read-only` stands beside the database, SQLite refuses to write."""
    insert, switch = log.insert, settings.VAR_DIR / "read-only"

    def insert_if_allowed(appends: Sequence[Append]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA query_only = {int(switch.exists())}")
        insert(appends)

    log.insert = insert_if_allowed


def _fail_now_and_then(how_often: float) -> None:
    heard, rng = GameRoom.heard, random.Random(1)  # noqa: S311 - no secret

    def fail(self: GameRoom, frame: Incoming) -> None:
        if rng.random() < how_often:
            raise RuntimeError("as the test wants it")
        heard(self, frame)

    GameRoom.heard = fail  # type: ignore[method-assign]
