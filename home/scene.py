"""A room as one tab sees it: who is who, and what everything is called.

scene.js is the same for the states that arrive later.
"""

from dataclasses import dataclass
from typing import Final

from game.engine.notation import cell_name
from game.incoming import SeatNumber
from game.outgoing import State
from home.words import Words

NAME_LENGTH: Final = 12
SEATS: Final[tuple[SeatNumber, SeatNumber]] = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`seat` is whom this tab acts for, `holds` what this person has in the room."""

    state: State
    words: Words
    seat: SeatNumber | None = None
    holds: tuple[SeatNumber, ...] = ()
    away: tuple[bool, bool] = (False, False)
    spectators: int = 0
    full: bool = False
    refusal: str | None = None
    cell: int | None = None  # what the refusal is about
    now: int = 0

    @property
    def mark(self) -> str | None:
        return self.mark_of(self.seat) if self.seat else None

    @property
    def other(self) -> SeatNumber:
        return 1 if self.seat == 2 else 2

    @property
    def open_seat(self) -> SeatNumber | None:
        return next((seat for seat in SEATS if not self.state.players[seat - 1]), None)

    @property
    def has_turn(self) -> bool:
        return self.seat is not None and self.state.turn == self.mark

    def clock_of(self, seat: SeatNumber) -> str:
        """The time they have left; nothing where there is no clock."""
        clock = self.state.clock
        if clock is None:
            return ""
        spent = max(0, self.now - clock.at) if clock.running == seat else 0
        seconds = -(-max(0, clock.left[seat - 1] - spent) // 1000)
        return f"{seconds // 60}:{seconds % 60:02}"

    def runs(self, seat: SeatNumber) -> bool:
        return self.state.clock is not None and self.state.clock.running == seat

    def mark_of(self, seat: SeatNumber) -> str:
        return self.state.marks[seat - 1]

    def seat_of(self, mark: str) -> SeatNumber:
        return 1 if self.state.marks[0] == mark else 2

    def name_of(self, seat: SeatNumber) -> str:
        """What to call a player: the mark where a name would not tell two apart."""
        first, second = self.state.players
        player = self.state.players[seat - 1]
        event = self.state.event
        if player is None and event.seat == seat and isinstance(event.name, str):
            return clip(event.name)
        if player is None or (first and second and first.name == second.name):
            return self.mark_of(seat)
        return clip(player.name)

    def say(self, key: str, **places: object) -> str:
        return self.words[key].format(**places)

    def cell_name(self, cell: int) -> str:
        return cell_name(cell, self.state.size[0])


def clip(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[:NAME_LENGTH].rstrip()}…"
