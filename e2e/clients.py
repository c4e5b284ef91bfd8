"""Five ways to play, each of which opens a room, joins one, plays, and says who won."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from playwright.async_api import Page, expect

from e2e import curl, steps
from e2e.server import Server
from e2e.steps import detail, headline, spot
from e2e.terminal import Terminal

ENDED: Final = re.compile(r"in a row: (.+)\.$")


class Means(StrEnum):
    BROWSER = "browser"
    BLOCKED = "blocked"  # a browser without WebSocket
    PLAIN = "plain"  # a page without JavaScript
    TERMINAL = "terminal"
    CURL = "curl"


@dataclass(frozen=True)
class Outcome:
    winner: str  # a mark
    line: frozenset[str]


class Client(Protocol):
    async def open(self) -> str:
        """Open a room and take X; its code."""

    async def join(self, code: str) -> None:
        """Take O."""

    async def play(self, cell: str) -> None:
        """In one's turn; return when it is committed."""

    async def outcome(self) -> Outcome: ...


class Browser:
    """A page with scripts, whichever way it takes."""

    def __init__(self, page: Page, way: str) -> None:
        self.page = page
        self._way = way
        self._mark = ""

    async def open(self) -> str:
        self._mark = "X"
        return await steps.open_room(self.page)

    async def join(self, code: str) -> None:
        self._mark = "O"
        await steps.join(self.page, code)
        await expect(self.page).to_have_url(re.compile(r"seat=2$"))

    async def play(self, cell: str) -> None:
        await steps.play([self.page], cell)

    async def outcome(self) -> Outcome:
        await expect(headline(self.page)).to_have_text(re.compile(r"wins?$"))
        taken = await self.page.evaluate("sessionStorage.getItem('way') ?? ''")
        assert taken == self._way
        return await self._told()

    async def _told(self) -> Outcome:
        won = await headline(self.page).text_content() == "You win"
        told = ENDED.search(await detail(self.page).text_content() or "")
        assert told
        other = {"X": "O", "O": "X"}[self._mark]
        return Outcome(self._mark if won else other, frozenset(told[1].split(", ")))


class Plain(Browser):
    """A page without scripts looks for news by being fetched again."""

    async def play(self, cell: str) -> None:
        await self.page.goto(self.page.url)
        await spot(self.page, cell).click()
        await expect(self.page.locator("#strip li").last).to_contain_text(cell)

    async def outcome(self) -> Outcome:
        await self.page.goto(self.page.url)
        return await self._told()


class AtTerminal:
    def __init__(self, server: Server, stack: AsyncExitStack) -> None:
        self._server = server
        self._stack = stack
        self._mark = ""

    async def open(self) -> str:
        self._mark = "X"
        await self._start("--variant", "classic")
        return (await self._terminal.reads(r"The code is (\w+)\."))[1]

    async def join(self, code: str) -> None:
        self._mark = "O"
        await self._start(code)
        await self._terminal.reads(r"You are O\.")

    async def play(self, cell: str) -> None:
        await self._terminal.play(cell)

    async def outcome(self) -> Outcome:
        told = await self._terminal.reads(r"(\w+) wins?\. 3 in a row: (.+)\.")
        other = {"X": "O", "O": "X"}[self._mark]
        winner = self._mark if told[1] == "You" else other
        return Outcome(winner, frozenset(told[2].split(", ")))

    async def _start(self, *words: str) -> None:
        terminal = await Terminal.open(self._server, *words)
        self._terminal = await self._stack.enter_async_context(terminal)


class WithCurl:
    def __init__(self, server: Server) -> None:
        self._player = curl.Player(server)
        self._mark = ""

    async def open(self) -> str:
        self._mark = "X"
        await asyncio.to_thread(self._player.open_room)
        return self._player.code

    async def join(self, code: str) -> None:
        self._mark, self._player.code = "O", code
        await asyncio.to_thread(self._player.say, "sit")

    async def play(self, cell: str) -> None:
        await asyncio.to_thread(self._play, ord(cell[0]) - 97 + 3 * (int(cell[1]) - 1))

    async def outcome(self) -> Outcome:
        _, visit = await asyncio.to_thread(self._player.ask, "GET", "")
        state = visit["state"]
        cells = {f"{'abc'[cell % 3]}{cell // 3 + 1}" for cell in state["line"]}
        return Outcome(state["winner"], frozenset(cells))

    def _play(self, cell: int) -> None:
        state = self._player.hear()
        while state["turn"] != self._mark:
            state = self._player.hear()
        self._player.say("move", cell=cell, ply=state["ply"], game=state["game"])


Meet = Callable[[Means], Awaitable[Client]]
