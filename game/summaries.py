"""Rows beside the log: what lists and profiles show of a room without folding it."""

from collections.abc import Sequence
from typing import Any

from game.engine.board import Outcome
from game.engine.bot import owing
from game.engine.events import Event, Sat
from game.engine.state import RoomState


def changes(
    code: str, before: RoomState | None, after: RoomState, events: Sequence[Event]
) -> dict[str, Any]:
    """The rows beside the log that these events change."""
    if before is not None and _is_but_another_move(before, after):
        return {}
    rows: dict[str, Any] = {}
    if before is None or listed(before) != listed(after):
        rows["room"] = (after.at, *listed(after), after.at, code)
    sitting = tuple(event.player for event in events if isinstance(event, Sat))
    if sitting:
        rows["players"] = sitting
    if before is not None and before.outcome is None and after.outcome is not None:
        rows["game"] = _finished(code, before, after, after.outcome)
    return rows


def _is_but_another_move(before: RoomState, after: RoomState) -> bool:
    """What nearly every event is: no list shows it, so no row changes."""
    return (
        len(after.moves) > len(before.moves)
        and before.has_moves
        and after.outcome is None
        and after.clock is None  # else it is due at another time
        and after.seats is before.seats
        and owing(before) == owing(after)
    )


def listed(state: RoomState) -> tuple[Any, ...]:
    """What a room's row says of it that may change."""
    first, second = (player.id if player else "" for player in state.seats)
    bot_owes = owing(state) is not None
    return (
        *(state.variant.name, state.private, state.status.value),
        *(first, second, state.has_moves, state.closed, bot_owes),
        *(state.clock.each if state.clock else 0, state.deadline),
    )


def _finished(
    code: str, before: RoomState, after: RoomState, outcome: Outcome
) -> tuple[Any, ...]:
    """A game's row names who played it, though one of them may just have left."""
    by_mark = dict(zip(before.marks, before.seats, strict=True))
    x, o = (by_mark[mark] for mark in sorted(by_mark, reverse=True))
    moves = " ".join(str(cell) for cell in after.moves)
    return (
        *(code, after.game, after.variant.name, x.id if x else "", o.id if o else ""),
        *(outcome.winner or "", outcome.reason, moves, after.at),
    )
