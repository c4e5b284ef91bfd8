"""A room of the references: classic tic-tac-toe in memory, and nothing more.

The state has the fields of the product's and about its size, so that what is measured
is how it is served and not what is said.
"""

from typing import Any, Final

import msgspec

LINES: Final = (
    (0, 1, 2),
    (3, 4, 5),
    (6, 7, 8),
    (0, 3, 6),
    (1, 4, 7),
    (2, 5, 8),
    (0, 4, 8),
    (2, 4, 6),
)
THROUGH: Final = [[line for line in LINES if cell in line] for cell in range(9)]


class State(msgspec.Struct, tag="state", tag_field="type"):
    v: int
    room: str
    variant: str = "classic"
    private: bool = False
    size: tuple[int, int] = (3, 3)
    k: int = 3
    look: str = "hash"
    game: int = 1
    ply: int = 0
    board: str = "........."
    moves: list[int] = []
    turn: str | None = None
    status: str = "waiting"
    winner: str | None = None
    line: tuple[int, ...] | None = None
    reason: str | None = None
    last: int | None = None
    marks: str = "XO"
    players: list[dict[str, str] | None] = []
    score: list[int] = []
    offer: dict[str, Any] | None = None
    event: dict[str, Any] = {}


class Table:
    """What may be done at it returns why not, or nothing when it is done."""

    def __init__(self, code: str) -> None:
        self.state = State(1, code, players=[None, None], score=[0, 0, 0])
        self.cells = ["."] * 9

    def sit(self, seat: int) -> str | None:
        state = self.state
        if state.players[seat - 1] is None:
            state.players[seat - 1] = {"name": f"Guest {seat}234", "kind": "guest"}
            self._happened("sat", seat)
            if None not in state.players:
                state.status, state.turn = "playing", "X"
        return None

    def move(self, seat: int, cell: int, ply: int, game: int) -> str | None:
        if fault := self._fault_of(seat, cell, ply, game):
            return fault
        state, cells = self.state, self.cells
        mark = state.marks[seat - 1]
        cells[cell] = mark
        state.moves.append(cell)
        state.board = "".join(cells)
        state.ply += 1
        state.last = cell
        state.turn = "O" if mark == "X" else "X"
        self._happened("moved", seat)
        self._look_for_the_end(mark, seat, cell)
        return None

    def rematch(self, seat: int, game: int, offer: int | None) -> str | None:
        state = self.state
        if not seat:
            return "not_seated"
        if game != state.game:
            return "stale"
        if state.status != "over":
            return "not_allowed"
        if offer is None:
            state.offer = {"kind": "rematch", "by": seat, "v": state.v + 1}
            self._happened("offered", seat)
            return None
        if state.offer is None or state.offer["v"] != offer:
            return "no_offer"
        self.cells = ["."] * 9
        state.game += 1
        state.ply, state.board, state.moves = 0, ".........", []
        state.turn, state.status, state.last = "X", "playing", None
        state.winner = state.line = state.reason = state.offer = None
        state.marks = state.marks[::-1]
        self._happened("rematched", seat)
        return None

    def _fault_of(self, seat: int, cell: int, ply: int, game: int) -> str | None:
        state = self.state
        if not seat:
            return "not_seated"
        if state.status != "playing":
            return "game_over"
        if game != state.game or ply != state.ply:
            return "stale"
        if state.marks[seat - 1] != state.turn:
            return "not_your_turn"
        if not 0 <= cell < 9 or self.cells[cell] != ".":
            return "cell_taken"
        return None

    def _look_for_the_end(self, mark: str, seat: int, cell: int) -> None:
        cells = self.cells
        for line in THROUGH[cell]:
            a, b, c = line
            if cells[a] == cells[b] == cells[c]:
                self.state.winner, self.state.line = mark, line
                self._end("line", seat - 1)
                return
        if self.state.ply == 9:
            self._end("full", 2)

    def _end(self, reason: str, whose: int) -> None:
        state = self.state
        state.status, state.reason, state.turn = "over", reason, None
        state.score[whose] += 1

    def _happened(self, what: str, seat: int) -> None:
        self.state.v += 1
        self.state.event = {"type": what, "seat": seat}
