"""The log in the database: how an event is a row, and the few statements that touch it.

Only game.journal calls the functions that write it, in the threads of game.database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from secrets import token_hex
from typing import Any, Final

import msgspec
from django.db import connection, transaction

from game.engine.events import EVENTS, NAMES, Event, Player
from game.models import Event as EventRow
from game.models import Player as PlayerRow

Row = tuple[Any, ...]

MAX_NAMED: Final = 10_000  # rooms in one statement; SQLite takes 32,766 values

_BOOT: Final = token_hex(8)
_NUMBERS: Final = count()
_encode: Final = msgspec.json.Encoder().encode


class UnreadableError(ValueError):
    """A line of the log that this version of the program does not understand."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a log, as it is read back."""

    v: int
    event: Event
    player: str
    seat: int
    key: str | None
    body: str


@dataclass(slots=True, eq=False)
class Append:
    """What one command adds, stored whole or not at all.

    Beside the events go the summaries that change with them: the room's row (its
    first one makes the room), a finished game, and the players who sit down.
    """

    code: str
    v: int
    events: Sequence[Event]
    player: str = ""
    seat: int = 0
    key: str | None = None
    body: str = ""
    room: Row | None = None
    game: Row | None = None
    players: Sequence[Player] = ()
    uid: str = field(default_factory=lambda: f"{_BOOT}{next(_NUMBERS):x}")

    def rows(self) -> Iterable[Row]:
        """The key stands on the last event, whose `v` is the one confirmed."""
        last = self.v + len(self.events) - 1
        for v, event in enumerate(self.events, self.v):
            key, body = (self.key, self.body) if v == last else (None, "")
            data = _encode(event).decode()
            yield (
                *(self.code, v, self.uid, NAMES[type(event)], data),
                *(self.player, self.seat, key, body),
            )

    def told(self) -> list[Row]:
        """The same lines for another process, which has them from its channel layer."""
        return [(row[1], *row[3:]) for row in self.rows()]


def entry(row: Sequence[Any]) -> Entry:
    v, name, data, player, seat, key, body = row
    return Entry(v, _decode(name, data), player, seat, key, body)


def insert(appends: Sequence[Append]) -> None:
    """Store them all in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        rooms = [(append.v, append.room) for append in appends if append.room]
        if new := [row for v, row in rooms if v == 1]:
            cursor.executemany(_NEW_ROOM_SQL, new)
        # One that was deleted meanwhile stays so: its event then has no room to be in.
        if changed := [row[1:] for v, row in rooms if v > 1]:
            cursor.executemany(_ROOM_SQL, changed)
        if players := [player for append in appends for player in append.players]:
            rows = [PlayerRow(id=p.id, name=p.name, kind=p.kind) for p in players]
            PlayerRow.objects.bulk_create(rows, ignore_conflicts=True)
        cursor.executemany(
            _EVENT_SQL, [row for append in appends for row in append.rows()]
        )
        if games := [append.game for append in appends if append.game]:
            cursor.executemany(_GAME_SQL, games)


def ping() -> None:
    """Ask the database for nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def is_stored(append: Append) -> bool:
    """Whether the place it wanted holds this very append."""
    rows = EventRow.objects.filter(room_id=append.code, v=append.v)
    return rows.values_list("uid", flat=True).first() == append.uid


def is_lost(append: Append) -> bool:
    """Whether the log has gone on without it, or is no more."""
    newest = positions([append.code]).get(append.code)
    return append.v > 1 if newest is None else newest >= append.v


def tail(code: str, after: int) -> list[Entry]:
    rows = EventRow.objects.filter(room_id=code, v__gt=after).order_by("v")
    fields = ("v", "type", "data", "player", "seat", "key", "body")
    return [entry(row) for row in rows.values_list(*fields)]


def receipts(
    codes: Iterable[str], player: str, seat: int, key: str
) -> list[tuple[str, int, str]] | None:
    """In which of these rooms, with which `v` and by what the key was used before."""
    rows = EventRow.objects.filter(room_id__in=list(codes), player=player)
    found = rows.filter(seat=seat, key=key).order_by("room_id", "v")
    return list(found.values_list("room_id", "v", "body"))


def positions(codes: Iterable[str]) -> dict[str, int]:
    """The newest `v` of each room that exists."""
    newest: dict[str, int] = {}
    left = iter(codes)
    with connection.cursor() as cursor:
        while some := list(islice(left, MAX_NAMED)):
            places = ", ".join(["%s"] * len(some))
            cursor.execute(_POSITIONS_SQL + f"({places})", some)
            newest |= cursor.fetchall()
    return newest


def _decode(name: str, data: str) -> Event:
    try:
        event: Event = msgspec.json.decode(data, type=EVENTS[name])
    except (KeyError, msgspec.DecodeError) as error:
        raise UnreadableError(f"{name} {data}") from error
    return event


# By rooms, each a look at the end of the index: grouped by room it would read it all.
_POSITIONS_SQL: Final = """
    SELECT code, (SELECT MAX(v) FROM game_event WHERE room_id = code)
    FROM game_room WHERE code IN
"""
_EVENT_SQL: Final = """
    INSERT INTO game_event
        (room_id, v, uid, type, data, player, seat, key, body)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_GAME_SQL: Final = """
    INSERT INTO game_game
        (room_id, number, variant, x, o, winner, reason, moves, ended_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_NEW_ROOM_SQL: Final = """
    INSERT INTO game_room
        (opened_at, variant, private, status,
         seat_1, seat_2, has_moves, closed, bot_owes, clock, flag_at,
         active_at, code)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_ROOM_SQL: Final = """
    UPDATE game_room SET
        variant = %s, private = %s, status = %s, seat_1 = %s, seat_2 = %s,
        has_moves = %s, closed = %s, bot_owes = %s, clock = %s, flag_at = %s,
        active_at = %s
    WHERE code = %s
"""
