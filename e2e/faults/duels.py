"""At the same time from many sockets: one winner, and the same answer to all."""

import asyncio
import itertools
import json
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from typing import Final, TypeAlias

from e2e.bot import Bot, Frame, Room, open_room
from e2e.faults.bots import open_cells
from e2e.faults.checker import check, read_logs
from e2e.faults.history import History, What
from e2e.faults.load import Tell
from e2e.faults.report import Report
from e2e.faults.stack import Stack

TIMES: Final = 10  # how often one keyed move is sent at once
BATCH: Final = 250  # duels in one room
RIVALRY: Final = 0.3  # how many of the moves are two tabs' that want one cell

Team: TypeAlias = list[Bot]


async def duels(stack: Stack, report: Report, rounds: int, tell: Tell) -> None:
    began = time.monotonic()
    while report.rounds < rounds and not report.findings:
        room = await asyncio.to_thread(open_room, stack.node, "classic")
        async with AsyncExitStack() as exits:
            arena = Arena(stack, room, exits, report)
            await arena.fill()
            for _ in range(min(BATCH, rounds - report.rounds)):
                await arena.duel()
                report.rounds += 1
                if report.rounds % 50 == 0:
                    tell(report)
            await arena.judge()
    report.seconds += time.monotonic() - began


class Arena:
    """A room with Alice in seat 1 and two who want seat 2, at ten sockets each."""

    def __init__(
        self, stack: Stack, room: Room, exits: AsyncExitStack, report: Report
    ) -> None:
        self._stack = stack
        self._room = room
        self._exits = exits
        self._report = report
        self._nodes = itertools.cycle(stack.nodes)
        self._keys = (f"d{number}" for number in itertools.count(1))
        self._rng = random.Random(room.code)  # noqa: S311 - no secret
        self._alice: Team = []
        self._rivals: list[Team] = []
        self._seated: Team = []
        self._v = 0

    async def fill(self) -> None:
        self._alice = [
            await self._join(1, cookie=self._room.cookie) for _ in range(TIMES)
        ]
        for _ in range(2):
            first = await self._join(2)
            token = (await first.hear("welcome"))["resume"]
            others = [await self._join(2, token=token) for _ in range(TIMES - 1)]
            self._rivals.append([first, *others])

    async def duel(self) -> None:
        state = await self._newest()
        if state["status"] == "over":
            self._expect_ack(await self._seated[0].ask("leave", key=next(self._keys)))
            await self._newest()
        if state["status"] != "playing":
            await self._sit_at_once()
            return
        team = self._alice if state["turn"] == state["marks"][0] else self._seated
        move = {"ply": state["ply"], "game": state["game"]}
        move["cell"] = self._rng.choice(open_cells(state))
        if self._rng.random() < RIVALRY:
            await self._two_tabs(team, move)
        else:
            await self._one_key(team, move)

    async def judge(self) -> None:
        """Hold every answer and every state that was heard against the log."""
        await self._newest()
        logs = await asyncio.to_thread(read_logs, self._stack.database)
        self._report.add(check(logs, self._histories()))

    async def _one_key(self, team: Team, move: Frame) -> None:
        key = next(self._keys)
        answers = await asyncio.gather(
            *(bot.ask("move", key=key, **move) for bot in team)
        )
        self._expect_ack(answers[0])
        if any(answer != answers[0] for answer in answers):
            self._find(f"one move, different answers: {answers}")

    async def _two_tabs(self, team: Team, move: Frame) -> None:
        tabs = self._rng.sample(team, 2)
        await self._expect_one_winner(
            [bot.ask("move", key=next(self._keys), **move) for bot in tabs]
        )

    async def _sit_at_once(self) -> None:
        rivals = [self._rng.choice(team) for team in self._rivals]
        winner = await self._expect_one_winner(
            [bot.ask("sit", key=next(self._keys), seat=2) for bot in rivals]
        )
        self._seated = self._rivals[winner]
        await asyncio.gather(*(in_seat_2(bot) for bot in self._seated))

    async def _expect_one_winner(self, asking: Sequence) -> int:
        answers = await asyncio.gather(*asking)
        winners = [
            number for number, answer in enumerate(answers) if answer["type"] == "ack"
        ]
        if len(winners) != 1:
            self._find(f"{len(winners)} winners: {answers}")
            return 0
        self._expect_ack(answers[winners[0]])
        return winners[0]

    def _expect_ack(self, answer: Frame) -> None:
        if answer["type"] == "ack":
            self._v = max(self._v, answer["v"])
        else:
            self._find(f"refused: {answer}")

    def _find(self, sentence: str) -> None:
        self._report.verdict.find(f"{self._room.code}: {sentence}")

    async def _join(self, seat: int, **who: str) -> Bot:
        path = f"{self._room.path}?seat={seat}"
        bot = await Bot.connect(next(self._nodes), path, **who)
        return await self._exits.enter_async_context(bot)

    async def _newest(self) -> Frame:
        """Wait until every socket was told what is so, and return it."""
        for bot in self._bots():
            await bot.until(
                lambda frame: frame["type"] == "state" and frame["v"] >= self._v,
                max(0, len(bot.heard) - 20),
            )
        return self._alice[0].state

    def _bots(self) -> Iterator[Bot]:
        return itertools.chain(self._alice, *self._rivals)

    def _histories(self) -> Iterator[History]:
        for number, bot in enumerate(self._bots()):
            yield written(bot, History(f"socket{number}", self._room.code, 0))


async def in_seat_2(bot: Bot) -> None:
    """Wait until its newest welcome is to that seat."""

    def is_there(frame: Frame) -> bool:
        welcomes = [frame for frame in bot.heard if frame["type"] == "welcome"]
        return bool(welcomes) and welcomes[-1]["seat"] == 2

    await bot.until(is_there, max(0, len(bot.heard) - 20))


def written(bot: Bot, history: History) -> History:
    """What a socket sent and heard, in the checker's words."""
    for frame in bot.sent:
        history.add(What.SENT, frame.get("key", ""), text=json.dumps(frame))
    for frame in bot.heard:
        match frame["type"]:
            case "ack":
                history.add(What.ACKED, frame["key"], frame["v"])
            case "rejected":
                history.add(What.REFUSED, frame["key"] or "", frame["v"])
            case "state":
                text = json.dumps(frame, separators=(",", ":"), ensure_ascii=False)
                history.add(What.SAW, v=frame["v"], text=text)
            case _:
                pass
    return history
