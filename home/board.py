"""A board ready to be drawn: its lines, its buttons and what each of them is called.

It knows looks, not games: what may be played is taken from the state.
"""

from dataclasses import dataclass
from typing import Final

from home.scene import Scene

UNIT: Final = 100  # a cell in the drawing's own measure
INSET: Final = 6  # lines end a little before the edge, as a pen would
OVERSHOOT: Final = 0.32  # how far the winning stroke passes the middle of its last cell


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a mark can stand."""

    cell: int
    mark: str  # "X", "O" or nothing
    is_win: bool
    is_last: bool

    @property
    def ink(self) -> str:
        return f"by-{self.mark.lower()}"

    @property
    def classes(self) -> str:
        said = {self.ink: bool(self.mark), "win": self.is_win, "last": self.is_last}
        return "".join(f" {name}" for name, holds in said.items() if holds)


@dataclass(frozen=True, slots=True)
class Control:
    """One button: a cell, or a whole column where marks fall."""

    value: int
    label: str
    is_playable: bool
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """The line of the win."""

    x1: float
    y1: float
    x2: float
    y2: float
    ink: str


@dataclass(frozen=True, slots=True)
class Board:
    look: str
    columns: int
    rows: int
    label: str
    lines: str
    floor: str
    grid: tuple[tuple[Control, ...], ...]
    stroke: Stroke | None

    @property
    def width(self) -> int:
        return self.columns * UNIT

    @property
    def height(self) -> int:
        return self.rows * UNIT


def board_of(scene: Scene) -> Board:
    columns, rows = scene.state.size
    drops = scene.state.look == "drop"
    return Board(
        look=scene.state.look,
        columns=columns,
        rows=rows,
        label=scene.say("grid", columns=columns, rows=rows),
        lines=_columns(columns, rows) if drops else _hash(columns, rows),
        floor=f"M0 {rows * UNIT}H{columns * UNIT}" if drops else "",
        grid=_column_row(scene) if drops else _cell_rows(scene),
        stroke=_stroke(scene),
    )


def _hash(columns: int, rows: int) -> str:
    width, height = columns * UNIT, rows * UNIT
    down = [f"M{x} {INSET}V{height - INSET}" for x in range(UNIT, width, UNIT)]
    across = [f"M{INSET} {y}H{width - INSET}" for y in range(UNIT, height, UNIT)]
    return "".join(down + across)


def _columns(columns: int, rows: int) -> str:
    width, height = columns * UNIT, rows * UNIT
    return "".join(f"M{x} {INSET}V{height}" for x in range(0, width + 1, UNIT))


def _cell_rows(scene: Scene) -> tuple[tuple[Control, ...], ...]:
    columns, rows = scene.state.size
    return tuple(
        tuple(_cell(scene, cell) for cell in range(row * columns, (row + 1) * columns))
        for row in range(rows)
    )


def _cell(scene: Scene, cell: int) -> Control:
    spot = _spot(scene, cell)
    key = "marked" if spot.mark else "empty"
    if spot.is_win:
        key = "winning"
    elif spot.is_last:
        key = "lastMove"
    label = scene.say(key, cell=scene.cell_name(cell), mark=spot.mark)
    return Control(cell, label, scene.has_turn and not spot.mark, (spot,))


def _column_row(scene: Scene) -> tuple[tuple[Control, ...], ...]:
    columns = scene.state.size[0]
    return (tuple(_column(scene, column) for column in range(columns)),)


def _column(scene: Scene, column: int) -> Control:
    columns, rows = scene.state.size
    spots = tuple(_spot(scene, column + row * columns) for row in range(rows))
    filled = sum(1 for spot in spots if spot.mark)
    letter = scene.cell_name(column)[0]
    label = scene.say("column", column=letter, filled=filled, rows=rows)
    return Control(column, label, scene.has_turn and filled < rows, spots)


def _spot(scene: Scene, cell: int) -> Spot:
    state = scene.state
    mark = state.board[cell].strip(".")
    return Spot(cell, mark, cell in (state.line or ()), cell == state.last)


def _stroke(scene: Scene) -> Stroke | None:
    state = scene.state
    if not state.line:
        return None
    columns = state.size[0]
    ends = [divmod(cell, columns) for cell in (state.line[0], state.line[-1])]
    (top, left), (bottom, right) = ends
    dx = OVERSHOOT * ((right > left) - (right < left))
    dy = OVERSHOOT * (bottom > top)
    return Stroke(
        x1=_middle(left - dx),
        y1=_middle(top - dy),
        x2=_middle(right + dx),
        y2=_middle(bottom + dy),
        ink=f"by-{state.board[state.line[0]].lower()}",
    )


def _middle(place: float) -> int:
    return round((place + 0.5) * UNIT)
