"""Which seat a connection acts for: what it wishes, and what its player holds."""

from typing import Literal, TypeAlias

from game.engine.events import Seat
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
