"""Finished and unfinished games as text, and back again exactly.

    variant: classic
    x: Alice
    o: Bob
    result: X
    reason: line

    a1 b2 b1 c3 c1

First the header, one `name: value` line each: `variant` and `result` ("X", "O", "draw"
or "*" for unfinished) always, the players `x` and `o` and the `reason` where known.
Then, after an empty line, the moves: a letter for the column and a number for the row,
a1 at the top left. Under gravity a move names the cell where the mark came to lie.

`write` keeps this order; `read` takes the header in any order and the moves on any
number of lines, and refuses what is not a legal game.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_lowercase
from typing import Final, Self, TypeVar

from game.engine.board import Cell, Outcome, Position, Reason
from game.engine.errors import Rejection
from game.engine.rules import Rules
from game.engine.variants import VARIANTS

_Choice = TypeVar("_Choice", bound=StrEnum)


class NotationError(ValueError):
    """The text, or the record, is not a game."""


class Result(StrEnum):
    X = "X"
    O = "O"  # noqa: E741 - the mark is called O
    DRAW = "draw"
    UNFINISHED = "*"


@dataclass(frozen=True, slots=True)
class Record:
    """One game from its first move; what is not a legal game cannot be made."""

    variant: str
    moves: tuple[Cell, ...]
    result: Result = Result.UNFINISHED
    reason: Reason | None = None
    x: str | None = None
    o: str | None = None

    def __post_init__(self) -> None:
        _check_name(self.x)
        _check_name(self.o)
        position = Position.start(_rules(self.variant))
        for cell in self.moves:
            try:
                if position.landing(cell) != cell:
                    raise NotationError(f"a mark does not stay at cell {cell}")
                position = position.play(position.turn, cell)
            except Rejection as error:
                raise NotationError(f"move {position.ply + 1}: {error}") from None
        _check_end(self.result, self.reason, position.outcome)

    @classmethod
    def of(cls, variant: str, moves: Iterable[Cell], outcome: Outcome | None) -> Self:
        """The record of a game as a room knows it."""
        if outcome is None:
            return cls(variant, tuple(moves))
        if outcome.reason is Reason.ABANDONED:
            return cls(variant, tuple(moves), Result.UNFINISHED, outcome.reason)
        result = Result(outcome.winner or "draw")
        return cls(variant, tuple(moves), result, outcome.reason)


def cell_name(cell: Cell, columns: int) -> str:
    row, column = divmod(cell, columns)
    return f"{ascii_lowercase[column]}{row + 1}"


def cell_at(name: str, rules: Rules) -> Cell:
    if not _CELL.fullmatch(name):
        raise NotationError(f"{name[:20]!r} is not the name of a cell")
    column, row = ascii_lowercase.index(name[0]), int(name[1:]) - 1
    if column >= rules.columns or row >= rules.rows:
        raise NotationError(f"{name!r} is not on this board")
    return row * rules.columns + column


def write(record: Record) -> str:
    columns = _rules(record.variant).columns
    header = [
        f"{name}: {value}" for name in _HEADER if (value := getattr(record, name))
    ]
    moves = " ".join(cell_name(cell, columns) for cell in record.moves)
    return "\n".join([*header, "", moves, ""] if moves else [*header, ""])


def read(text: str) -> Record:
    lines = text.splitlines()
    end = lines.index("") if "" in lines else len(lines)
    header = _read_header(lines[:end])
    if "variant" not in header or "result" not in header:
        raise NotationError("the header needs a variant and a result")
    rules = _rules(header["variant"])
    return Record(
        variant=header["variant"],
        moves=tuple(cell_at(n, rules) for n in " ".join(lines[end:]).split()),
        result=_member(Result, header["result"]),
        reason=_member(Reason, header["reason"]) if "reason" in header else None,
        x=header.get("x"),
        o=header.get("o"),
    )


def _read_header(lines: list[str]) -> dict[str, str]:
    header: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(": ")
        if not colon or name not in _HEADER or name in header:
            raise NotationError(f"{line[:40]!r} has no place in the header")
        header[name] = value
    return header


def _member(kind: type[_Choice], value: str) -> _Choice:
    try:
        return kind(value)
    except ValueError:
        raise NotationError(f"{value[:20]!r} is no {kind.__name__.lower()}") from None


def _rules(variant: str) -> Rules:
    if variant not in VARIANTS:
        raise NotationError(f"there is no variant {variant[:20]!r}")
    return VARIANTS[variant].rules


def _check_name(name: str | None) -> None:
    if name is not None and (name != name.strip() or len(name.splitlines()) != 1):
        raise NotationError("a name is one line, not empty, without outer spaces")


def _check_end(result: Result, reason: Reason | None, outcome: Outcome | None) -> None:
    """What the moves ended is told as they ended it; the rest, people ended."""
    if outcome is not None:
        right = result == (outcome.winner or Result.DRAW)
        fits = right and reason in {None, outcome.reason}
    elif result == Result.UNFINISHED:
        fits = reason in {None, Reason.ABANDONED}
    else:
        fits = result != Result.DRAW and reason in _GIVEN
    if not fits:
        raise NotationError("the moves do not lead to this result")


# How people, or their time, end a game that has a winner.
_GIVEN: Final = frozenset({Reason.RESIGNED, Reason.LEFT, Reason.TIME})
_HEADER: Final = ("variant", "x", "o", "result", "reason")
_CELL: Final = re.compile("[a-z][1-9][0-9]?")
