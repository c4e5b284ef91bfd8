"""A room's log and its games written out, for people who look into them.

What this program does not understand is shown all the same, as far as it goes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from string import ascii_lowercase

import msgspec

from game import log
from game.engine import events, notation
from game.engine.board import Cell, Mark, Outcome, Reason
from game.engine.errors import Rejection
from game.engine.events import Millis
from game.engine.evolve import evolve
from game.engine.notation import NotationError, Record
from game.engine.state import RoomState
from game.models import Event, Game, Player


@dataclass(frozen=True, slots=True)
class Line:
    """One event, and who asked for it; nobody stands for the house."""

    v: int
    at: datetime | None
    type: str
    player: str
    name: str
    seat: int
    data: str


@dataclass(frozen=True, slots=True)
class Transcript:
    lines: Sequence[Line]
    state: RoomState | None  # where the log leads, as far as it makes sense
    trouble: str  # where it stops doing so

    @property
    def board(self) -> str:
        return _board(self.state) if self.state else ""

    @property
    def notation(self) -> str:
        """The current game, with those who hold the seats now."""
        state = self.state
        if state is None:
            return ""
        names = {
            mark: player.name
            for mark, player in zip(state.marks, state.seats, strict=True)
            if player
        }
        return _notation(state.variant.name, state.moves, state.outcome, names)


class _Data(msgspec.Struct):
    """What an event may hold that is told of every one."""

    at: Millis = 0
    player: events.Player | None = None


def of_room(code: str) -> Transcript:
    rows = list(Event.objects.filter(room=code).order_by("v"))
    told = [_told(row) for row in rows]
    # Who opens a room is named where they sit down, in the same append; the computer
    # may do so after them.
    openers = {row.uid: data.player.id for row, data in reversed(told) if data.player}
    names = names_of({row.player for row in rows} | set(openers.values()))
    lines = []
    for row, data in told:
        player = row.player or openers.get(row.uid, "")
        at = time_of(data.at) if data.at else None
        name = names.get(player, player)
        lines.append(Line(row.v, at, row.type, player, name, row.seat, row.data))
    state, trouble = _fold(rows)
    return Transcript(lines, state, trouble)


def of_game(game: Game) -> str:
    """The game in its notation, or why it has none."""
    names = names_of((game.x, game.o))
    try:
        winner = Mark(game.winner) if game.winner else None
        outcome = Outcome(winner, (), Reason(game.reason))
        moves = tuple(map(int, game.moves.split()))
    except ValueError as error:
        return str(error)
    called = {Mark.X: names.get(game.x), Mark.O: names.get(game.o)}
    return _notation(game.variant, moves, outcome, called)


def names_of(ids: Iterable[str]) -> dict[str, str]:
    players = Player.objects.filter(id__in=set(ids))
    return dict(players.values_list("id", "name"))


def time_of(millis: Millis) -> datetime:
    return datetime.fromtimestamp(millis / 1000, UTC)


def _fold(rows: Iterable[Event]) -> tuple[RoomState | None, str]:
    state = None
    for row in rows:
        line = (row.v, row.type, row.data, row.player, row.seat, row.key, row.body)
        try:
            state = evolve(state, log.entry(line).event)
        except (Rejection, ValueError, TypeError, LookupError) as error:
            return state, f"v {row.v}: {error}"
    return state, ""


def _told(row: Event) -> tuple[Event, _Data]:
    try:
        return row, msgspec.json.decode(row.data, type=_Data)
    except msgspec.DecodeError:
        return row, _Data()


def _board(state: RoomState) -> str:
    columns, board = state.variant.rules.columns, state.position.board
    rows = [
        f"{row + 1:>2} {' '.join(board[row * columns : (row + 1) * columns])}"
        for row in range(state.variant.rules.rows)
    ]
    return "\n".join([f"   {' '.join(ascii_lowercase[:columns])}", *rows])


def _notation(
    variant: str,
    moves: tuple[Cell, ...],
    outcome: Outcome | None,
    names: Mapping[Mark, str | None],
) -> str:
    """The text, or why there is none."""
    try:
        record = Record.of(variant, moves, outcome)
        record = replace(record, x=names.get(Mark.X), o=names.get(Mark.O))
    except NotationError as error:
        return str(error)
    return notation.write(record)
