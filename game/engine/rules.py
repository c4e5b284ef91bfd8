"""What is played on which board: sizes and flags, and the tables that follow."""

from dataclasses import dataclass, field
from typing import Final

from game.engine import lines

MAX_COLUMNS: Final = 26  # a cell is named by one letter
MAX_ROWS: Final = 99


@dataclass(frozen=True, slots=True)
class Rules:
    """A board of cells in reading order, and how many in a row end the game.

    `gravity` lets a mark fall to the lowest free cell; under `misere` the row loses.
    """

    columns: int
    rows: int
    k: int
    gravity: bool = False
    misere: bool = False

    cells: int = field(init=False, repr=False, compare=False)
    # As `game.engine.lines` wants it, a cell's bit leaves one spare column per row.
    bits: tuple[int, ...] = field(init=False, repr=False, compare=False)
    full: int = field(init=False, repr=False, compare=False)
    files: tuple[int, ...] = field(init=False, repr=False, compare=False)
    rays: tuple[tuple[lines.Ray, ...], ...] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        columns, rows, k = self.columns, self.rows, self.k
        if not (0 < columns <= MAX_COLUMNS and 0 < rows <= MAX_ROWS):
            raise ValueError(f"a board of {columns} by {rows} cells cannot be named")
        if not 1 < k <= max(columns, rows):
            raise ValueError(f"{k} in a row does not fit {columns} by {rows} cells")
        stride = columns + 1
        places = tuple(r * stride + c for r in range(rows) for c in range(columns))
        bits = tuple(1 << place for place in places)
        tables = {
            "cells": columns * rows,
            "bits": bits,
            "full": sum(bits),
            "files": tuple(sum(bits[column::columns]) for column in range(columns)),
            "rays": lines.rays(places, stride, k),
        }
        for name, table in tables.items():
            object.__setattr__(self, name, table)  # the way into a frozen value
