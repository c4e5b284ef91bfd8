"""What variants and clocks are called; the engine knows them as keys and seconds."""

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
CLOCKS: Final = (0, 30, 60, 180, 600)  # seconds
NO_CLOCK: Final = _("No clock")
CLOCK_SECONDS: Final = _("{count} s each")
CLOCK_MINUTES: Final = _("{count} min each")
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


def titled(variant: str, clock: int) -> str:
    """As a list shows it: "Classic · 1 min each"."""
    return f"{title(variant)} · {clock_title(clock)}" if clock else title(variant)


def clock_title(seconds: int) -> str:
    """What each player has for a game."""
    if not seconds:
        return str(NO_CLOCK)
    minutes, rest = divmod(seconds, 60)
    if rest:
        return str(CLOCK_SECONDS).format(count=seconds)
    return str(CLOCK_MINUTES).format(count=minutes)


def sized(variant: str) -> str:
    """The title and the size of the board: "Classic 3×3"."""
    rules = VARIANTS[variant].rules
    return f"{title(variant)} {rules.columns}×{rules.rows}"


def clock_choices(chosen: int = 0) -> list[tuple[int, str]]:
    """Clocks for a select; whoever writes a program may choose any other."""
    return [(clock, clock_title(clock)) for clock in sorted({*CLOCKS, chosen})]


def choices() -> list[tuple[str, str]]:
    """Every variant for a select, with its twist where it has one."""
    return [(name, _choice(name)) for name in VARIANTS]


def _choice(variant: str) -> str:
    if variant not in TWISTS:
        return sized(variant)
    twist = str(TWISTS[variant])
    return gettext("{title}, {twist}").format(title=sized(variant), twist=twist)
