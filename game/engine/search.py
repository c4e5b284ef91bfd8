"""Which cell the computer plays: `best`, the same answer for the same position always.

What is small enough is played out to the end and cannot be lost where the rules allow
that. What is larger is looked into as far as a given effort goes, never by the clock;
there only the lines of `k` count, by how many marks one side alone has in them.
"""

from functools import cache
from typing import Final

from game.engine.board import Cell, Mark, Position
from game.engine.tables import cells_near, lines_of, lines_through

SMALL: Final = 9  # cells; up to here a game has so few positions that all are known
EFFORT: Final = 30_000  # cells weighed and played for one move, on whatever machine
WIDTH: Final = 12  # of the cells one may choose from, those that promise most
WON: Final = 10**12


def best(position: Position, effort: int = EFFORT) -> Cell:
    """The cell to play; there must be one."""
    cells = position.legal_moves()
    if not cells:
        raise ValueError("the game is over")
    if position.rules.cells <= SMALL:
        mark, lines = position.turn, lines_through(position.rules)
        order = sorted(cells, key=lambda cell: -len(lines[cell]))
        return max(order, key=lambda cell: -_worth(position.play(mark, cell)))
    return Search(position, effort).best()


@cache
def _worth(position: Position) -> int:
    """For who is to move: above 0 it is won, and the more so the sooner."""
    outcome, turn = position.outcome, position.turn
    if outcome is None:
        cells = position.legal_moves()
        return max(-_worth(position.play(turn, cell)) for cell in cells)
    if outcome.winner is None:
        return 0
    left = 1 + position.rules.cells - position.ply
    return left if outcome.winner is turn else -left


class _EnoughError(Exception):
    """The effort is spent."""


class Search:
    """One board that is played on and taken back, its lines counted as it goes.

    Depth by depth, each a little better ordered by what the last one found.
    """

    def __init__(self, position: Position, effort: int) -> None:
        self._rules = rules = position.rules
        self._through = lines_through(rules)
        self._near = cells_near(rules)
        self._effort = effort
        # Of who is to move at the root, and of the other.
        self._counts = [[0] * len(lines_of(rules)) for _ in range(2)]
        self._taken = [False] * rules.cells
        self._heights = [0] * rules.columns
        self._worths = [0, *(8 ** (count - 1) for count in range(1, rules.k + 1))]
        self._score = 0
        mine: Mark = position.turn
        for cell in range(rules.cells):
            mark = position.mark_at(cell)
            if mark is not None:
                self._play(0 if mark is mine else 1, cell)

    def best(self) -> Cell:
        order = self._candidates(0)
        found = order[0]
        for depth in range(1, self._rules.cells - sum(self._taken) + 1):
            try:
                worth, found = self._look(order, depth)
            except _EnoughError:
                break
            if abs(worth) > WON // 2:
                break  # whatever is further away changes nothing
            order = [found, *(cell for cell in order if cell != found)]
        return found

    def _look(self, order: list[Cell], depth: int) -> tuple[int, Cell]:
        best, found = -2 * WON, order[0]
        for cell in order:
            worth = self._try(0, cell, depth, -2 * WON, -best)
            if worth > best:
                best, found = worth, cell
        return best, found

    def _try(self, side: int, cell: Cell, depth: int, low: int, high: int) -> int:
        """What it is worth to that side to play there."""
        if self._effort <= 0:
            raise _EnoughError
        self._effort -= 1
        before = self._score
        has_line = self._play(side, cell)
        try:
            if has_line:
                return -WON - depth if self._rules.misere else WON + depth
            if depth == 1:
                return self._estimate(side)
            return -self._reply(1 - side, depth - 1, low, high)
        finally:
            self._take_back(side, cell, before)

    def _reply(self, side: int, depth: int, low: int, high: int) -> int:
        """The best that side can do; `low` and `high` are what still matters of it."""
        best = -2 * WON
        cells = self._candidates(side)
        if not cells:
            return 0
        for cell in cells:
            worth = self._try(side, cell, depth, -high, -max(low, best))
            if worth > best:
                best = worth
                if best >= high:
                    break
        return best

    def _estimate(self, side: int) -> int:
        score = self._score if side == 0 else -self._score
        return -score if self._rules.misere else score

    def _candidates(self, side: int) -> list[Cell]:
        """What is worth a look, the best first; what must be played, alone."""
        mine, theirs = self._counts[side], self._counts[1 - side]
        k, worths = self._rules.k, self._worths
        ranked: list[tuple[int, Cell]] = []
        cells = self._playable()
        self._effort -= len(cells)
        for cell in cells:
            worth = 0
            for line in self._through[cell]:
                own, other = mine[line], theirs[line]
                if own and other:
                    continue
                # Ending the game comes before keeping the other from it.
                if own == k - 1:
                    worth += WON
                elif other == k - 1:
                    worth += WON // 100
                else:
                    worth += worths[own + 1] + worths[other]
            ranked.append((-worth, cell))
        ranked.sort()
        urgent = WON // 1000
        if ranked and not self._rules.misere and -ranked[0][0] > urgent:
            ranked = ranked[:1]
        if self._rules.misere:
            ranked.reverse()
        return [cell for _, cell in ranked[:WIDTH]]

    def _playable(self) -> list[Cell]:
        rules, taken = self._rules, self._taken
        if rules.gravity:
            return [
                (rules.rows - 1 - height) * rules.columns + column
                for column, height in enumerate(self._heights)
                if height < rules.rows
            ]
        free = [cell for cell in range(rules.cells) if not taken[cell]]
        if rules.cells == len(free):
            return [rules.cells // 2]
        near = [cell for cell in free if any(taken[each] for each in self._near[cell])]
        return near or free

    def _play(self, side: int, cell: Cell) -> bool:
        """Whether that makes a whole line."""
        mine, theirs = self._counts[side], self._counts[1 - side]
        worths, gain, most = self._worths, 0, 0
        for line in self._through[cell]:
            mine[line] = count = mine[line] + 1
            most = max(most, count)
            # A line that both are in is nobody's.
            if not theirs[line]:
                gain += worths[count] - worths[count - 1]
            elif count == 1:
                gain += worths[theirs[line]]
        self._score += gain if side == 0 else -gain
        self._taken[cell] = True
        self._heights[cell % self._rules.columns] += 1
        return most >= self._rules.k

    def _take_back(self, side: int, cell: Cell, score: int) -> None:
        mine = self._counts[side]
        for line in self._through[cell]:
            mine[line] -= 1
        self._score = score
        self._taken[cell] = False
        self._heights[cell % self._rules.columns] -= 1
