"""Who takes part in a story, and the contract all of them are held to."""

import asyncio
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from e2e.bot import Bot, Caller, Room, open_room
from e2e.contract.checking import Contract, kind_of
from e2e.server import Server


class Cast:
    """Connects bots, and at the end checks every frame they sent or heard."""

    def __init__(self, server: Server, contract: Contract) -> None:
        self.server = server
        self._contract = contract
        self._bots: list[tuple[Bot, str]] = []
        self._stack = AsyncExitStack()

    @property
    def seen(self) -> set[tuple[str, str]]:
        """Each channel with each type that went over it, either way."""
        return {
            (channel, kind_of(frame))
            for bot, channel in self._bots
            for frame in (*bot.sent, *bot.heard)
        }

    async def open_room(self, variant: str = "classic", **options: bool) -> Room:
        return await asyncio.to_thread(open_room, self.server, variant, **options)

    async def join(self, path: str, **options: Any) -> Bot:
        bot = await Bot.connect(self.server, path, **options)
        place = path.partition("?")[0].split("/")[2]
        channel = place if place in {"lobby", "streams"} else "game"
        self._bots.append((bot, channel))
        return await self._stack.enter_async_context(bot)

    async def call(self, **options: Any) -> Caller:
        caller = await Caller.connect(self.server, "/ws/echo", **options)
        self._bots.append((caller, "echo"))
        return await self._stack.enter_async_context(caller)

    async def sit_down(self, variant: str = "classic") -> tuple[Room, Bot, Bot]:
        """A room with Alice and Bob in it, ready to play."""
        room = await self.open_room(variant)
        alice = await self.join(room.path, cookie=room.cookie)
        bob = await self.join(room.path)
        assert (await bob.ask("sit"))["type"] == "ack"
        for player in (alice, bob):
            await player.hear("state", status="playing")
        return room, alice, bob

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()
        if kind is None:
            for bot, channel in self._bots:
                self._contract.check(bot, channel)


async def alternate(first: Bot, second: Bot, *cells: int) -> None:
    """Play the cells in turn; each is acknowledged and seen by the other."""
    movers = (first, second)
    for number, cell in enumerate(cells):
        mover, other = movers[number % 2], movers[1 - number % 2]
        answer = await mover.play(cell)
        assert answer["type"] == "ack", answer
        for bot in (mover, other):
            await bot.hear("state", v=answer["v"])
