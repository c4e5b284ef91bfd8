"""A room put into the words of the wire: its state, its row in a list."""

from typing import Final

from msgspec import UNSET

from game.engine.state import RoomState, Status
from game.outgoing import ClockInfo, EventInfo, OfferInfo, PlayerInfo, RoomRow, State

_PLAYING: Final = Status.PLAYING


def state_message(code: str, state: RoomState) -> State:
    rules, position, outcome = state.variant.rules, state.position, state.outcome
    offer, news, status = state.offer, state.news, state.status
    return State(
        v=state.v,
        room=code,
        variant=state.variant.name,
        private=state.private,
        size=(rules.columns, rules.rows),
        k=rules.k,
        look=state.variant.look,
        game=state.game,
        ply=position.ply,
        board=position.board,
        moves=state.moves,
        open=position.legal_moves() if rules.gravity else UNSET,
        turn=position.turn if status is _PLAYING else None,
        status=status,
        winner=outcome.winner if outcome else None,
        line=(outcome.line or None) if outcome else None,
        reason=outcome.reason if outcome else None,
        last=state.moves[-1] if state.moves else None,
        marks="".join(state.marks),
        players=(_player(state, 0), _player(state, 1)),
        score=state.score,
        offer=OfferInfo(offer.kind, offer.by, offer.v) if offer else None,
        clock=state.clock and _clock(state),
        hushed=state.hushed or UNSET,
        event=EventInfo(news.type, news.seat, news.name or UNSET),
    )


def row(code: str, state: RoomState) -> RoomRow:
    rules = state.variant.rules
    first, second = state.seats
    return RoomRow(
        code=code,
        variant=state.variant.name,
        look=state.variant.look,
        size=(rules.columns, rules.rows),
        status=state.status,
        board=state.position.board,
        players=(first.name if first else None, second.name if second else None),
        marks="".join(state.marks),
        turn=state.turn,
        score=state.score,
        open=state.open_seat,
        at=state.at,
        clock=state.clock.each if state.clock else 0,
        kinds=(first.kind if first else None, second.kind if second else None),
    )


def _player(state: RoomState, index: int) -> PlayerInfo | None:
    player = state.seats[index]
    return PlayerInfo(player.name, player.kind) if player else None


def _clock(state: RoomState) -> ClockInfo | None:
    clock = state.clock
    return clock and ClockInfo(clock.left, state.running, clock.at)
