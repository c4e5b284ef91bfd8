"""The checker of the benchmark: what is whole passes, and each tampering is found."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from e2e.bench.checking import Account, Line, check, check_room, fold
from game.engine.events import (
    NAMES,
    Event,
    Moved,
    Offered,
    OfferKind,
    Opened,
    Player,
    Rematched,
    Sat,
)

EVENTS: tuple[Event, ...] = (
    Opened(0, "classic", private=False),
    Sat(0, 1, Player("alice", "Alice")),
    Sat(1, 2, Player("bob", "Bob")),
    *(Moved(2, 1 if cell < 3 else 2, cell) for cell in (0, 3, 1, 4, 2)),
    Offered(3, 1, OfferKind.REMATCH),
    Rematched(4, 2),
    Moved(5, 2, 8),
)


def line(v: int, event: Event) -> Line:
    return v, NAMES[type(event)], msgspec.json.encode(event).decode()


LOG = [line(v, event) for v, event in enumerate(EVENTS, 1)]
ACCOUNT = Account("ROOM", since=3, moves=6, rematches=2, screen=fold("ROOM", LOG))


def test_a_whole_log_passes():
    assert list(check_room(ACCOUNT, LOG)) == []


def test_a_lost_move_is_found():
    (finding, *_) = check_room(ACCOUNT, LOG[:-1])
    assert finding == "ROOM: 6 moved were confirmed, 5 are stored."


def test_a_move_nobody_was_told_of_is_found():
    more = [*LOG, line(len(LOG) + 1, Moved(6, 1, 0))]
    assert any("7 are stored" in finding for finding in check_room(ACCOUNT, more))


def test_a_lost_rematch_is_found():
    account = replace(ACCOUNT, rematches=3)
    (finding,) = check_room(account, LOG)
    assert finding == "ROOM: 3 offered and rematched were confirmed, 2 are stored."


def test_a_hole_is_found():
    assert list(check_room(ACCOUNT, LOG[:5] + LOG[6:])) == ["ROOM: the log has holes."]


def test_a_doubled_line_is_found():
    assert list(check_room(ACCOUNT, [*LOG[:5], *LOG[4:]])) == [
        "ROOM: the log has holes."
    ]


def test_a_screen_that_shows_something_else_is_found():
    account = replace(ACCOUNT, screen=ACCOUNT.screen.replace('"ply":1', '"ply":2'))
    (finding,) = check_room(account, LOG)
    assert finding.startswith("ROOM: screens show ")


def test_another_cell_in_the_log_is_found():
    changed = [*LOG[:-1], line(len(LOG), Moved(5, 2, 7))]
    (finding,) = check_room(ACCOUNT, changed)
    assert finding.startswith("ROOM: screens show ")


def test_a_log_against_the_rules_is_found():
    changed = [*LOG[:4], line(5, Moved(2, 2, 0)), *LOG[5:]]
    (finding,) = check_room(ACCOUNT, changed)
    assert finding.startswith("ROOM: the log breaks the rules")


def test_an_empty_log_is_found():
    account = replace(ACCOUNT, moves=0, rematches=0)
    assert list(check_room(account, [])) == [
        "ROOM: the log breaks the rules: it is empty"
    ]


@pytest.fixture
def database(tmp_path: Path) -> str:
    file = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE game_event (room_id, v, type, data)")
        rows = [("ROOM", *line) for line in reversed(LOG)]
        connection.executemany("INSERT INTO game_event VALUES (?, ?, ?, ?)", rows)
    return str(file)


def test_logs_are_read_from_the_tables(database: str):
    assert check(database, [ACCOUNT]) == []
    other = replace(ACCOUNT, code="OTHER", moves=0, rematches=0)
    assert check(database, [ACCOUNT, other]) == [
        "OTHER: the log breaks the rules: it is empty"
    ]
