"""A board as lines and marks for an SVG, small enough for a row of the lobby."""

from dataclasses import dataclass

from game.engine.variants import Look
from game.outgoing import RoomRow


@dataclass(frozen=True, slots=True)
class Drawing:
    """Cells are 100 wide; a mark stands at the corner of its own."""

    width: int
    height: int
    lines: str
    marks: tuple[tuple[str, int, int], ...]
    is_dense: bool


def drawing(room: RoomRow) -> Drawing:
    columns, rows = room.size
    width, height = columns * 100, rows * 100
    return Drawing(
        width=width,
        height=height,
        lines=_lines(room.look, width, height),
        marks=tuple(
            (mark, cell % columns * 100, cell // columns * 100)
            for cell, mark in enumerate(room.board)
            if mark != "."
        ),
        is_dense=columns > 9,
    )


def _lines(look: Look, width: int, height: int) -> str:
    """Columns on a heavy floor where marks fall, else a hash open at its ends."""
    if look is Look.DROP:
        walls = "".join(f"M{x} 0V{height}" for x in range(0, width + 1, 100))
        return f"{walls}M0 {height}H{width}M0 {height + 14}H{width}"
    down = "".join(f"M{x} 6V{height - 6}" for x in range(100, width, 100))
    return down + "".join(f"M6 {y}H{width - 6}" for y in range(100, height, 100))
