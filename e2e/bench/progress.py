"""How far it is: a bar where somebody looks on, else a line for each thing known."""

import time
from collections.abc import Callable
from typing import Final, TypeAlias

Write: TypeAlias = Callable[[str], None]

WIDTH: Final = 20


class Bar:
    def __init__(self, steps: int, write: Write, *, is_watched: bool) -> None:
        self._steps = steps
        self._done = 0
        self._write = write
        self._started = time.monotonic()
        self._is_watched = is_watched

    def at(self, text: str) -> None:
        share = min(1.0, self._done / self._steps)
        self._done += 1
        if self._is_watched:
            filled = "█" * round(share * WIDTH)
            seconds = time.monotonic() - self._started
            line = f"{filled:·<{WIDTH}} {share:4.0%} {seconds:4.0f} s  {text}"
            self._write(f"\r\033[K{line[:100]}")

    def say(self, text: str) -> None:
        self._write(f"\r\033[K{text}\n" if self._is_watched else f"{text}\n")

    def close(self) -> None:
        if self._is_watched:
            self._write("\r\033[K")
