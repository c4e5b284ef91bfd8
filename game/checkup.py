"""Is what is stored sound? Every log is folded and compared with the rows beside it.

Nothing is locked. A room that is played meanwhile may look wrong for a moment, since
its rows are read one after the other: so whoever looks wrong is looked at again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeAlias

from django.db.models import Model

from game import log, summaries
from game.engine.errors import Rejection
from game.engine.evolve import evolve
from game.engine.state import RoomState
from game.log import UnreadableError
from game.models import Event as EventRow
from game.models import Game, Player, Room

BATCH: Final = 200
LOOKS: Final = 3
LINE: Final = ("v", "type", "data", "player", "seat", "key", "body")
ROOM: Final = (
    *("variant", "private", "status"),
    *("seat_1", "seat_2", "has_moves", "closed", "bot_owes"),
    *("clock", "flag_at"),
)
GAME: Final = (
    *("number", "variant", "x", "o", "winner", "reason", "moves", "ended_at"),
)

Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    room: str
    what: str

    def __str__(self) -> str:
        return f"{self.room}: {self.what}"


@dataclass(slots=True)
class Checkup:
    """What was looked at so far; `findings` goes on as long as there are rooms."""

    using: str = "default"
    rooms: int = 0
    events: int = 0
    games: int = 0

    def findings(self) -> Iterator[Finding]:
        last = ""
        while codes := self._codes_after(last):
            last = codes[-1]
            yield from self._look_at(codes)
        yield from self._strays()

    def _codes_after(self, code: str) -> list[str]:
        rooms = Room.objects.using(self.using).filter(code__gt=code).order_by("code")
        return list(rooms.values_list("code", flat=True)[:BATCH])

    def _look_at(self, codes: Sequence[str]) -> Iterator[Finding]:
        """Those in doubt once more each: only what stays wrong is wrong."""
        self.rooms += len(codes)
        doubtful = {finding.room for finding in self._check(codes, is_first=True)}
        for code in sorted(doubtful):
            found: list[Finding] = []
            for _ in range(LOOKS - 1):
                found = list(self._check([code]))
                if not found:
                    break
            yield from found

    def _check(
        self, codes: Sequence[str], *, is_first: bool = False
    ) -> Iterator[Finding]:
        rooms = dict(self._rows(Room, "code", codes, ROOM))
        games: dict[str, list[Row]] = {code: [] for code in codes}
        for code, game in self._rows(Game, "room_id", codes, GAME):
            games[code].append(game)
        silent = set(rooms)
        lines = self._rows(EventRow, "room_id", codes, LINE)
        for code, group in groupby(lines, key=itemgetter(0)):
            silent.discard(code)
            chart = Chart(code)
            yield from chart.read(line for _, line in group)
            yield from chart.compare(rooms[code], games[code])
            yield from self._unknown_players(code, chart.players)
            if is_first:
                self.events += chart.v
                self.games += len(games[code])
        yield from (Finding(code, "it has no log") for code in silent)

    def _rows(
        self, model: type[Model], key: str, codes: Sequence[str], fields: Sequence[str]
    ) -> Iterator[tuple[str, Row]]:
        """The rows of these rooms as they stream in, each beside its room's code."""
        rows = model._default_manager.using(self.using)  # noqa: SLF001 - its name
        found = rows.filter(**{f"{key}__in": codes}).order_by(key, fields[0], "pk")
        for code, *row in found.values_list(key, *fields).iterator(chunk_size=1000):
            yield code, tuple(row)

    def _unknown_players(self, code: str, players: set[str]) -> Iterator[Finding]:
        known = Player.objects.using(self.using).filter(id__in=players)
        for player in sorted(players - set(known.values_list("id", flat=True))):
            yield Finding(code, f"player {player} sat down and has no row")

    def _strays(self) -> Iterator[Finding]:
        """Logs and games of rooms that have no row."""
        rooms = Room.objects.using(self.using).values("code")
        logs = EventRow.objects.using(self.using).exclude(room_id__in=rooms)
        games = Game.objects.using(self.using).exclude(room_id__in=rooms)
        for strays, what in ((logs, "its log"), (games, "a game of it")):
            for code in strays.values_list("room_id", flat=True).distinct():
                yield Finding(code, f"{what} is there, but the room is not")


class Chart:
    """One room's log, folded line by line, and the games that come out of it."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.v = 0
        self.players: set[str] = set()
        self._state: RoomState | None = None
        self._games: list[Row] = []
        self._keys: set[Row] = set()
        self._is_whole = True

    def read(self, lines: Iterable[Row]) -> Iterator[Finding]:
        for line in lines:
            yield from self._place(line)
            yield from self._key(line)
            if self._is_whole and line[0] == self.v:
                yield from self._fold(line)

    def compare(self, room: Row, games: Sequence[Row]) -> Iterator[Finding]:
        """Hold the rows beside the log against what it says; a broken one says less."""
        if self._state is None or not self._is_whole:
            return
        true = summaries.listed(self._state)
        yield from self._differ("the room's row", ROOM, room, true)
        stored = {game[0]: game for game in games}
        for game in self._games:
            what = f"game {game[0]}"
            if game[0] in stored:
                yield from self._differ(what, GAME, stored.pop(game[0]), game)
            else:
                yield self._found(f"{what} is over and has no row")
        for number in stored:
            yield self._found(f"game {number} has a row and is not over")

    def _place(self, line: Row) -> Iterator[Finding]:
        v = line[0]
        if v <= self.v:
            yield self._found(f"v {v} is there more than once")
            self._is_whole = False
        elif v > self.v + 1:
            yield self._found(f"a hole: v {self.v + 1} to {v - 1} are missing")
            self._is_whole = False
        self.v = max(v, self.v)

    def _key(self, line: Row) -> Iterator[Finding]:
        v, _, _, player, seat, key, _ = line
        if key is not None:
            if (player, seat, key) in self._keys:
                yield self._found(f"v {v} bears a key that came before")
            self._keys.add((player, seat, key))

    def _fold(self, line: Row) -> Iterator[Finding]:
        before = self._state
        try:
            event = log.entry(line).event
            after = evolve(before, event)
        except UnreadableError as error:
            yield self._found(f"v {self.v} cannot be read: {error}")
            self._is_whole = False
        except (Rejection, ValueError, TypeError, LookupError) as error:
            yield self._found(f"v {self.v} does not follow: {error}")
            self._is_whole = False
        else:
            self._state = after
            rows = summaries.changes(self.code, before, after, (event,))
            self.players |= {player.id for player in rows.get("players", ())}
            if "game" in rows:
                self._games.append(rows["game"][1:])

    def _differ(
        self, what: str, names: Sequence[str], stored: Row, true: Row
    ) -> Iterator[Finding]:
        for name, is_so, should in zip(names, stored, true, strict=True):
            if is_so != should:
                plain = str(should) if isinstance(should, str) else should
                yield self._found(f"{what} says {name} {is_so!r}, its log {plain!r}")

    def _found(self, what: str) -> Finding:
        return Finding(self.code, what)
