"""What a room is after an event: the fold of its log.

Total for every log that `decide` wrote: it asks no questions, it follows.
"""

from collections.abc import Iterable
from typing import assert_never

from game.engine.board import Outcome, Position, Reason
from game.engine.clock import Clock, wound
from game.engine.events import (
    NAMES,
    Abandoned,
    Closed,
    Declined,
    Event,
    Hushed,
    Left,
    Millis,
    Moved,
    Offered,
    Opened,
    Rematched,
    Resigned,
    Sat,
    Seat,
    TimedOut,
    Updated,
)
from game.engine.state import News, Offer, RoomState, other
from game.engine.variants import VARIANTS


def evolve(  # noqa: C901, PLR0911, PLR0912 - one case an event
    state: RoomState | None, event: Event
) -> RoomState:
    """Return the room after the event: total for every log that `decide` wrote."""
    if state is None:
        return _opened(event)
    if isinstance(event, Moved):  # first, and in one step: it is what happens most
        return _moved(state, event)
    seat = None if isinstance(event, Opened | Abandoned | Closed) else event.seat
    news = News(NAMES[type(event)], seat)
    state = state._replace(v=state.v + 1, at=event.at, news=news)
    match event:
        case Sat():
            return _sat(state, event)
        case Updated():
            return _updated(state, event)
        case Left(seat=leaver):
            return _left(state, leaver)
        case Resigned(seat=loser):
            return _lost(state, loser, Reason.RESIGNED)
        case TimedOut(seat=loser):
            return _lost(state, loser, Reason.TIME)
        case Offered(seat=asker, kind=kind):
            return state._replace(offer=Offer(kind, asker, state.v))
        case Declined(seat=by):
            return _declined(state, by)
        case Rematched():
            return _next_game(state)
        case Abandoned():
            return state._replace(outcome=Outcome(None, (), Reason.ABANDONED))
        case Hushed(on=on):
            return state._replace(hushed=on)
        case Closed():
            return state._replace(closed=True, offer=None)
        case Opened():
            raise ValueError("a room is opened once")
        case _:  # pragma: no cover
            assert_never(event)


def fold(events: Iterable[Event], state: RoomState | None = None) -> RoomState:
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise ValueError("an empty log is no room")
    return state


def _opened(event: Event) -> RoomState:
    if not isinstance(event, Opened):
        raise TypeError("a log begins with the opening of its room")
    variant = VARIANTS[event.variant]
    return RoomState(
        v=1,
        at=event.at,
        variant=variant,
        private=event.private,
        position=Position.start(variant.rules),
        news=News("opened", None),
        clock=wound(event.clock, event.at),
    )


def _sat(state: RoomState, event: Sat) -> RoomState:
    """Whoever sits down after a game begins a new series: board and score are fresh."""
    if state.outcome is not None:
        state = _next_game(state)._replace(score=(0, 0, 0))
    first, second = state.seats
    seats = (event.player, second) if event.seat == 1 else (first, event.player)
    return state._replace(seats=seats)


def _updated(state: RoomState, event: Updated) -> RoomState:
    """Nobody has played yet, so there is nothing but an empty board to exchange."""
    variant = VARIANTS[event.variant]
    return state._replace(
        variant=variant,
        private=event.private,
        position=Position.start(variant.rules),
        clock=wound(event.clock, event.at),
    )


def _left(state: RoomState, seat: Seat) -> RoomState:
    """Leaving a game loses it once a mark is down; before that nothing was begun."""
    if state.outcome is None and state.moves:
        state = _lost(state, seat, Reason.LEFT)
    elif state.outcome is None:
        state = state._replace(score=(0, 0, 0))
    first, second = state.seats
    leaver = state.seats[seat - 1]
    return state._replace(
        seats=(None, second) if seat == 1 else (first, None),
        offer=None,
        news=News("left", seat, leaver.name if leaver else None),
    )


def _moved(state: RoomState, event: Moved) -> RoomState:
    position = state.position.play(state.mark_of(event.seat), event.cell)
    state = RoomState(  # in full: to replace some of it takes three times as long
        state.v + 1,
        event.at,
        state.variant,
        state.private,
        position,
        News("moved", event.seat),
        state.game,
        (*state.moves, event.cell),
        state.seats,
        state.score,
        outcome=None,
        offer=state.offer,
        has_moves=True,
        hushed=state.hushed,
        closed=state.closed,
        clock=state.clock and _stopped(state, event.at),
    )
    return state if position.outcome is None else _over(state, position.outcome)


def _stopped(state: RoomState, at: Millis) -> Clock | None:
    """The clock as it stands at that time; the first move takes nobody's."""
    clock, seat = state.clock, state.running
    if clock is None:
        return None
    return clock._replace(at=at) if seat is None else clock.spent(seat, at)


def _lost(state: RoomState, loser: Seat, reason: Reason) -> RoomState:
    return _over(state, Outcome(state.mark_of(other(loser)), (), reason))


def _over(state: RoomState, outcome: Outcome) -> RoomState:
    ones, twos, draws = state.score
    if outcome.winner is None:
        draws += 1
    elif outcome.winner is state.mark_of(1):
        ones += 1
    else:
        twos += 1
    return state._replace(
        outcome=outcome,
        score=(ones, twos, draws),
        clock=_stopped(state, state.at),
    )


def _declined(state: RoomState, seat: Seat) -> RoomState:
    """One's own offer is not declined but withdrawn, and the news says so."""
    if state.offer is not None and state.offer.by == seat:
        state = state._replace(news=News("withdrawn", seat))
    return state._replace(offer=None)


def _next_game(state: RoomState) -> RoomState:
    return state._replace(
        game=state.game + 1,
        position=Position.start(state.variant.rules),
        moves=(),
        outcome=None,
        offer=None,
        clock=state.clock and wound(state.clock.each, state.at),
    )
