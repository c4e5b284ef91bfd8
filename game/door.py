"""The one door by which sync code (views, admin, commands) comes to the rooms.

Under a server it leads to the server's own event loop, so that what a page does is
announced like anything else; elsewhere to a loop of its own, in a thread.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from typing import Any, TypeVar

from asgiref.sync import SyncToAsync, async_to_sync
from django.db.models import Q

from game import journal, outgoing, remarks, render, talks
from game.bans import BANS
from game.engine.commands import HOUSE, Actor, Command, Open, Sit
from game.engine.errors import Code, Rejection
from game.engine.events import Player, Seat
from game.engine.state import RoomState
from game.errors import RoomError, UnavailableError
from game.live import Answer, LiveRoom
from game.models import Room
from game.outgoing import RoomRow
from game.presence import PAGE_LEASE, now_ms
from game.remarks import LOBBY, Draft, Remark
from game.rooms import Rooms
from game.talks import Talk, chat_of

T = TypeVar("T")

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

    return _run(work())


def view(code: str, player: Player | None = None, seat: Seat | None = None) -> RoomView:
    """The room as it is now; a seat says that its page was fetched."""

    async def work() -> RoomView:
        rooms = Rooms.here()
        room = await rooms.find(code)
        if player and seat and room.state.holds(player.id, seat):
            rooms.touch(room, seat)
        presence = room.presence.message(room.state, now_ms())
        return RoomView(code, room.state, room.text, presence)

    return _run(work())


def stay(code: str, player: Player, seat: Seat) -> None:
    """Their page has no scripts: it is there although no socket will tell of it."""

    async def work() -> None:
        rooms = Rooms.here()
        room = await rooms.find(code)
        if room.state.holds(player.id, seat):
            rooms.touch(room, seat, PAGE_LEASE)

    _run(work())


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

    return _run(work())


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
        yield from zip(some, _run(work(some)), strict=True)


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

    return _run(work())


def where(code: str, player: Player) -> Seat | None:
    """Where a bare link leads: their seat that is not live, the one to move first."""

    async def work() -> Seat | None:
        return _empty_chair(await Rooms.here().find(code), player)

    return _run(work())


def listing() -> outgoing.Rooms:
    async def work() -> outgoing.Rooms:
        return Rooms.here().lobby.snapshot()

    return _run(work())


def chats(code: str | None) -> tuple[outgoing.Chat, ...]:
    """What was said in a room, or in the lobby, and is kept; nothing in trouble."""
    place = code or LOBBY

    async def work() -> Talk | None:
        return Rooms.here().chats.talks.at(place)

    talk = _run(work())
    if talk is not None and talk.is_loaded:
        return tuple(talk.chats)
    nothing: dict[str, list[Remark]] = {}
    kept = journal.read_now(partial(remarks.newest, (place,)), nothing)
    return tuple(chat_of(remark) for remark in kept.get(place, ()))


def say(
    code: str | None, player: Player, seat: Seat | None, text: str, key: str | None
) -> None:
    """Have it said, by whom they act for if that is their seat; or raise why not."""

    async def work() -> None:
        rooms, state, speaks_for = Rooms.here(), None, 0
        if code is not None:
            state = (await rooms.find(code)).state
            speaks_for = seat if seat and state.holds(player.id, seat) else 0
        draft = Draft(code or LOBBY, player, speaks_for, text, now_ms(), key)
        await rooms.chats.ask(draft, state)

    _run(work())


def report(code: str | None, player: Player, number: int) -> None:
    """Lay what was said before whoever runs this; or raise why not."""

    async def work() -> None:
        await Rooms.here().chats.complain(code or LOBBY, number, player, now_ms())

    _run(work())


def alias_of(player: Player) -> str:
    """What a chat calls them besides their name."""
    return talks.alias_of(player.id)


def games_of(player: Player) -> list[OwnRoom]:
    """The rooms they hold a seat in, those first where it is their turn."""
    codes = journal.read_now(partial(_rooms_of, player), None)
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

    return sorted(_run(work()), key=lambda own: not own.is_my_turn) if codes else []


def close() -> None:
    """Forget what is known of rooms and people, and close the journal's connections."""
    if _own_loop.cache_info().currsize:

        async def work() -> None:
            await Rooms.here().close()

        asyncio.run_coroutine_threadsafe(work(), _own_loop()).result()
    BANS.forget()
    journal.close()


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


def _run(work: Coroutine[Any, Any, T]) -> T:
    async def awaited() -> T:
        return await work

    # Set by asgiref in the threads that a server's loop runs views in.
    if getattr(SyncToAsync.threadlocal, "main_event_loop", None) is not None:
        return async_to_sync(awaited)()
    return asyncio.run_coroutine_threadsafe(work, _own_loop()).result()


@cache
def _own_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="rooms", daemon=True).start()
    return loop
