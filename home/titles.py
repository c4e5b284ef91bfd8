"""What the variants are called; the engine knows their names as keys only."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from game.engine.variants import VARIANTS

TITLES: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "classic": _("Classic"),
        "misere": _("Misère"),
        "four": _("Four"),
        "gomoku": _("Gomoku"),
        "drop4": _("Drop Four"),
    }
)
# What a title and a size do not say by themselves.
TWISTS: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "misere": _("three in a row loses"),
        "gomoku": _("five in a row wins"),
        "drop4": _("marks fall"),
    }
)


def title(variant: str) -> str:
    """The translated title; a variant without one is called by its name."""
    return str(TITLES.get(variant, variant))


def sized(variant: str) -> str:
    """The title and the size of the board: "Classic 3×3"."""
    rules = VARIANTS[variant].rules
    return f"{title(variant)} {rules.columns}×{rules.rows}"


def choices() -> list[tuple[str, str]]:
    """Every variant for a select, with its twist where it has one."""
    return [(name, _choice(name)) for name in VARIANTS]


def _choice(variant: str) -> str:
    if variant not in TWISTS:
        return sized(variant)
    twist = str(TWISTS[variant])
    return gettext("{title}, {twist}").format(title=sized(variant), twist=twist)
