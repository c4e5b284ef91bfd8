"""What may follow from a command: all the rules of a room in one function, `decide`.

Nothing here stores, sends or reads a clock: time and people come in as arguments.
"""

from typing import Final, assert_never

from game.engine.bot import COMPUTER
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
    Update,
)
from game.engine.errors import Code, Rejection
from game.engine.events import (
    Abandoned,
    Closed,
    Declined,
    Event,
    Hushed,
    Left,
    Millis,
    Moved,
    Offered,
    OfferKind,
    Opened,
    Rematched,
    Resigned,
    Sat,
    Seat,
    Updated,
)
from game.engine.state import RoomState, Status, other
from game.engine.variants import VARIANTS

Events = tuple[Event, ...]

# Whoever comes to a room reads its log from the start. Past so many events nothing new
# begins in it, and what has begun may end: an evening of games fits in many times.
LONGEST_LOG: Final = 4_000


def decide(  # noqa: PLR0911 - a table: a command a line
    state: RoomState | None, command: Command, by: Actor, now: Millis
) -> Events:
    """Return what follows from the command; nothing when it changes nothing."""
    if state is None:
        return _open(command, by, now)
    at = max(now, state.at)
    match command:
        case Sit():
            return _sit(state, command, by, at)
        case Update():
            return _update(state, command, by, at)
        case Close():
            return _close(state, command, by, at)
        case Expire():
            return _expire(state, command, by, at)
        case Hush():
            return _hush(state, command, by, at)
        case Open():
            raise Rejection(Code.NOT_ALLOWED)
        case _:
            return _act(state, command, _seat_of(state, by), at)


def _open(command: Command, by: Actor, now: Millis) -> Events:
    if not isinstance(command, Open) or command.variant not in VARIANTS:
        raise Rejection(Code.NOT_ALLOWED)
    events: Events = (Opened(now, command.variant, command.private),)
    if by.player is not None:
        events += (Sat(now, 1, by.player),)
    if command.computer:
        events += (Sat(now, 2, COMPUTER),)
    return events


def _update(state: RoomState, command: Update, by: Actor, at: Millis) -> Events:
    """While a room waits no game has begun in it: it may become another."""
    seat = _own_seat(state, by)
    if state.status is not Status.WAITING:
        raise Rejection(Code.NOT_ALLOWED)
    before = state.variant.name, state.private
    variant = before[0] if command.variant is None else command.variant
    private = before[1] if command.private is None else command.private
    if variant not in VARIANTS:
        raise Rejection(Code.NOT_ALLOWED)
    if (variant, private) == before:
        return ()
    _require_space(state)
    return (Updated(at, seat, variant, private),)


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
    _require_space(state)
    return (Sat(at, seat, by.player),)


def _close(state: RoomState, command: Close, by: Actor, at: Millis) -> Events:
    """The house may close any room, a player only one where they wait alone."""
    if state.closed:
        return ()
    idle = command.idle
    if idle is not None and (state.has_moves or at - state.at < idle):
        raise Rejection(Code.NOT_ALLOWED)
    if by.player is not None:
        seat = _own_seat(state, by)
        alone = state.seats[other(seat) - 1] is None
        if not alone or state.status is not Status.WAITING:
            raise Rejection(Code.NOT_ALLOWED)
    return (Closed(at),)


def _expire(state: RoomState, command: Expire, by: Actor, at: Millis) -> Events:
    if by.player is not None:
        raise Rejection(Code.FORBIDDEN)
    if at - state.at < command.idle:
        raise Rejection(Code.NOT_ALLOWED)
    if state.closed or state.status is Status.OVER:
        return ()
    return (Abandoned(at),) if state.status is Status.PLAYING else (Closed(at),)


def _hush(state: RoomState, command: Hush, by: Actor, at: Millis) -> Events:
    """For players alone; it is no part of any game, so none is named."""
    try:
        seat = _seat_of(state, by)
    except Rejection:
        raise Rejection(Code.FORBIDDEN) from None
    if state.hushed == command.on:
        return ()
    _require_space(state)
    return (Hushed(at, seat, command.on),)


def _own_seat(state: RoomState, by: Actor) -> Seat:
    """For what is done to the room and not to a board any seat of theirs will do."""
    held = state.seats_of(by.player.id) if by.player else ()
    if not held or state.closed:
        raise Rejection(Code.FORBIDDEN)
    return by.seat if by.seat in held else held[0]


def _seat_of(state: RoomState, by: Actor) -> Seat:
    if by.player is None or by.seat is None:
        raise Rejection(Code.NOT_SEATED)
    if state.closed:
        raise Rejection(Code.FORBIDDEN)
    if not state.holds(by.player.id, by.seat):
        raise Rejection(Code.NOT_SEATED)
    return by.seat


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
            _require_playing(state)
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
    _require_playing(state)
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
    _require_space(state)
    return (Offered(at, seat, OfferKind.REMATCH),)


def _require_space(state: RoomState) -> None:
    if state.v >= LONGEST_LOG:
        raise Rejection(Code.USED_UP)


def _require_playing(state: RoomState) -> None:
    if state.outcome is not None:
        raise Rejection(Code.GAME_OVER)
    if None in state.seats:
        raise Rejection(Code.WAITING)
