"""Clients that never give up: they speak the real protocol and come back for ever.

Each has at most one command on its way, with a key of its own, and sends it again after
every reconnect until it is answered.
"""

import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from e2e.faults.history import History, What

Frame = dict[str, Any]

TRY_AGAIN: Final = {"unavailable", "rate_limited"}
GONE: Final = (
    OSError,
    TimeoutError,
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
)
RESTARTING: Final = 4012
NEVER: Final = float("inf")


@dataclass(frozen=True)
class Temper:
    """How a client goes about it; the defaults of the clock are the contract's."""

    think: float = 0.02  # seconds, on average, before it moves
    repeats: float = 0.05  # how often it sends a command twice at once
    ping_every: float = 10.0
    pong_within: float = 4.0


class Client:
    """A player in a seat (1 or 2), or a watcher (0), of one room."""

    def __init__(
        self,
        history: History,
        next_port: Callable[[], int],
        rng: random.Random,
        temper: Temper,
        cookie: str = "",
    ) -> None:
        self.history = history
        self._next_port = next_port
        self._rng = rng
        self._temper = temper
        self._cookie = cookie
        self._token = ""
        self._keys = count(1)
        self._state: Frame = {}
        self.v = 0
        self._acked = 0
        self._is_new = False  # the connection: nothing was heard from it yet
        self.pending: Frame | None = None
        self.is_here = False
        self.is_paused = False
        self.recoveries: list[float] = []
        self._lost_at: float | None = None
        self._act_at = self._ping_at = self._pong_due = NEVER

    @property
    def is_idle(self) -> bool:
        """Connected and told what is so, with every command answered."""
        return self.is_here and self.pending is None

    def __repr__(self) -> str:
        return (
            f"{self.history.name}: v {self.v}, here {self.is_here}, "
            f"waits for {self.pending}"
        )

    async def live(self) -> None:
        """Be there until cancelled, whatever happens to the connection."""
        while True:
            pause = self._rng.uniform(0.02, 0.2)
            try:
                await self._visit()
            except GONE as error:
                pause = told(error) or pause
            if self._lost_at is None:
                self._lost_at = now()
            await asyncio.sleep(pause)

    async def _visit(self) -> None:
        host = f"127.0.0.1:{self._next_port()}"
        wish = self.history.seat or "watch"
        socket = await connect(
            f"ws://{host}/ws/game/{self.history.room}?seat={wish}",
            additional_headers=self._headers(host),
            compression=None,
            ping_interval=None,
            proxy=None,
            open_timeout=5,
            close_timeout=0.5,
        )
        self.history.add(What.OPENED)
        self._is_new = True
        try:
            await self._converse(socket)
        finally:
            self.is_here = False
            self._lost_at = now()
            await socket.close()
            self.history.add(What.CLOSED, v=socket.close_code or 1006)

    def _headers(self, host: str) -> dict[str, str]:
        if self._cookie:
            return {"Cookie": self._cookie, "Origin": f"http://{host}"}
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    async def _converse(self, socket: ClientConnection) -> None:
        self._ping_at, self._pong_due = now() + self._temper.ping_every, NEVER
        while True:
            until = min(self._ping_at, self._pong_due, self._act_at)
            try:
                async with asyncio.timeout_at(None if until == NEVER else until):
                    text = await socket.recv()
            except TimeoutError:
                await self._on_time(socket)
            else:
                await self._hear(socket, json.loads(text), str(text))

    async def _on_time(self, socket: ClientConnection) -> None:
        moment = now()
        if moment >= self._pong_due:
            raise TimeoutError("no pong")
        if moment >= self._ping_at:
            self._ping_at = moment + self._temper.ping_every
            self._pong_due = moment + self._temper.pong_within
            await socket.send(json.dumps({"type": "ping", "v": self.v}))
        if moment >= self._act_at:
            self._act_at = NEVER
            if self.pending is None:
                self._begin(self._wish())
            await self._send(socket)

    def _begin(self, command: Frame | None) -> None:
        if command is not None:
            key = f"{self.history.name}-{next(self._keys)}"
            self.pending = command | {"key": key}

    async def _send(self, socket: ClientConnection) -> None:
        if self.pending is None:
            return
        text = json.dumps(self.pending)
        self.history.add(What.SENT, self.pending["key"], text=text)
        await socket.send(text)
        is_sit = self.pending["type"] == "sit"  # it changes for whom the socket acts
        if not is_sit and self._rng.random() < self._temper.repeats:
            await socket.send(text)

    # What comes in.

    async def _hear(self, socket: ClientConnection, frame: Frame, text: str) -> None:
        match frame["type"]:
            case "welcome":
                await self._welcomed(socket, frame)
            case "state":
                self._saw(frame, text)
            case "ack":
                self.history.add(What.ACKED, frame["key"], frame["v"])
                self._acked = max(self._acked, frame["v"])
                self._answered(frame["key"])
            case "rejected":
                self._refused(frame)
            case "pong":
                self._pong_due = NEVER
            case _:
                pass  # presence, and whatever may come to be

    async def _welcomed(self, socket: ClientConnection, frame: Frame) -> None:
        self.history.add(What.WELCOME, v=frame["seat"] or 0)
        self._token = frame.get("resume", self._token)
        if self._is_new:
            self._is_new = False
            await self._send(socket)
        self._think()

    def _saw(self, frame: Frame, text: str) -> None:
        self.history.add(What.SAW, v=frame["v"], text=text)
        self.is_here = True
        if frame["v"] > self.v:
            self.v, self._state = frame["v"], frame
        self._think()
        self._note_recovery()

    def _answered(self, key: str) -> None:
        if self.pending is not None and key == self.pending["key"]:
            self.pending = None
            self._think()
            self._note_recovery()

    def _refused(self, frame: Frame) -> None:
        key, code = frame["key"] or "", frame["code"]
        if code in TRY_AGAIN:
            self.history.add(What.PUT_OFF, key, text=code)
            self._act_at = now() + self._rng.uniform(0.1, 0.3)
            return
        self.history.add(What.REFUSED, key, frame["v"], code)
        self._answered(key)
        self._act_at = now() + 0.2

    def _note_recovery(self) -> None:
        """Back: told what is so, and nothing left unanswered."""
        if self._lost_at is not None and self.is_idle:
            self.recoveries.append(now() - self._lost_at)
            self._lost_at = None

    # What to do next.

    def _think(self) -> None:
        if self.pending is None and self._act_at == NEVER and self._wish():
            self._act_at = now() + self._rng.uniform(0, 2 * self._temper.think)

    def _wish(self) -> Frame | None:
        """The next command, if there is one to send."""
        seat, state = self.history.seat, self._state
        if not seat or not state or self.v < self._acked:
            return None  # it watches; or what it did last is not on its screen yet
        if not state["players"][seat - 1]:
            return {"type": "sit", "seat": seat}
        if self.is_paused:
            return None
        if state["status"] == "playing":
            return self._move(state) if is_turn(state, seat) else None
        return rematch(state, seat) if state["status"] == "over" else None

    def _move(self, state: Frame) -> Frame:
        cell = self._rng.choice(open_cells(state))
        return {
            "type": "move",
            "cell": cell,
            "ply": state["ply"],
            "game": state["game"],
        }

    def go_on(self) -> None:
        """Play again after a pause."""
        self.is_paused = False
        self._think()


def is_turn(state: Frame, seat: int) -> bool:
    return bool(state["turn"] == state["marks"][seat - 1])


def rematch(state: Frame, seat: int) -> Frame | None:
    """Seat 1 offers another game, and seat 2 agrees."""
    offer = state["offer"]
    if (offer is None) != (seat == 1):
        return None
    agreed = {"offer": offer["v"]} if offer else {}
    return {"type": "rematch", "game": state["game"], **agreed}


def open_cells(state: Frame) -> list[int]:
    cells = [cell for cell, mark in enumerate(state["board"]) if mark == "."]
    return list(state.get("open", cells))


def told(error: Exception) -> float | None:
    """The seconds after which a server that restarts wants this one back."""
    close = error.rcvd if isinstance(error, ConnectionClosed) else None
    return int(close.reason) / 1000 if close and close.code == RESTARTING else None


def now() -> float:
    return asyncio.get_running_loop().time()
