"""A table of bots that play without sense: what they do is up to dice."""

import asyncio
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from dataclasses import dataclass, field
from random import Random
from typing import Final

from e2e.audit import Account
from e2e.bot import Bot, Frame, open_room
from e2e.server import Server

VARIANTS: Final = ("classic", "misere", "four", "drop4")


@dataclass
class Table:
    """Two players and a watcher, who play a game or two as the dice will have it."""

    server: Server
    number: int = 0
    opening: AbstractAsyncContextManager[object] = field(default_factory=nullcontext)
    start: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(1))

    async def play(self) -> list[Account]:
        dice = Random(self.number)  # noqa: S311 - a die that falls the same way again
        variant = VARIANTS[self.number % len(VARIANTS)]
        async with AsyncExitStack() as stack:
            async with self.opening:
                room = await asyncio.to_thread(open_room, self.server, variant)
                alice, bob = [
                    await stack.enter_async_context(
                        await Bot.connect(self.server, room.path, cookie=cookie)
                    )
                    for cookie in (room.cookie, None)
                ]
            await bob.ask("sit", key=f"{self.number}-sit")
            await self.start.wait()
            rounds = dice.choice((1, 2))
            players = [
                asyncio.create_task(Player(bot, seat, dice).play(rounds))
                for seat, bot in enumerate((alice, bob), 1)
            ]
            carol = await self._watch(stack, room.path, alice, dice.randrange(9))
            await asyncio.gather(*players)
            everybody = [alice, bob, carol]
            newest = max(frame.get("v", 0) for bot in everybody for frame in bot.heard)
            await asyncio.gather(*(catch_up(bot, newest) for bot in everybody))
        return [Account(room.code, bot.sent, bot.heard) for bot in everybody]

    async def _watch(
        self, stack: AsyncExitStack, path: str, alice: Bot, ply: int
    ) -> Bot:
        """Come in the midst of the game, or when it is over."""
        await alice.until(
            lambda frame: (
                frame["type"] == "state"
                and (frame["ply"] >= ply or frame["status"] == "over")
            )
        )
        async with self.opening:
            carol = await Bot.connect(self.server, path)
        return await stack.enter_async_context(carol)


@dataclass
class Player:
    """Moves well, badly, out of turn, and sometimes twice."""

    bot: Bot
    seat: int
    dice: Random

    async def play(self, rounds: int) -> None:
        await self.bot.until(lambda frame: frame["type"] == "state")
        for game in range(1, rounds + 1):
            while (
                self.bot.state["game"] < game or self.bot.state["status"] == "waiting"
            ):
                await self._newer()
            while self.bot.state["status"] == "playing":
                await self._act()
            if game < rounds:
                await self._rematch(game)

    async def _act(self) -> None:
        state = self.bot.state
        is_my_turn = state["turn"] == state["marks"][self.seat - 1]
        if not is_my_turn and self.dice.random() < 0.8:
            while self.bot.state["v"] == state["v"]:
                await self._newer()
            return
        move = {"cell": self._cell(state), "ply": state["ply"], "game": state["game"]}
        if self.dice.random() < 0.1:
            move["ply"] -= 1
        key = f"{self.seat}-{len(self.bot.sent)}"
        for answer in await self._ask(self.dice.choice((1, 1, 2)), key, move):
            while answer["type"] == "ack" and self.bot.state["v"] < answer["v"]:
                await self._newer()

    async def _ask(self, times: int, key: str, move: Frame) -> list[Frame]:
        """All answers to a command that is sent so many times, without a pause."""
        start = len(self.bot.heard)
        for _ in range(times):
            await self.bot.send("move", key=key, **move)
        return await self.bot.answers(key, times, start)

    def _cell(self, state: Frame) -> int:
        board = state["board"]
        empty = [cell for cell, mark in enumerate(board) if mark == "."]
        if self.dice.random() < 0.25:
            return self.dice.randrange(-1, len(board) + 1)
        return int(self.dice.choice(state.get("open") or empty))

    async def _rematch(self, game: int) -> None:
        if self.seat == 1:
            await self.bot.ask("rematch", game=game, key=f"again-{game}")
            return
        while self.bot.state["offer"] is None:
            await self._newer()
        offer = self.bot.state["offer"]["v"]
        await self.bot.ask("rematch", game=game, offer=offer, key=f"agreed-{game}")

    async def _newer(self) -> None:
        start = len(self.bot.heard)
        await self.bot.until(lambda frame: frame["type"] == "state", start)


async def catch_up(bot: Bot, newest: int) -> None:
    """All are shown the end, in whichever process; a last ping brings nothing more."""
    await bot.until(lambda frame: frame["type"] == "state" and frame["v"] >= newest)
    start = len(bot.heard)
    await bot.send("ping", v=bot.state["v"])
    await bot.until(lambda frame: frame["type"] == "pong", start)
