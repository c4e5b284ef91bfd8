"""As the door, for words: what was said, and what somebody has to say."""

from functools import partial

from game import database, remarks, talks
from game.engine.events import Player, Seat
from game.outgoing import Chat
from game.presence import now_ms
from game.remarks import LOBBY, Draft, Remark
from game.rooms import Rooms
from game.talks import Talk, chat_of
from game.threshold import run


def chats(code: str | None) -> tuple[Chat, ...]:
    """What was said in a room, or in the lobby, and is kept; nothing in trouble."""
    place = code or LOBBY

    async def work() -> Talk | None:
        return Rooms.here().chats.talks.at(place)

    talk = run(work())
    if talk is not None and talk.is_loaded:
        return tuple(talk.chats)
    nothing: dict[str, list[Remark]] = {}
    kept = database.read_now(partial(remarks.newest, (place,)), nothing)
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

    run(work())


def report(code: str | None, player: Player, number: int) -> None:
    """Lay what was said before whoever runs this; or raise why not."""

    async def work() -> None:
        await Rooms.here().chats.complain(code or LOBBY, number, player, now_ms())

    run(work())


def alias_of(player: Player) -> str:
    """What a chat calls them besides their name."""
    return talks.alias_of(player.id)
