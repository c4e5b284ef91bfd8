"""A board as lines of text, and the names of its cells. Pure; no colours, no rules.

Cell 0 is a1, at the top left: columns are letters from the left, rows numbers from the
top. Shape alone tells everything: (X) was played last, [X] belongs to the winning line.
"""

import re
from collections.abc import Callable, Mapping
from string import ascii_lowercase
from typing import Any, Final, TypeAlias

State: TypeAlias = Mapping[str, Any]
# How a line of the board is shown.
Paint: TypeAlias = Callable[[str], str]

WIDEST_HASH: Final = 5  # a larger one is quieter without its lines
_NAME: Final = re.compile("([a-z])([1-9][0-9]?)?")
_MARK: Final = re.compile("[XO.]")
_INKS: Final = {"X": "1;31", "O": "1;34", ".": "2"}  # red, blue, and faint


class NoCellError(ValueError):
    """The text names no cell of this board; it says why."""


def plain(line: str) -> str:
    return line


def in_colour(line: str) -> str:
    return _MARK.sub(lambda mark: f"\x1b[{_INKS[mark[0]]}m{mark[0]}\x1b[0m", line)


def cell_name(cell: int, state: State) -> str:
    row, column = divmod(cell, state["size"][0])
    return f"{ascii_lowercase[column]}{row + 1}"


def cell_at(name: str, state: State) -> int:
    """The cell a person means; where marks fall the letter of a column is enough."""
    columns, rows = state["size"]
    found = _NAME.fullmatch(name)
    falls = state["look"] == "drop"
    if not found or not (found[2] or falls):
        raise NoCellError(f"{name[:20]} is not the name of a cell.")
    column, row = ascii_lowercase.index(found[1]), int(found[2] or 1) - 1
    if column >= columns or row >= rows:
        raise NoCellError(f"{name} isn't on this board.")
    cell: int = row * columns + column
    return cell


def draw(state: State) -> list[str]:
    columns, rows = state["size"]
    has_lines = state["look"] == "hash" and columns <= WIDEST_HASH
    between = "|" if has_lines else ""
    letters = (" " if has_lines else "").join(
        f" {a} " for a in ascii_lowercase[:columns]
    )
    lines = [f"    {letters}"]
    for row in range(rows):
        if has_lines and row:
            lines.append("    " + "+".join(["---"] * columns))
        cells = range(row * columns, (row + 1) * columns)
        lines.append(f"{row + 1:>3} " + between.join(_cell(state, c) for c in cells))
    if state["look"] == "drop":
        lines.append("    " + "===" * columns)
    return [line.rstrip() for line in lines]


def _cell(state: State, cell: int) -> str:
    mark = state["board"][cell]
    left, right = " ", " "
    if cell in (state["line"] or ()):
        left, right = "[", "]"
    elif cell == state["last"]:
        left, right = "(", ")"
    return f"{left}{mark}{right}"
