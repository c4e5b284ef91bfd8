"""Which seat a connection acts for: what it wishes, and what its player holds."""

from typing import Literal, TypeAlias

from game.engine.events import Kind, Player, Seat
from game.engine.state import RoomState

Wish: TypeAlias = Literal[1, 2, "watch"] | None


def seat_for(state: RoomState, player_id: str, wish: Wish) -> Seat | None:
    """The seat wished for if the player holds it; without a wish the only one held."""
    held = state.seats_of(player_id)
    if wish == "watch":
        return None
    if wish is not None:
        return wish if wish in held else None
    return held[0] if len(held) == 1 else None


def is_somebody_else(state: RoomState, player: Player, wish: Wish, was: str) -> bool:
    """Whether a guest wishes for the seat of who they were, and who holds it still.

    So it is in a browser that was signed out. An account that wishes for it has signed
    in since, and was told that the seat stays behind.
    """
    is_theirs = isinstance(wish, int) and state.holds(was, wish)
    return is_theirs and player.id != was and player.kind is Kind.GUEST
