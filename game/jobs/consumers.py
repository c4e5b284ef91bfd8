"""Who listens to the named channels, and does the jobs.

A job enters the room as a command like any other, with a key made of the room's `v`.
However many do the same one at once, the log takes it once.
"""

import logging
from contextlib import suppress
from typing import Any

from channels.consumer import AsyncConsumer
from django.conf import settings

from game.engine.bot import owing
from game.engine.commands import HOUSE, Actor, Command, Expire, Move, Rematch, Tick
from game.engine.errors import Rejection
from game.engine.events import Kind, Seat
from game.engine.state import RoomState
from game.errors import NoSuchRoomError, RoomError
from game.jobs import pruning
from game.jobs.thinker import Thinker, ThinkerError
from game.jobs.thread import in_thread
from game.layers import Message
from game.live import LiveRoom
from game.presence import SEATS, now_ms
from game.rooms import Rooms

logger = logging.getLogger(__name__)


class Jobs(AsyncConsumer):
    """One after the other; what goes wrong with one is no matter of the next."""

    async def dispatch(self, message: Message) -> None:
        try:
            await getattr(self, message["type"])(message)
        except (NoSuchRoomError, Rejection):
            pass  # something else has happened there meanwhile
        except (RoomError, ThinkerError) as error:
            logger.warning("%s: %s; it will be asked for again", message, error)
        except Exception:
            logger.exception("%s failed", message)


class Think(Jobs):
    def __init__(self) -> None:
        self._thinker = Thinker()

    async def __call__(self, *application: Any) -> None:
        try:
            await super().__call__(*application)
        finally:
            await self._thinker.close()

    async def job_think(self, message: Message) -> None:
        """Have the computer do what it owes the room."""
        room = await Rooms.here().find(message["room"])
        state, seat = room.state, owing(room.state)
        if seat is not None and state.v == message["v"]:
            command = await self._answer(state)
            await do(room.code, command, Actor(state.seats[seat - 1], seat), state.v)

    async def _answer(self, state: RoomState) -> Command:
        if state.offer is not None:
            return Rematch(state.game, state.offer.v)
        cell = await self._thinker.best(state.variant.name, state.moves)
        return Move(cell, state.position.ply, state.game)


class Timers(Jobs):
    async def job_expire(self, message: Message) -> None:
        """End what nobody is at, once it has stood still for long enough."""
        room = await Rooms.here().find(message["room"])
        if room.state.v == message["v"] and not is_attended(room):
            await do(
                room.code, Expire(settings.ABANDON_AFTER * 1000), HOUSE, message["v"]
            )

    async def job_tick(self, message: Message) -> None:
        """End the game of whoever has run out of time, where nobody else did."""
        await do(message["room"], Tick(), HOUSE, message["v"])


class Prune(Jobs):
    async def job_prune(self, message: Message) -> None:
        """Delete a room nobody ever moved in."""
        code = message["room"]
        with suppress(NoSuchRoomError):  # closed before
            room = await Rooms.here().find(code)
            if room.state.v != message["v"] or is_attended(room):
                return
            await do(code, pruning.closing(settings.PRUNE_AFTER), HOUSE, message["v"])
        await in_thread(lambda: pruning.delete(code))

    async def job_sessions(self, _message: Message) -> None:
        await in_thread(pruning.delete_sessions)


async def do(code: str, command: Command, by: Actor, v: int) -> int:
    return await Rooms.here().ask(code, command, by, key=f"job-{v}")


def is_attended(room: LiveRoom) -> bool:
    """Whether everybody who has a seat is there, in whichever process."""
    now, seats = now_ms(), room.state.seats
    people: list[Seat] = [
        seat
        for seat in SEATS
        if (player := seats[seat - 1]) and player.kind is not Kind.BOT
    ]
    return bool(people) and all(room.presence.is_live(seat, now) for seat in people)
