"""The one door by which sync code (views, admin, commands) comes to the rooms."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from django.db.models import Q

from game import database, outgoing, render
from game.engine.commands import HOUSE, Actor, Command, Open, Sit
from game.engine.errors import Code, Rejection
from game.engine.events import Player, Seat
from game.engine.state import RoomState
from game.errors import RoomError, UnavailableError
from game.live import Answer, LiveRoom
from game.models import Room
from game.outgoing import RoomRow
from game.presence import PAGE_LEASE, now_ms
from game.rooms import Rooms
from game.threshold import run

MOST_OWN_GAMES = 20
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as a page needs it, at one moment."""

    code: str
    state: RoomState
    text: str  # the `state` message, as it goes over the wire
    presence: outgoing.Presence


@dataclass(frozen=True, slots=True)
class OwnRoom:
    row: RoomRow
    seat: Seat
    is_my_turn: bool
    is_private: bool = False


def open_room(player: Player, wanted: Open, key: str | None = None) -> str:
    """Open a room for them; with the computer opposite it is a game at once."""

    async def work() -> str:
        return await Rooms.here().open_again(player, wanted, key)

    return run(work())


def view(code: str, player: Player | None = None, seat: Seat | None = None) -> RoomView:
    """The room as it is now; a seat says that its page was fetched."""

    async def work() -> RoomView:
        rooms = Rooms.here()
        room = await rooms.find(code)
        if player and seat and room.state.holds(player.id, seat):
            rooms.touch(room, seat)
        presence = room.presence.message(room.state, now_ms())
        return RoomView(code, room.state, room.text, presence)

    return run(work())


def stay(code: str, player: Player, seat: Seat) -> None:
    """Their page has no scripts: it is there although no socket will tell of it."""

    async def work() -> None:
        rooms = Rooms.here()
        room = await rooms.find(code)
        if room.state.holds(player.id, seat):
            rooms.touch(room, seat, PAGE_LEASE)

    run(work())


def submit(
    code: str,
    command: Command,
    player: Player | None,
    seat: Seat | None = None,
    key: str | None = None,
) -> int:
    """The `v` with which the command is confirmed, or its rejection raised."""

    async def work() -> int:
        return await Rooms.here().ask(code, command, Actor(player, seat), key)

    return run(work())


def submit_to_all(
    codes: Iterable[str], command: Command
) -> Iterator[tuple[str, Answer]]:
    """The house asks the same of many rooms at once: what becomes of it in each.

    The one way to change rooms in bulk: through their logs, all in a commit or two, so
    that whoever is there and every list hears it, in whichever process.
    """

    async def ask(rooms: Rooms, code: str) -> Answer:
        try:
            return await rooms.ask(code, command, HOUSE)
        except (Rejection, RoomError) as error:
            return error

    async def work(some: list[str]) -> list[Answer]:
        rooms = Rooms.here()
        return await asyncio.gather(*(ask(rooms, code) for code in some))

    left = iter(codes)
    while some := list(islice(left, MOST_AT_ONCE)):
        yield from zip(some, run(work(some)), strict=True)


def join(code: str, player: Player) -> Seat | None:
    """A seat of theirs that is not live, else an open one, else none: they watch."""

    async def work() -> Seat | None:
        rooms = Rooms.here()
        room = await rooms.find(code)
        if seat := _empty_chair(room, player):
            return seat
        seat = room.state.open_seat
        if seat is None:
            return None
        try:
            await rooms.ask(code, Sit(seat), Actor(player))
        except Rejection as rejection:
            if rejection.code is not Code.SEAT_TAKEN:
                raise
            return None
        return seat

    return run(work())


def where(code: str, player: Player) -> Seat | None:
    """Where a bare link leads: their seat that is not live, the one to move first."""

    async def work() -> Seat | None:
        return _empty_chair(await Rooms.here().find(code), player)

    return run(work())


def listing() -> outgoing.Rooms:
    async def work() -> outgoing.Rooms:
        return Rooms.here().lobby.snapshot()

    return run(work())


def games_of(player: Player) -> list[OwnRoom]:
    """The rooms they hold a seat in, those first where it is their turn."""
    codes = database.read_now(partial(_rooms_of, player), None)
    if codes is None:
        raise UnavailableError

    async def work() -> list[OwnRoom]:
        rooms = Rooms.here()
        found = await asyncio.gather(
            *(rooms.find(code) for code in codes), return_exceptions=True
        )
        return [
            _own(room, seat)
            for room in found
            if isinstance(room, LiveRoom)
            for seat in room.state.seats_of(player.id)
        ]

    return sorted(run(work()), key=lambda own: not own.is_my_turn) if codes else []


def _empty_chair(room: LiveRoom, player: Player) -> Seat | None:
    now = now_ms()
    mine = [
        seat
        for seat in room.state.seats_of(player.id)
        if not room.presence.is_live(seat, now)
    ]
    return min(mine, key=lambda seat: not _is_turn_of(room.state, seat), default=None)


def _rooms_of(player: Player) -> list[str] | None:
    mine = Room.objects.filter(Q(seat_1=player.id) | Q(seat_2=player.id), closed=False)
    newest = mine.order_by("-active_at").values_list("code", flat=True)
    return list(newest[:MOST_OWN_GAMES])


def _is_turn_of(state: RoomState, seat: Seat) -> bool:
    return state.turn is state.mark_of(seat)


def _own(room: LiveRoom, seat: Seat) -> OwnRoom:
    return OwnRoom(
        render.row(room.code, room.state),
        seat,
        _is_turn_of(room.state, seat),
        room.state.private,
    )
