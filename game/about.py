"""What the current task is about, for the lines it writes into the log."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class About:
    room: str
    connection: str


ABOUT: Final[ContextVar[About | None]] = ContextVar("about", default=None)
