"""What is asked once and answered once: a list, a room, a new one, a command in it."""

import asyncio
from functools import partial

from msgspec import UNSET

from game import live, metrics, outgoing, protocol, render
from game.api.problems import ProblemError
from game.api.requests import Answer, Request
from game.closes import Parting
from game.engine.commands import Actor
from game.engine.errors import Rejection
from game.engine.events import Seat
from game.engine.seating import is_somebody_else, seat_for
from game.engine.state import RoomState
from game.errors import RoomError
from game.incoming import Incoming, Ping, Report, Say, Sit
from game.live import Ask, LiveRoom
from game.outgoing import Done, Presence, Visit, Welcome
from game.pace import hold_back_rooms
from game.presence import now_ms
from game.remarks import Draft
from game.rooms import Rooms


async def listing(_request: Request) -> Answer:
    return Answer.of(Rooms.here().lobby.snapshot())


async def open_room(request: Request) -> Answer:
    wanted = protocol.parse_new_room(await request.body())
    rooms, player = Rooms.here(), request.visitor.player
    hold_back_rooms(request.address)
    code, _ = await rooms.create(player, wanted.command(), wanted.key)
    room = await rooms.find(code)
    # Asked again with its key, they may have left it since.
    seat: Seat | None = 1 if room.state.holds(player.id, 1) else None
    _is_there(rooms, room, seat)
    return Answer.of(_visit(request, room, seat), 201, location=f"/api/rooms/{code}")


async def look(request: Request) -> Answer:
    rooms = Rooms.here()
    room = await rooms.find(request.code)
    seat = _seat_of(request, room.state)
    _is_there(rooms, room, seat)
    return Answer.of(_visit(request, room, seat))


async def command(request: Request) -> Answer:
    frame = protocol.parse(await request.body())
    # Only now is it known what is asked: a head alone must not stop anybody's clock.
    arrived, rooms = now_ms(), Rooms.here()
    room = await rooms.find(request.code)
    if isinstance(frame, Ping):
        return Answer.of(outgoing.Pong(v=room.state.v, now=now_ms()))
    player = request.visitor.player
    before = _seat_of(request, room.state)
    if isinstance(frame, Say | Report):
        return await _talk(request, room, frame, before)
    answer: asyncio.Future[live.Answer] = asyncio.get_running_loop().create_future()
    by, reply = Actor(player, before), partial(_resolve, answer)
    rooms.submit(room, Ask(frame.command(), by, arrived, frame.key, reply))
    v = await answer
    if isinstance(v, Rejection | RoomError):
        code = str(v.code)
        metrics.REJECTIONS[code].inc()
        raise ProblemError(code, str(v), key=frame.key, v=room.state.v)
    seat = _seat_after(room.state, player.id, frame, before)
    _is_there(rooms, room, seat)
    resume = request.visitor.resume or UNSET
    return Answer.of(Done(key=frame.key, v=v, seat=seat, resume=resume))


async def _talk(
    request: Request, room: LiveRoom, frame: Say | Report, seat: Seat | None
) -> Answer:
    player, v = request.visitor.player, room.state.v
    chats = Rooms.here().chats
    try:
        if isinstance(frame, Report):
            await chats.complain(room.code, frame.id, player, now_ms())
        else:
            now, text = now_ms(), frame.text
            draft = Draft(room.code, player, seat or 0, text, now, frame.key)
            await chats.ask(draft, room.state)
    except RoomError as error:
        metrics.REJECTIONS[error.code].inc()
        raise ProblemError(error.code, str(error), key=frame.key, v=v) from None
    resume = request.visitor.resume or UNSET
    return Answer.of(Done(key=frame.key, v=v, seat=seat, resume=resume))


def _visit(request: Request, room: LiveRoom, seat: Seat | None) -> Visit:
    state, now = room.state, now_ms()
    welcome = Welcome(
        room=room.code,
        seat=seat,
        mark=state.mark_of(seat) if seat else None,
        now=now,
        holds=state.seats_of(request.visitor.player.id),
        resume=request.visitor.resume or UNSET,
    )
    presence: Presence = room.presence.message(state, now)
    return Visit(welcome, render.state_message(room.code, state), presence)


def _seat_of(request: Request, state: RoomState) -> Seat | None:
    player, wish = request.visitor.player, request.wish
    if is_somebody_else(state, player, wish, request.text("as") or ""):
        raise ProblemError(Parting.SIGNED_OUT)
    return seat_for(state, player.id, wish)


def _is_there(rooms: Rooms, room: LiveRoom, seat: Seat | None) -> None:
    """Somebody was, a moment ago, as with a page that was fetched."""
    if seat is not None:
        rooms.touch(room, seat)


def _seat_after(
    state: RoomState, player_id: str, frame: Incoming, before: Seat | None
) -> Seat | None:
    """The seat that was acted for; after sitting down the one that was meant."""
    mine = state.seats_of(player_id)
    if not isinstance(frame, Sit):
        return before if before in mine else None
    if frame.seat in mine:
        return frame.seat
    newest = state.news.seat
    return newest if newest in mine else next(iter(mine), None)


def _resolve(future: asyncio.Future[live.Answer], answer: live.Answer) -> None:
    if not future.done():
        future.set_result(answer)
