"""What was said, in the database: the few statements that touch it.

Only game.chats calls them, through the threads of game.database.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.db import IntegrityError, connection, transaction

from game import talk
from game.engine.events import Millis, Player
from game.errors import (
    ChatForbiddenError,
    ChatGoneError,
    ChatTooFastError,
    KeyReusedError,
    NoSuchRoomError,
    RoomError,
    UnavailableError,
)
from game.models import Player as PlayerRow
from game.models import Remark as RemarkRow
from game.models import Report

LOBBY: Final = "lobby"
TRIES: Final = 5  # others may take the number that was seen as free

_FIELDS: Final = ("place", "number", "player", "name", "seat", "text", "at", "key")
_REPORTED: Final = ("place", "number", "player", "name", "text", "at")


@dataclass(frozen=True, slots=True)
class Remark:
    """One that is stored; the numbers of a place grow by one."""

    place: str
    number: int
    player: str
    name: str
    seat: int
    text: str
    at: Millis
    key: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """One that is not yet."""

    place: str
    player: Player
    seat: int
    text: str
    at: Millis
    key: str | None


Outcome: TypeAlias = Remark | RoomError


def store(drafts: Sequence[Draft]) -> list[Outcome]:
    """Store what may be stored, all in one transaction; a repeat is found again."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return [_stored(draft) for draft in drafts]
        except IntegrityError:
            continue
    return [UnavailableError() for _ in drafts]


def report(place: str, number: int, by: Player, at: Millis) -> RoomError | None:
    """Keep the remark for whoever runs this; once for each who complains."""
    said = RemarkRow.objects.filter(place=place, number=number).first()
    if said is None:
        return ChatGoneError()
    fields = {name: getattr(said, name) for name in _REPORTED}
    row = Report(reporter=by.id, reporter_name=by.name, reported_at=at, **fields)
    Report.objects.bulk_create([row], ignore_conflicts=True)
    return None


def newest(places: Iterable[str]) -> dict[str, list[Remark]]:
    """All that is kept of each place, in order."""
    found: dict[str, list[Remark]] = {place: [] for place in places}
    rows = RemarkRow.objects.filter(place__in=found).order_by("number")
    for row in rows.values_list(*_FIELDS):
        found[row[0]].append(Remark(*row))
    return found


def row(remark: Remark) -> list[Any]:
    """The same for another process, which has it from its channel layer."""
    return [getattr(remark, field) for field in _FIELDS]


def since(position: int | None) -> tuple[int, dict[str, int]]:
    """How far the table has grown, and the newest number of each place that grew."""
    if position is None:
        last = RemarkRow.objects.order_by("-id").values_list("id", flat=True).first()
        return last or 0, {}
    rows = RemarkRow.objects.filter(id__gt=position).values_list(
        "id", "place", "number"
    )
    numbers: defaultdict[str, int] = defaultdict(int)
    for row_id, place, number in rows:
        position = max(position, row_id)
        numbers[place] = max(numbers[place], number)
    return position, numbers


def _stored(draft: Draft) -> Outcome:
    player = draft.player
    with connection.cursor() as cursor:
        if draft.key is not None and (before := _known(draft)):
            return before if before.text == draft.text else KeyReusedError()
        values = (player.id, player.id, draft.place, draft.place)
        cursor.execute(_LOOK_SQL, values)
        is_banned, paid_until, number, is_open = cursor.fetchone()
        if is_banned:
            return ChatForbiddenError()
        if draft.place != LOBBY and not is_open:
            return NoSuchRoomError()
        until = talk.paid_until(paid_until or 0, draft.at)
        if until is None:
            return ChatTooFastError()
        remark = _numbered(draft, (number or 0) + 1)
        cursor.execute(_STORE_SQL, [*row(remark), until])
        cursor.execute(_FORGET_SQL, (draft.place, remark.number - talk.KEPT))
    if paid_until is None:
        # So that whoever only talks can be banned too.
        known = PlayerRow(id=player.id, name=player.name, kind=player.kind)
        PlayerRow.objects.bulk_create([known], ignore_conflicts=True)
    return remark


def _known(draft: Draft) -> Remark | None:
    rows = RemarkRow.objects.filter(
        place=draft.place, player=draft.player.id, key=draft.key
    )
    row = rows.values_list(*_FIELDS).first()
    return Remark(*row) if row else None


def _numbered(draft: Draft, number: int) -> Remark:
    player = draft.player
    return Remark(
        *(draft.place, number, player.id, player.name),
        *(draft.seat, draft.text, draft.at, draft.key),
    )


_LOOK_SQL: Final = """
    SELECT
        EXISTS (SELECT 1 FROM game_player WHERE id = %s AND banned_at IS NOT NULL),
        (SELECT MAX(paid_until) FROM game_remark WHERE player = %s),
        (SELECT MAX(number) FROM game_remark WHERE place = %s),
        EXISTS (SELECT 1 FROM game_room WHERE code = %s AND NOT closed)
"""
_STORE_SQL: Final = """
    INSERT INTO game_remark
        (place, number, player, name, seat, text, at, key, paid_until)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_FORGET_SQL: Final = "DELETE FROM game_remark WHERE place = %s AND number <= %s"
