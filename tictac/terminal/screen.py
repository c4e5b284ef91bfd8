"""Prints, for people and for pipes alike; what was said already is not said again."""

import os
import sys
from typing import Final, TextIO

from tictac.terminal import board, clock, words
from tictac.terminal.model import Model

# A window's title is kept, set, and given back: nothing of it is on the screen.
KEEP: Final = "\x1b[22;2t"
TITLE: Final = "\x1b]2;{}\x07"
GIVE_BACK: Final = "\x1b[23;2t"
NO_WINDOW: Final = frozenset({"", "dumb", "linux"})


class NobodyReadsError(Exception):
    """Whoever read what is printed has gone."""


def printable(text: str) -> str:
    """What came over the wire moves no cursor and turns no line around."""
    return "".join(c if c.isprintable() else "?" for c in text)


class Screen:
    """All that is printed goes through here, so that nothing escapes unread."""

    def __init__(
        self, out: TextIO, paint: board.Paint, *, has_title: bool = False
    ) -> None:
        self._out = out
        self._paint = paint
        self._has_title = has_title
        self._title = ""
        self._presence: str | None = None

    @classmethod
    def of_stdout(cls) -> "Screen":
        """In colour only where a terminal would show it and nobody asked not to."""
        # Names may have letters that this terminal has not.
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")
        is_terminal = sys.stdout.isatty()
        has_colours = is_terminal and "NO_COLOR" not in os.environ
        return cls(
            sys.stdout,
            board.in_colour if has_colours else board.plain,
            has_title=is_terminal and os.environ.get("TERM", "") not in NO_WINDOW,
        )

    def say(self, *lines: str) -> None:
        self._print("".join(f"{printable(line)}\n" for line in lines))

    def _print(self, text: str) -> None:
        # At once: whoever reads a pipe waits for it.
        try:
            self._out.write(text)
            self._out.flush()
        except BrokenPipeError:
            raise NobodyReadsError from None

    def room(self, model: Model) -> None:
        """The whole of it: the board, what happened last, whose turn it is."""
        if model.state is None:
            return
        told = [
            *(words.news(model), words.score(model)),
            *(clock.told(model), words.headline(model)),
        ]
        lines = (printable(line) for line in board.draw(model.state))
        self._print("\n" + "".join(f"{self._paint(line)}\n" for line in lines))
        self.say("", *(sentence for sentence in told if sentence))

    def tick(self, model: Model) -> None:
        """Let time go on where it is in nobody's way who types: in the title."""
        title = printable(clock.told(model))
        if self._has_title and title and title != self._title:
            self._print(("" if self._title else KEEP) + TITLE.format(title))
            self._title = title

    def leave(self) -> None:
        """The window gets its own title back."""
        if self._title:
            self._title = ""
            self._print(GIVE_BACK)

    def presence(self, model: Model) -> None:
        """Who is here, when that has changed."""
        sentence = words.presence(model)
        if sentence and sentence != self._presence:
            self._presence = sentence
            self.say(sentence)
