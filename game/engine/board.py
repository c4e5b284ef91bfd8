"""Boards of m by n cells with k in a row, as immutable values; no rooms, no people.

A position keeps one integer of bits per mark. Each row has one spare column that is
never set, so a shifted board cannot wrap into the next row: a line is found by
shifting and masking, at the same cost however many marks lie on the board.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self, TypeAlias

from game.engine.errors import Code, Rejection

Cell: TypeAlias = int

MAX_COLUMNS: Final = 26
MAX_ROWS: Final = 99


class Mark(StrEnum):
    X = "X"
    O = "O"  # noqa: E741 - the mark is called O

    @property
    def other(self) -> "Mark":
        return _O if self is _X else _X


class Reason(StrEnum):
    """Why a game is over."""

    LINE = "line"
    FULL = "full"
    RESIGNED = "resigned"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a game ended; without a winner it is drawn, and without a line it is ()."""

    winner: Mark | None
    line: tuple[Cell, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Rules:
    """One board and what wins on it; the tables below follow from the five choices."""

    columns: int
    rows: int
    k: int
    gravity: bool = False
    misere: bool = False
    cells: int = field(init=False, repr=False, compare=False)
    bits: tuple[int, ...] = field(init=False, repr=False, compare=False)
    full: int = field(init=False, repr=False, compare=False)
    spare: int = field(init=False, repr=False, compare=False)
    files: tuple[int, ...] = field(init=False, repr=False, compare=False)
    shifts: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        columns, rows, k = self.columns, self.rows, self.k
        if not (0 < columns <= MAX_COLUMNS and 0 < rows <= MAX_ROWS):
            raise ValueError(f"a board of {columns} by {rows} cells cannot be named")
        if not 1 < k <= max(columns, rows):
            raise ValueError(f"{k} in a row does not fit {columns} by {rows} cells")
        stride = columns + 1
        bits = tuple(1 << (r * stride + c) for r in range(rows) for c in range(columns))
        tables = {
            "cells": columns * rows,
            "bits": bits,
            "full": sum(bits),
            "spare": sum(1 << (row * stride + columns) for row in range(rows)),
            "files": tuple(sum(bits[column::columns]) for column in range(columns)),
            "shifts": tuple(
                _doublings(step, k) for step in (1, stride, stride + 1, stride - 1)
            ),
        }
        for name, table in tables.items():
            object.__setattr__(self, name, table)


@dataclass(frozen=True, slots=True)
class Position:
    """A board between two moves; made by `start` and `play` only, never changed."""

    rules: Rules
    x: int
    o: int
    outcome: Outcome | None

    @classmethod
    def start(cls, rules: Rules) -> Self:
        return cls(rules, 0, 0, None)

    @property
    def turn(self) -> Mark:
        return _X if self.x.bit_count() == self.o.bit_count() else _O

    @property
    def ply(self) -> int:
        return (self.x | self.o).bit_count()

    @property
    def board(self) -> str:
        """Every cell in reading order, as "X", "O" or "."."""
        # One bit read as one hexadecimal digit puts both marks into one number.
        digits = int(f"{self.x:b}", 16) + 2 * int(f"{self.o:b}", 16)
        rules = self.rules
        text = f"{digits + 3 * int(f'{rules.spare:b}', 16):x}"
        return text[::-1].translate(_LETTERS)

    def mark_at(self, cell: Cell) -> Mark | None:
        if not 0 <= cell < self.rules.cells:
            raise Rejection(Code.OUT_OF_RANGE)
        bit = self.rules.bits[cell]
        if self.x & bit:
            return _X
        return _O if self.o & bit else None

    def legal_moves(self) -> tuple[Cell, ...]:
        """The cells where a mark may come to lie now, column by column if it falls."""
        if self.outcome is not None:
            return ()
        rules, taken = self.rules, self.x | self.o
        if not rules.gravity:
            return tuple(cell for cell, bit in enumerate(rules.bits) if not taken & bit)
        columns, last = rules.columns, (rules.rows - 1) * rules.columns
        falls = (
            last + column - columns * (taken & file).bit_count()
            for column, file in enumerate(rules.files)
        )
        return tuple(cell for cell in falls if cell >= 0)

    def landing(self, cell: Cell) -> Cell:
        """Where a mark played at `cell` comes to lie, or a rejection."""
        rules = self.rules
        if not 0 <= cell < rules.cells:
            raise Rejection(Code.OUT_OF_RANGE)
        taken = self.x | self.o
        if rules.gravity:
            columns = rules.columns
            height = (taken & rules.files[cell % columns]).bit_count()
            if height < rules.rows:
                return (rules.rows - 1 - height) * columns + cell % columns
        elif not taken & rules.bits[cell]:
            return cell
        raise Rejection(Code.CELL_TAKEN)

    def play(self, mark: Mark, cell: Cell) -> "Position":
        """The next position; under gravity `cell` means its whole column."""
        rules = self.rules
        if self.outcome is not None:
            raise Rejection(Code.GAME_OVER)
        if not 0 <= cell < rules.cells:
            raise Rejection(Code.OUT_OF_RANGE)
        if mark is not self.turn:
            raise Rejection(Code.NOT_YOUR_TURN)
        cell = self.landing(cell)
        bit = rules.bits[cell]
        x, o = self.x, self.o
        if mark is _X:
            x = mine = x | bit
        else:
            o = mine = o | bit
        return Position(rules, x, o, _judge(rules, mark, mine, cell, x | o))



def _judge(rules: Rules, mark: Mark, mine: int, cell: Cell, taken: int) -> Outcome | None:
    """What the mark just laid at `cell` has ended; only the mover's bits can tell."""
    for shifts in rules.shifts:
        ends = mine
        for shift in shifts:
            ends &= ends >> shift
        if ends:
            winner = mark.other if rules.misere else mark
            return Outcome(winner, _run(rules, mine, cell, shifts[0]), Reason.LINE)
    return Outcome(None, (), Reason.FULL) if taken == rules.full else None


def _run(rules: Rules, mine: int, cell: Cell, step: int) -> tuple[Cell, ...]:
    """The whole run through `cell`, in reading order, `step` bits apart."""
    stride = rules.columns + 1
    first = cell + cell // rules.columns
    while first >= step and mine >> (first - step) & 1:
        first -= step
    line = []
    while mine >> first & 1:
        line.append(first - first // stride)
        first += step
    return tuple(line)


def _doublings(step: int, k: int) -> tuple[int, ...]:
    """The shifts after which a bit is left exactly where `k` in a row begin."""
    shifts, length = [], 1
    while length < k:
        grown = min(length, k - length)
        shifts.append(step * grown)
        length += grown
    return tuple(shifts)


_X: Final = Mark.X
_O: Final = Mark.O
_LETTERS: Final = str.maketrans({"0": ".", "1": "X", "2": "O", "3": None})
