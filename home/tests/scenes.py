"""The table of scenes: the answers that scene.py and words.js must both give."""

import json
from pathlib import Path
from typing import Any

import msgspec

from game.engine.variants import VARIANTS
from game.outgoing import State
from home.scene import Scene
from home.words import words_for

_table = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def state_of(name: str) -> dict[str, object]:
    """A state by its name, as the wire carries it."""
    own = _table["states"][name]
    whole = _table["base"] | _table["states"].get(own.get("extends"), {}) | own
    return {key: value for key, value in whole.items() if key != "extends"}


def words_of(name: str) -> dict[str, str]:
    return dict(words_for(VARIANTS[str(state_of(name)["variant"])].rules))


def scene(name: str, **seen: Any) -> Scene:
    state = msgspec.convert(state_of(name), State)
    return Scene(state=state, words=words_of(name), **seen)


ROWS = _table["scenes"]
FIRST_PAINT = [row for row in ROWS if "client" not in row]
SEEN = ("seat", "holds", "away", "spectators", "full", "refusal", "cell")


def seen_in(row: dict[str, object]) -> dict[str, object]:
    """What somebody sees of the state, besides the state."""
    return {key: row[key] for key in SEEN if key in row}


def name_of(row: dict[str, object]) -> str:
    """A name for a row's test that says what is special about it."""
    parts = [f"{key}={row[key]}" for key in (*SEEN, "client") if key in row]
    return " ".join([str(row["state"]), *parts])
