"""What of a board never changes, and a search asks for all the time."""

from functools import cache
from typing import Final, TypeAlias

from game.engine.board import Cell
from game.engine.rules import Rules

Line: TypeAlias = int  # its place among all lines of `k` cells

REACH: Final = 2  # steps from a mark; further away nothing happens on a large board


@cache
def lines_of(rules: Rules) -> tuple[tuple[Cell, ...], ...]:
    """Every `k` cells in a row, in whichever direction."""
    return tuple(
        tuple((row + i * down) * rules.columns + column + i * right for i in steps)
        for steps in (range(rules.k),)
        for down, right in ((0, 1), (1, 0), (1, 1), (1, -1))
        for row in range(rules.rows)
        for column in range(rules.columns)
        if row + (rules.k - 1) * down < rules.rows
        and 0 <= column + (rules.k - 1) * right < rules.columns
    )


@cache
def lines_through(rules: Rules) -> tuple[tuple[Line, ...], ...]:
    """For each cell the lines it lies on."""
    through: list[list[Line]] = [[] for _ in range(rules.cells)]
    for line, cells in enumerate(lines_of(rules)):
        for cell in cells:
            through[cell].append(line)
    return tuple(tuple(lines) for lines in through)


@cache
def cells_near(rules: Rules) -> tuple[tuple[Cell, ...], ...]:
    """For each cell the others within reach of it."""
    reach = range(-REACH, REACH + 1)
    return tuple(
        tuple(
            (row + down) * rules.columns + column + right
            for down in reach
            for right in reach
            if (down or right)
            and 0 <= row + down < rules.rows
            and 0 <= column + right < rules.columns
        )
        for row in range(rules.rows)
        for column in range(rules.columns)
    )
