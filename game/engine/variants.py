"""The table of variants: every game of this family is one entry, and no code."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from game.engine.rules import Rules


class Look(StrEnum):
    """How a board is drawn."""

    HASH = "hash"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Variant:
    name: str
    rules: Rules
    look: Look = Look.HASH


VARIANTS: Final[Mapping[str, Variant]] = MappingProxyType(
    {
        variant.name: variant
        for variant in (
            Variant("classic", Rules(columns=3, rows=3, k=3)),
            Variant("misere", Rules(columns=3, rows=3, k=3, misere=True)),
            Variant("four", Rules(columns=4, rows=4, k=4)),
            Variant("gomoku", Rules(columns=15, rows=15, k=5)),
            Variant("drop4", Rules(columns=7, rows=6, k=4, gravity=True), Look.DROP),
        )
    }
)
