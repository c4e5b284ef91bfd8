"""What the engine's tests share: random games, and a checker that is slow and plain."""

from random import Random

from hypothesis import strategies as st

from game.engine.board import Mark, Position
from game.engine.rules import Rules
from game.engine.variants import VARIANTS

SIZES = {
    "wide": Rules(columns=6, rows=2, k=3),
    "tall": Rules(columns=2, rows=7, k=4),
    "one_row": Rules(columns=5, rows=1, k=2),
    "wide_drop": Rules(columns=5, rows=3, k=3, gravity=True),
    "misere_drop": Rules(columns=4, rows=4, k=3, gravity=True, misere=True),
}
BOARDS = {name: variant.rules for name, variant in VARIANTS.items()} | SIZES


def after(rules, *cells):
    position = Position.start(rules)
    for cell in cells:
        position = position.play(position.turn, cell)
    return position


@st.composite
def playouts(draw, rules):
    """Positions of one game from the start, each with the move that follows it."""
    plies = draw(st.integers(0, rules.cells))
    chance = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - a game, not a secret
    position = Position.start(rules)
    pairs: list[tuple[Position, int | None]] = []
    while position.outcome is None and position.ply < plies:
        cell = chance.choice(position.legal_moves())
        pairs.append((position, cell))
        position = position.play(position.turn, cell)
    pairs.append((position, None))
    return pairs


def lines_on(rules, board):
    """Every run of k or more equal marks, as (mark, cells), found by walking."""
    found = []
    for right, down in ((1, 0), (0, 1), (1, 1), (-1, 1)):
        for cell in range(rules.cells):
            if (
                board[cell] == "."
                or step(rules, cell, -right, -down, board) is not None
            ):
                continue
            run = [cell]
            while (ahead := step(rules, run[-1], right, down, board)) is not None:
                run.append(ahead)
            if len(run) >= rules.k:
                found.append((Mark(board[cell]), tuple(sorted(run))))
    return found


def step(rules, cell, right, down, board):
    """The neighbour that way, if it is on the board and bears the same mark."""
    column, row = cell % rules.columns + right, cell // rules.columns + down
    if not (0 <= column < rules.columns and 0 <= row < rules.rows):
        return None
    ahead = row * rules.columns + column
    return ahead if board[ahead] == board[cell] else None
