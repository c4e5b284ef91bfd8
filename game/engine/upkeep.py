"""What is done to a room and not to a board: opened, changed, hushed, closed; and what
the passing of time does to it.
"""

from game.engine.bot import COMPUTER
from game.engine.checks import own_seat, require_space, seat_of
from game.engine.clock import MOST
from game.engine.commands import Actor, Close, Command, Expire, Hush, Open, Update
from game.engine.errors import Code, Rejection
from game.engine.events import (
    Abandoned,
    Closed,
    Event,
    Hushed,
    Millis,
    Opened,
    Sat,
    Seconds,
    TimedOut,
    Updated,
)
from game.engine.state import RoomState, Status, other
from game.engine.variants import VARIANTS

Events = tuple[Event, ...]


def open_room(command: Command, by: Actor, now: Millis) -> Events:
    if not isinstance(command, Open) or command.variant not in VARIANTS:
        raise Rejection(Code.NOT_ALLOWED)
    _check_clock(command.clock)
    opened = Opened(now, command.variant, command.private, command.clock)
    events: Events = (opened,)
    if by.player is not None:
        events += (Sat(now, 1, by.player),)
    if command.computer:
        events += (Sat(now, 2, COMPUTER),)
    return events


def update(state: RoomState, command: Update, by: Actor, at: Millis) -> Events:
    """While a room waits no game has begun in it: it may become another."""
    seat = own_seat(state, by)
    if state.status is not Status.WAITING:
        raise Rejection(Code.NOT_ALLOWED)
    each = state.clock.each if state.clock else 0
    before = state.variant.name, state.private, each
    variant = before[0] if command.variant is None else command.variant
    private = before[1] if command.private is None else command.private
    clock = before[2] if command.clock is None else command.clock
    if variant not in VARIANTS:
        raise Rejection(Code.NOT_ALLOWED)
    _check_clock(clock)
    if (variant, private, clock) == before:
        return ()
    require_space(state)
    return (Updated(at, seat, variant, private, clock),)


def close(state: RoomState, command: Close, by: Actor, at: Millis) -> Events:
    """The house may close any room, a player only one where they wait alone."""
    if state.closed:
        return ()
    idle = command.idle
    if idle is not None and (state.has_moves or at - state.at < idle):
        raise Rejection(Code.NOT_ALLOWED)
    if by.player is not None:
        seat = own_seat(state, by)
        alone = state.seats[other(seat) - 1] is None
        if not alone or state.status is not Status.WAITING:
            raise Rejection(Code.NOT_ALLOWED)
    return (Closed(at),)


def expire(state: RoomState, command: Expire, by: Actor, at: Millis) -> Events:
    if by.player is not None:
        raise Rejection(Code.FORBIDDEN)
    if at - state.at < command.idle:
        raise Rejection(Code.NOT_ALLOWED)
    if state.closed or state.status is Status.OVER:
        return ()
    return (Abandoned(at),) if state.status is Status.PLAYING else (Closed(at),)


def tick(state: RoomState, by: Actor, at: Millis) -> Events:
    if by.player is not None:
        raise Rejection(Code.FORBIDDEN)
    seat = state.running
    return (TimedOut(at, seat),) if seat and state.is_late(at) else ()


def hush(state: RoomState, command: Hush, by: Actor, at: Millis) -> Events:
    """For players alone; it is no part of any game, so none is named."""
    try:
        seat = seat_of(state, by)
    except Rejection:
        raise Rejection(Code.FORBIDDEN) from None
    if state.hushed == command.on:
        return ()
    require_space(state)
    return (Hushed(at, seat, command.on),)


def _check_clock(seconds: Seconds) -> None:
    if not 0 <= seconds <= MOST:
        raise Rejection(Code.NOT_ALLOWED)
