"""Rows as the lobby's list sends them."""

from game.engine.board import Mark
from game.engine.state import Status
from game.engine.variants import VARIANTS
from game.outgoing import RoomRow


def row(variant="classic", **changes):
    """Alice (X) against Bob (O), nothing played yet; or as changed."""
    rules = VARIANTS[variant].rules
    fields = {
        "code": "K7QX2M",
        "variant": variant,
        "look": VARIANTS[variant].look,
        "size": (rules.columns, rules.rows),
        "status": Status.PLAYING,
        "board": "." * (rules.columns * rules.rows),
        "players": ("Alice", "Bob"),
        "marks": "XO",
        "turn": Mark.X,
        "score": (0, 0, 0),
        "open": None,
        "at": 0,
    }
    return RoomRow(**fields | changes)


def waiting_row(**changes):
    """Alice waits for somebody to play O."""
    fields = {
        "status": Status.WAITING,
        "players": ("Alice", None),
        "turn": None,
        "open": 2,
    }
    return row(**fields | changes)
