"""The list of public rooms as it changes, until somebody knows where to go."""

import asyncio
import re
from dataclasses import dataclass
from typing import Final

from tictac.terminal import clock, words
from tictac.terminal.line import FORBIDDEN, EndError, Line, NoServerError
from tictac.terminal.listing import Listing
from tictac.terminal.model import Message
from tictac.terminal.room import socket_url
from tictac.terminal.screen import Screen
from tictac.terminal.typed import Typed

HELP: Final = """\
K7QX2M        play in that room, or watch where both seats are taken
watch K7QX2M  only watch it
new           open a room; `new drop4` opens another game, `new drop4 private`
              one that is not listed, `new drop4 computer` one against the computer,
              `new drop4 3m` one where each has three minutes
list          show the list again
quit          go"""
SOONEST: Final = 1.0  # between two lists, in seconds
# No 0 1 B I L O S Z; where one of these can only be meant for another, it is read so.
_CODE: Final = re.compile("[2-9AC-HJKMNP-RT-Y]{6}(?:[2-9AC-HJKMNP-RT-Y]{2})?")
_LOOK_ALIKES: Final = str.maketrans("0OBSZ", "QQ852")
_LINK: Final = re.compile(r"/room/(\w+)")


@dataclass(frozen=True)
class Wish:
    """Where to go: into a room, or with no code into a new one."""

    code: str | None = None
    watch: bool = False
    variant: str | None = None
    private: bool = False
    computer: bool = False
    clock: int | None = None


def tidy(text: str) -> str | None:
    """A code as people write it: any case, in threes, or within its link."""
    link = _LINK.search(text)
    code = (link[1] if link else text.replace("-", "").replace(" ", "")).upper()
    code = code.translate(_LOOK_ALIKES)
    return code if _CODE.fullmatch(code) else None


def understand(text: str) -> Wish | None:
    """Where a line of input leads, if it does."""
    match text.lower().split():
        case ["new", *rest]:
            return _new(set(rest))
        case ["watch", *rest] if code := tidy("".join(rest)):
            return Wish(code, watch=True)
        case _:
            code = tidy(text.strip())
            return Wish(code) if code else None


def _new(words: set[str]) -> Wish | None:
    """What is neither a word of ours nor a time is the name of a game."""
    clocks = {word for word in words if clock.seconds(word) is not None}
    names = words - clocks - {"private", "computer"}
    if len(names) > 1 or len(clocks) > 1:
        return None
    return Wish(
        variant=next(iter(names), None),
        private="private" in words,
        computer="computer" in words,
        clock=next(map(clock.seconds, clocks), None),
    )


class Lobby:
    def __init__(self, server: str, screen: Screen, typed: Typed) -> None:
        self._screen = screen
        self._typed = typed
        self._listing = Listing()
        self._shown: list[str] = []
        self._changed = asyncio.Event()
        address = socket_url(server, "/ws/lobby"), dict[str, str]()
        self._line = Line(lambda: address, self._heard, self._lost)

    async def choose(self) -> Wish | None:
        """None when whoever types wants to go."""
        listing = asyncio.create_task(self._line.run())
        showing = asyncio.create_task(self._show())
        asking = asyncio.create_task(self._ask())
        tasks = (listing, showing, asking)
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {asking}:
                task.result()
            return asking.result()
        except EndError as error:
            if error.code == FORBIDDEN:  # which our own list is to nobody
                raise NoServerError(has_answered=True) from None
            raise
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _heard(self, message: Message) -> None:
        self._listing.hear(message)
        self._changed.set()

    def _lost(self, _code: int) -> None:
        self._screen.say("Connection lost. This list may be old. Reconnecting…")

    async def _show(self) -> None:
        """At once, and then whenever it is different, but not in a flicker."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            lines = self._listing.lines()
            if self._listing.is_known and lines != self._shown:
                self._print(lines)
                await asyncio.sleep(SOONEST)

    def _print(self, lines: list[str]) -> None:
        self._shown = lines
        self._screen.say("", *lines, "Type a code, new, help or quit.")

    async def _ask(self) -> Wish | None:
        while not self._shown:  # noqa: ASYNC110 - a list comes first
            await asyncio.sleep(0.05)
        while (text := await self._typed.line()) is not None:
            if wish := understand(text):
                return wish
            match text.lower().strip():
                case "":
                    pass
                case "quit" | "exit":
                    break
                case "help" | "?":
                    self._screen.say(*HELP.splitlines())
                case "list":
                    self._print(self._listing.lines())
                case _:
                    self._screen.say(f"{words.no_code(text.strip())} Type help.")
        return None
