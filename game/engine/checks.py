"""What must be so before a command may do anything: checks that most of them share."""

from typing import Final

from game.engine.commands import Actor
from game.engine.errors import Code, Rejection
from game.engine.events import Seat
from game.engine.state import RoomState

# Whoever comes to a room reads its log from the start. Past so many events nothing new
# begins in it, and what has begun may end: an evening of games fits in many times.
LONGEST_LOG: Final = 4_000


def seat_of(state: RoomState, by: Actor) -> Seat:
    if by.player is None or by.seat is None:
        raise Rejection(Code.NOT_SEATED)
    if state.closed:
        raise Rejection(Code.FORBIDDEN)
    if not state.holds(by.player.id, by.seat):
        raise Rejection(Code.NOT_SEATED)
    return by.seat


def own_seat(state: RoomState, by: Actor) -> Seat:
    """For what is done to the room and not to a board any seat of theirs will do."""
    held = state.seats_of(by.player.id) if by.player else ()
    if not held or state.closed:
        raise Rejection(Code.FORBIDDEN)
    return by.seat if by.seat in held else held[0]


def require_playing(state: RoomState) -> None:
    if state.outcome is not None:
        raise Rejection(Code.GAME_OVER)
    if None in state.seats:
        raise Rejection(Code.WAITING)


def require_space(state: RoomState) -> None:
    if state.v >= LONGEST_LOG:
        raise Rejection(Code.USED_UP)
