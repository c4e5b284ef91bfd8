"""One room, played or watched: what is typed goes out, what is heard is shown."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from tictac.terminal import clock, words
from tictac.terminal.line import Line
from tictac.terminal.model import Message, Model
from tictac.terminal.orders import Order, Problem, Word, understand
from tictac.terminal.outbox import Outbox
from tictac.terminal.screen import Screen
from tictac.terminal.typed import Typed

TICK: Final = 0.2  # a second is as long as the next, give or take as much
# How long who wants to go waits for the answers to what was asked before.
LAST_WORDS: Final = 2.0


@dataclass(frozen=True)
class Place:
    """Where to connect to, and as whom at first."""

    server: str
    code: str
    token: str | None = None
    watch: bool = False


class Room:
    def __init__(self, place: Place, screen: Screen, typed: Typed) -> None:
        self._place = place
        self._screen = screen
        self._typed = typed
        self._model = Model()
        self._outbox = Outbox()
        self._line = Line(self._address, self._heard, self._lost, lambda: self._model.v)
        self._is_welcome = False
        self._ready = asyncio.Event()
        self._answered = asyncio.Event()
        self._later: set[asyncio.Task[None]] = set()

    async def stay(self) -> None:
        """Return when whoever types wants to go; raise what ends the connection."""
        works = (self._line.run(), self._obey(), self._tick())
        tasks = [asyncio.create_task(work) for work in works]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (*tasks, *self._later):
                task.cancel()
            await asyncio.gather(*tasks, *self._later, return_exceptions=True)
            self._screen.leave()

    async def _tick(self) -> None:
        while True:
            self._screen.tick(self._model)
            await asyncio.sleep(TICK)

    # What is typed.

    async def _obey(self) -> None:
        """Until it says quit, or ends: a watcher goes on watching then."""
        await self._ready.wait()
        while (text := await self._typed.line()) is not None:
            order = understand(text, self._model)
            if order is Word.QUIT:
                await self._go()
                return
            await self._follow(order)
        if self._place.watch:
            await asyncio.Event().wait()
        await self._all_answered()

    async def _follow(self, order: Order | Word | Problem | None) -> None:
        match order:
            case Word.HELP:
                self._screen.say(*words.HELP.splitlines())
            case Word.LOOK:
                self._screen.room(self._model)
            case Problem():
                self._screen.say(order.sentence)
            case Order():
                await self._send(order.command)
            case _:
                pass

    async def _go(self) -> None:
        try:
            async with asyncio.timeout(LAST_WORDS):
                await self._all_answered()
        except TimeoutError:
            self._screen.say("Your last command has no answer yet.")

    async def _send(self, command: dict[str, Any]) -> None:
        letter = self._outbox.put(command)
        if self._is_welcome:
            await self._line.send(letter)
        else:
            self._screen.say("Kept. It is sent as soon as the connection is back.")

    async def _all_answered(self) -> None:
        while not self._outbox.is_empty:
            self._answered.clear()
            await self._answered.wait()

    # What is heard.

    async def _heard(self, message: Message) -> None:
        is_news = self._model.hear(message)
        match message.get("type"):
            case "welcome":
                await self._welcome(is_news=is_news)
            case "state" if is_news:
                self._screen.room(self._model)
                await self._begin()
            case "presence" if is_news:
                self._screen.presence(self._model)
            case "ack":
                self._settle(message["key"])
            case "rejected":
                self._refused(message)
            case _:
                pass

    async def _welcome(self, *, is_news: bool) -> None:
        model = self._model
        if self._is_welcome:
            if is_news and model.mark:
                self._screen.say(f"You are {model.mark}.")
            return
        self._is_welcome = True
        if self._ready.is_set():
            told = ("Connected.", clock.told(model), words.headline(model))
            self._screen.say(*filter(None, told))
        self._outbox.seated(model.seat)
        self._answered.set()
        for letter in self._outbox.letters:
            await self._line.send(letter)
        if model.state is not None and self._outbox.is_empty:
            self._ready.set()

    async def _begin(self) -> None:
        """Once the board is there: take a seat, if one is open and that is wanted."""
        if self._ready.is_set():
            return
        model = self._model
        if self._place.watch or model.seat is not None:
            self._ready.set()
        elif not model.open_seats:
            self._screen.say("Both seats are taken, so you're watching.")
            self._ready.set()
        elif self._outbox.is_empty:
            await self._send({"type": "sit"})

    def _refused(self, message: Message) -> None:
        key = message["key"]
        command = self._outbox.get(key)
        self._screen.say(words.refusal(self._model, message, command))
        if message["code"] != "unavailable":
            self._settle(key)
        elif (pause := self._outbox.failed(key)) is not None:
            self._spawn(self._again(key, pause))

    def _settle(self, key: str | None) -> None:
        self._outbox.answered(key)
        self._answered.set()
        self._ready.set()

    async def _again(self, key: str, pause: float) -> None:
        await asyncio.sleep(pause)
        letter = self._outbox.get(key)
        if letter is not None and self._is_welcome:
            await self._line.send(letter)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    # The connection.

    def _lost(self, code: int) -> None:
        self._is_welcome = False
        default = "Connection lost. Your game is safe. Reconnecting…"
        self._screen.say(words.DOWN.get(code, default))

    def _address(self) -> tuple[str, dict[str, str]]:
        """Where to, and as whom: asked again for every connection."""
        place, model = self._place, self._model
        seat = model.seat or ("watch" if place.watch else None)
        url = socket_url(place.server, f"/ws/game/{place.code}")
        token = model.resume or place.token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return url + (f"?seat={seat}" if seat else ""), headers


def socket_url(server: str, path: str) -> str:
    parts = urlsplit(server)
    return f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}{path}"
