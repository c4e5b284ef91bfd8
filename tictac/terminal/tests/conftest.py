import pytest

SIZES = {
    "classic": (3, 3, 3),
    "four": (4, 4, 4),
    "gomoku": (15, 15, 5),
    "drop4": (7, 6, 4),
}


def state_of(variant="classic", **fields):
    """A state as docs/protocol.md shows it: Alice and Bob at an empty board."""
    columns, rows, k = SIZES[variant]
    return {
        "type": "state",
        "v": 3,
        "room": "K7QX2M",
        "variant": variant,
        "private": False,
        "size": [columns, rows],
        "k": k,
        "look": "drop" if variant == "drop4" else "hash",
        "game": 1,
        "ply": 0,
        "board": "." * columns * rows,
        "moves": [],
        "turn": "X",
        "status": "playing",
        "winner": None,
        "line": None,
        "reason": None,
        "last": None,
        "marks": "XO",
        "players": [
            {"name": "Alice", "kind": "guest"},
            {"name": "Bob", "kind": "guest"},
        ],
        "score": [0, 0, 0],
        "offer": None,
        "clock": None,
        "event": {"type": "sat", "seat": 2},
    } | fields


@pytest.fixture
def state():
    return state_of
