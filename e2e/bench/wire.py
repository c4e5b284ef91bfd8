"""The few commands the load sends, and the few fields it looks for in what it hears.

Commands are made once and kept as ready frames; a state is searched, not decoded.
"""

import json
from functools import cache
from typing import Any, Final, NamedTuple

from e2e.bench import codec

# What is played, in turn: two draws, and one that X wins.
GAMES: Final = (
    (4, 0, 8, 2, 1, 7, 6, 5, 3),
    (0, 4, 8, 1, 7, 6, 2, 5, 3),
    (4, 1, 0, 8, 6, 2, 3),
)


class WireError(Exception):
    """Something was heard that cannot be, or something was not heard."""


class Command(NamedTuple):
    """A ready frame, and how the answer to it begins."""

    frame: bytes
    answer: bytes


@cache
def move(game: int, ply: int) -> Command:
    cell = GAMES[game % len(GAMES)][ply]
    return _keyed("move", f"game-{game}-{ply}", cell=cell, ply=ply, game=game)


@cache
def offer_rematch(game: int) -> Command:
    return _keyed("rematch", f"game-{game}-again", game=game)


@cache
def agree(game: int, offer: int) -> Command:
    return _keyed("rematch", f"game-{game}-gladly", game=game, offer=offer)


@cache
def sit(seat: int) -> Command:
    return _keyed("sit", f"sit-{seat}", seat=seat)


@cache
def move_out_of_turn(game: int, ply: int, number: int) -> Command:
    fields = {"cell": 8, "ply": ply, "game": game}
    frame, _ = _keyed("move", key := f"early-{number}", **fields)
    start = f'{{"type":"rejected","key":"{key}","code":"not_your_turn"'
    return Command(frame, start.encode())


@cache
def ping(v: int) -> bytes:
    return _frame("ping", v=v)


def number(text: bytes, name: bytes) -> int:
    """The number that follows the name, which is written as `"name":`."""
    start = text.index(name) + len(name)
    # Without a comma after it, it is the last of all.
    return int(text[start : text.find(b",", start)].rstrip(b"}"))


def letter(text: bytes, name: bytes) -> int:
    """The first byte of the string that follows the name; of `null` the second."""
    return text[text.index(name) + len(name) + 1]


def read_in_full(text: bytes) -> dict[str, Any]:
    """A state whose fields agree with each other."""
    state: dict[str, Any] = json.loads(text)
    board, moves = state["board"], state["moves"]
    marked = [cell for cell, mark in enumerate(board) if mark != "."]
    marks = ["X" if place % 2 == 0 else "O" for place in range(len(moves))]
    is_sound = (
        state["ply"] == len(moves)
        and sorted(moves) == marked
        and [board[cell] for cell in moves] == marks
        and (state["turn"] is None) == (state["status"] != "playing")
    )
    if not is_sound:
        raise WireError(f"no possible state: {text.decode()}")
    return state


def _keyed(kind: str, key: str, **fields: object) -> Command:
    answer = f'{{"type":"ack","key":"{key}",'
    return Command(_frame(kind, key=key, **fields), answer.encode())


def _frame(kind: str, **fields: object) -> bytes:
    body = json.dumps({"type": kind, **fields}, separators=(",", ":"))
    return codec.text(body.encode())
