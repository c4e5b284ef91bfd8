"""The computer as a player: who it is, and what a room waits for it to do.

What it plays is `game.engine.search`, which takes its time and is asked elsewhere.
"""

from typing import Final

from game.engine.events import Kind, Player, Seat
from game.engine.state import RoomState, Status

COMPUTER: Final = Player("computer", "Computer", Kind.BOT)
_BOT: Final = Kind.BOT


def owing(state: RoomState) -> Seat | None:
    """The seat of a bot that has something to do now: to move, or to agree."""
    first, second = state.seats
    if second is not None and second.kind is _BOT and _owes(state, 2):
        return 2
    return 1 if first is not None and first.kind is _BOT and _owes(state, 1) else None


def _owes(state: RoomState, seat: Seat) -> bool:
    if state.closed:
        return False
    if state.status is Status.PLAYING:
        return state.position.turn is state.mark_of(seat)
    return state.offer is not None and state.offer.by != seat
