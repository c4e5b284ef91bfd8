"""Whether what was measured really happened: logs against what clients were told.

The logs are read from the tables, and folded with the rules alone.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec
import psycopg

from game import protocol, render
from game.engine.errors import Rejection
from game.engine.events import EVENTS
from game.engine.evolve import evolve
from game.engine.state import RoomState

MOVES: Final = frozenset({"moved"})
REMATCHES: Final = frozenset({"offered", "rematched"})
FIELDS: Final = "SELECT v, type, data FROM game_event WHERE room_id = "

Line: TypeAlias = tuple[int, str, str]  # v, type, data
Read: TypeAlias = Callable[[str], list[Line]]


@dataclass(frozen=True)
class Account:
    """What the clients of a room can tell at the end."""

    code: str
    since: int  # the version at which they began
    moves: int  # confirmed since
    rematches: int
    screen: str  # what all of them see


def check(database: str, accounts: Iterable[Account]) -> list[str]:
    """What is wrong, a sentence each; the address is a URL or a SQLite file."""
    with reading(database) as read:
        return [
            finding
            for account in accounts
            for finding in check_room(account, read(account.code))
        ]


def check_room(account: Account, log: list[Line]) -> Iterator[str]:
    code = account.code
    if [v for v, _, _ in log] != list(range(1, len(log) + 1)):
        yield f"{code}: the log has holes."
        return
    for kinds, confirmed in ((MOVES, account.moves), (REMATCHES, account.rematches)):
        stored = sum(v > account.since and kind in kinds for v, kind, _ in log)
        if stored != confirmed:
            words = " and ".join(sorted(kinds))
            yield f"{code}: {confirmed} {words} were confirmed, {stored} are stored."
    try:
        text = fold(code, log)
    except (Rejection, ValueError, TypeError) as error:
        yield f"{code}: the log breaks the rules: {error}"
    else:
        if text != account.screen:
            yield f"{code}: screens show {account.screen}, the log says {text}"


def fold(code: str, log: Iterable[Line]) -> str:
    """The state in the end, as it goes over the wire."""
    state: RoomState | None = None
    for _, kind, data in log:
        state = evolve(state, msgspec.json.decode(data, type=EVENTS[kind]))
    if state is None:
        raise ValueError("it is empty")
    return protocol.encode(render.state_message(code, state))


@contextlib.contextmanager
def reading(database: str) -> Iterator[Read]:
    """A function that reads the log of a room."""
    connection: Any
    if database.startswith("postgres"):
        connection, sql = psycopg.connect(database), f"{FIELDS}%s ORDER BY v"
    else:
        uri = f"file:{database}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, timeout=10)
        sql = f"{FIELDS}? ORDER BY v"
    with contextlib.closing(connection):
        yield lambda code: list(connection.execute(sql, (code,)))
