"""What a person types at a room: commands for the server, and words to this program.

Pure. A command says what is wanted and which board was seen; the server decides.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeAlias

from tictac.terminal.board import NoCellError, cell_at
from tictac.terminal.model import Model

Command: TypeAlias = dict[str, Any]


class Word(Enum):
    """What this program does by itself."""

    HELP = auto()
    LOOK = auto()
    QUIT = auto()


@dataclass(frozen=True)
class Problem:
    """Why nothing was sent."""

    sentence: str


@dataclass(frozen=True)
class Order:
    command: Command


WORDS = {
    "help": Word.HELP,
    "?": Word.HELP,
    "look": Word.LOOK,
    "quit": Word.QUIT,
    "exit": Word.QUIT,
}


def understand(text: str, model: Model) -> Order | Word | Problem | None:
    """One line of input; an empty one asks for nothing."""
    words = text.lower().split()
    if not words:
        return None
    if text.strip().lower() in WORDS:
        return WORDS[words[0]]
    if model.state is None:
        return Problem("Not connected yet. Wait a moment.")
    return _command(words, model, model.state) or Problem(
        f"{text.strip()[:40]} is no command. Type help."
    )


def _command(
    words: list[str], model: Model, state: dict[str, Any]
) -> Order | Problem | None:
    match words:
        case ["sit", *seat] if seat in ([], ["1"], ["2"]):
            return _sit(model, seat)
        case ["leave"]:
            return Order({"type": "leave"})
        case ["resign" | "decline" as verb]:
            return Order({"type": verb, "game": state["game"]})
        case ["rematch"]:
            return Order(_rematch(model, state))
        case ["play", name] | [name]:
            return _move(name, state)
        case _:
            return None


def _sit(model: Model, seat: list[str]) -> Order | Problem:
    if model.seat is not None:
        return Problem(f"You already play {model.mark}.")
    return Order({"type": "sit"} | ({"seat": int(seat[0])} if seat else {}))


def _rematch(model: Model, state: dict[str, Any]) -> Command:
    """To agree is to name the other's offer; else it is a question of one's own."""
    command = {"type": "rematch", "game": state["game"]}
    offer = state["offer"]
    if offer and offer["kind"] == "rematch" and offer["by"] != model.seat:
        command["offer"] = offer["v"]
    return command


def _move(name: str, state: dict[str, Any]) -> Order | Problem:
    try:
        cell = cell_at(name, state)
    except NoCellError as error:
        return Problem(f"{error} Type help for what you can type.")
    seen = {"ply": state["ply"], "game": state["game"]}
    return Order({"type": "move", "cell": cell, **seen})
