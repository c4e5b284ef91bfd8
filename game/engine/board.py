"""Positions as immutable values: who may play where, and how it ended; no people.

A position keeps one integer of bits per mark, laid out by `game.engine.rules`.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self, TypeAlias

from game.engine import lines
from game.engine.errors import Code, Rejection
from game.engine.rules import Rules

Cell: TypeAlias = int


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
    TIME = "time"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a game ended; without a winner it is drawn, and without a line it is ()."""

    winner: Mark | None
    line: tuple[Cell, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Position:
    """A board between two moves; made by `start` and `play` only, never changed."""

    rules: Rules
    x: int
    o: int
    outcome: Outcome | None
    # Every cell in reading order, as "X", "O" or "."; the bits again, for readers.
    board: str = field(compare=False, repr=False)

    @classmethod
    def start(cls, rules: Rules) -> Self:
        return cls(rules, 0, 0, None, "." * rules.cells)

    @property
    def turn(self) -> Mark:
        return _X if self.x.bit_count() == self.o.bit_count() else _O

    @property
    def ply(self) -> int:
        return (self.x | self.o).bit_count()

    def mark_at(self, cell: Cell) -> Mark | None:
        if not 0 <= cell < self.rules.cells:
            raise Rejection(Code.OUT_OF_RANGE)
        bit = self.rules.bits[cell]
        if self.x & bit:
            return _X
        return _O if self.o & bit else None

    def legal_moves(self) -> tuple[Cell, ...]:
        """The cells where a mark may come to lie now; none when the game is over."""
        if self.outcome is not None:
            return ()
        rules, taken = self.rules, self.x | self.o
        if not rules.gravity:
            return tuple(cell for cell, bit in enumerate(rules.bits) if not taken & bit)
        columns, bottom = rules.columns, rules.cells - rules.columns
        falls = (
            bottom + column - columns * (taken & file).bit_count()
            for column, file in enumerate(rules.files)
        )
        return tuple(cell for cell in falls if cell >= 0)

    def landing(self, cell: Cell) -> Cell:
        """Where a mark played at `cell` comes to lie: under gravity, in its column."""
        rules, taken = self.rules, self.x | self.o
        if not 0 <= cell < rules.cells:
            raise Rejection(Code.OUT_OF_RANGE)
        if rules.gravity:
            columns = rules.columns
            height = (taken & rules.files[cell % columns]).bit_count()
            if height < rules.rows:
                return (rules.rows - 1 - height) * columns + cell % columns
        elif not taken & rules.bits[cell]:
            return cell
        raise Rejection(Code.CELL_TAKEN)

    def play(self, mark: Mark, cell: Cell) -> "Position":
        rules, x, o = self.rules, self.x, self.o
        if self.outcome is not None:
            raise Rejection(Code.GAME_OVER)
        if not 0 <= cell < rules.cells:
            raise Rejection(Code.OUT_OF_RANGE)
        if mark is not self.turn:
            raise Rejection(Code.NOT_YOUR_TURN)
        cell = self.landing(cell)
        if mark is _X:
            x = mine = x | rules.bits[cell]
        else:
            o = mine = o | rules.bits[cell]
        outcome = _judge(rules, mark, mine, cell, x | o)
        board = f"{self.board[:cell]}{mark}{self.board[cell + 1 :]}"
        return Position(rules, x, o, outcome, board)


def _judge(
    rules: Rules, mark: Mark, mine: int, cell: Cell, taken: int
) -> Outcome | None:
    """What the mark just laid at `cell` has ended; only the mover's bits can tell."""
    step = lines.find(mine, rules.rays[cell], rules.k)
    if step:
        run = lines.run(mine, cell + cell // rules.columns, step)
        line = tuple(place - place // (rules.columns + 1) for place in run)
        return Outcome(mark.other if rules.misere else mark, line, Reason.LINE)
    return Outcome(None, (), Reason.FULL) if taken == rules.full else None


_X: Final = Mark.X
_O: Final = Mark.O
