"""What may follow from a command: all the rules of a room in one function, `decide`.

Nothing here stores, sends or reads a clock: time and people come in as arguments.
"""

from typing import assert_never

from game.engine import upkeep
from game.engine.checks import require_playing, require_space, seat_of
from game.engine.commands import (
    Actor,
    Close,
    Command,
    Decline,
    Expire,
    Hush,
    Leave,
    Move,
    Open,
    Rematch,
    Resign,
    Sit,
    Tick,
    Update,
)
from game.engine.errors import Code, Rejection
from game.engine.events import (
    Declined,
    Left,
    Millis,
    Moved,
    Offered,
    OfferKind,
    Rematched,
    Resigned,
    Sat,
    Seat,
)
from game.engine.state import RoomState, Status, other
from game.engine.upkeep import Events


def decide(  # noqa: C901, PLR0911 - a table: a command a line
    state: RoomState | None, command: Command, by: Actor, now: Millis
) -> Events:
    """Return what follows from the command; nothing when it changes nothing."""
    if state is None:
        return upkeep.open_room(command, by, now)
    at = max(now, state.at)
    match command:
        case Sit():
            return _sit(state, command, by, at)
        case Update():
            return upkeep.update(state, command, by, at)
        case Close():
            return upkeep.close(state, command, by, at)
        case Expire():
            return upkeep.expire(state, command, by, at)
        case Tick():
            return upkeep.tick(state, by, at)
        case Hush():
            return upkeep.hush(state, command, by, at)
        case Open():
            raise Rejection(Code.NOT_ALLOWED)
        case _:
            return _act(state, command, seat_of(state, by), at)


def _sit(state: RoomState, command: Sit, by: Actor, at: Millis) -> Events:
    if by.player is None or state.closed:
        raise Rejection(Code.FORBIDDEN)
    seat = command.seat
    if seat is None:
        if by.seat is not None and state.holds(by.player.id, by.seat):
            return ()
        seat = state.open_seat
    if seat is None:
        raise Rejection(Code.SEAT_TAKEN)
    if state.holds(by.player.id, seat):
        return ()
    if state.seats[seat - 1] is not None:
        raise Rejection(Code.SEAT_TAKEN)
    require_space(state)
    return (Sat(at, seat, by.player),)


def _act(
    state: RoomState,
    command: Leave | Move | Resign | Rematch | Decline,
    seat: Seat,
    at: Millis,
) -> Events:
    if isinstance(command, Leave):
        return (Left(at, seat),)
    if command.game is not None and command.game != state.game:
        raise Rejection(Code.STALE)
    match command:
        case Move():
            return _move(state, command, seat, at)
        case Resign():
            require_playing(state)
            return (Resigned(at, seat),)
        case Rematch():
            return _rematch(state, command, seat, at)
        case Decline():
            if state.offer is None:
                raise Rejection(Code.NO_OFFER)
            return (Declined(at, seat),)
        case _:  # pragma: no cover
            assert_never(command)


def _move(state: RoomState, command: Move, seat: Seat, at: Millis) -> Events:
    require_playing(state)
    if command.ply is not None and command.ply != state.position.ply:
        raise Rejection(Code.STALE)
    if state.position.turn is not state.mark_of(seat):
        raise Rejection(Code.NOT_YOUR_TURN)
    return (Moved(at, seat, state.position.landing(command.cell)),)


def _rematch(state: RoomState, command: Rematch, seat: Seat, at: Millis) -> Events:
    offer = state.offer
    asked = offer is not None and offer.by != seat
    if command.offer is not None:
        if offer is None or not asked or offer.v != command.offer:
            raise Rejection(Code.NO_OFFER)
        return (Rematched(at, seat),)
    if state.status is not Status.OVER:
        raise Rejection(Code.NOT_ALLOWED)
    if state.seats[other(seat) - 1] is None:
        raise Rejection(Code.WAITING)
    if asked:  # both asked at once: that is agreeing
        return (Rematched(at, seat),)
    if offer is not None:
        return ()
    require_space(state)
    return (Offered(at, seat, OfferKind.REMATCH),)
