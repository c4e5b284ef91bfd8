"""A room on a stage: what happens in it, with its log, for the tests of the engine."""

import pytest

from game.engine.commands import Actor, Command, Move, Open, Sit
from game.engine.errors import Code, Rejection
from game.engine.events import Event, Player
from game.engine.evolve import evolve, fold
from game.engine.room import decide
from game.engine.state import RoomState

ALICE, BOB, CAROL = (Player(name.lower(), name) for name in ("Alice", "Bob", "Carol"))
alice, bob, carol = Actor(ALICE, 1), Actor(BOB, 2), Actor(CAROL)

WON = (0, 3, 1, 4, 2)
DRAWN = (0, 1, 2, 4, 3, 5, 7, 6, 8)


class Scene:
    """Alice has opened a room; `do` says what follows, `refused` why nothing does."""

    def __init__(self, variant: str = "classic", clock: int = 0) -> None:
        self.log: list[Event] = []
        self._state: RoomState | None = None
        self.now = 1000
        self.do(Open(variant, clock=clock), alice)

    @property
    def state(self) -> RoomState:
        assert self._state is not None
        return self._state

    def do(self, command: Command, by: Actor) -> tuple[Event, ...]:
        self.now += 1
        events = decide(self._state, command, by, self.now)
        self.log += events
        self._state = fold(events, self._state)
        return events

    def refused(self, command: Command, by: Actor) -> Code:
        before = self.state
        with pytest.raises(Rejection) as refusal:
            self.do(command, by)
        assert self.state is before
        return refusal.value.code

    def seat_bob(self) -> "Scene":
        self.do(Sit(2), bob)
        return self

    def play(self, *cells: int) -> "Scene":
        """Lay marks in turn, whoever sits where."""
        for cell in cells:
            assert self.state.turn is not None
            seat = self.state.marks.index(self.state.turn)
            self.do(Move(cell), (alice, bob)[seat])
        return self


def states(log: list[Event]) -> list[RoomState]:
    """Every state the log went through."""
    state, seen = None, []
    for event in log:
        state = evolve(state, event)
        seen.append(state)
    return seen
