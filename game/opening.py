"""How a room comes to be: it gets a code, and with a key it comes to be once."""

import asyncio
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count
from typing import Final, NamedTuple, TypeVar

from django.utils.crypto import salted_hmac

from game import database, log, summaries
from game.codes import code_of, new_code
from game.engine.commands import Actor, Command, Open
from game.engine.events import Millis, Player
from game.engine.evolve import fold
from game.engine.room import decide
from game.errors import KeyReusedError, UnavailableError
from game.journal import Journal, Result
from game.live import body_of
from game.log import Append

T = TypeVar("T")

SALT: Final = "game.opening"


class Receipt(NamedTuple):
    """Which room a command was confirmed in, and with which `v`."""

    code: str
    v: int


async def open_room(
    writer: Journal,
    player: Player | None,
    command: Open,
    key: str | None,
    now: Millis,
) -> Receipt:
    """Store a new room; asked again with the same key it is the same one.

    Its code comes from the key then, for a code is what the database keeps unique: of
    two processes that are asked at once one has it, and the other finds it taken.
    """
    by = Actor(player)
    for code, other in _codes(by, command, key):
        if known := await receipt((code, other), by, key, command):
            return known
        append = _append(code, by, command, key, now)
        match await _store(writer, append):
            case Result.STORED:
                return Receipt(code, len(append.events))
            case Result.FAILED:
                raise UnavailableError
            case Result.LOST:  # somebody has that code: perhaps by this very command
                if known := await receipt((code,), by, key, command):
                    return known
    raise AssertionError("codes have an end")  # pragma: no cover


async def receipt(
    codes: Iterable[str], by: Actor, key: str | None, command: Command
) -> Receipt | None:
    """What the very same command was answered before, by whichever process."""
    if key is None or by.player is None:
        return None
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[tuple[str, int, str]] | None] = loop.create_future()
    work = partial(log.receipts, tuple(codes), by.player.id, by.seat or 0, key)
    database.read(loop, work, partial(_tell, answer), None)
    found = await answer
    if found is None:
        raise UnavailableError
    for code, v, body in found:
        if body != body_of(command):
            raise KeyReusedError
        return Receipt(code, v)
    return None


def _codes(by: Actor, command: Open, key: str | None) -> Iterator[tuple[str, str]]:
    """One after the other; with each the one it would be, were it not so private."""
    for attempt in count():
        if key is None or by.player is None:
            yield new_code(private=command.private), ""
        else:
            text = f"{by.player.id} {key} {attempt}"
            digest = salted_hmac(SALT, text, algorithm="sha256").digest()
            number = int.from_bytes(digest)
            yield (
                code_of(number, private=command.private),
                code_of(number, private=not command.private),
            )


def _append(
    code: str, by: Actor, command: Open, key: str | None, now: Millis
) -> Append:
    events = decide(None, command, by, now)
    return Append(
        *(code, 1, events),
        player=by.player.id if by.player and key else "",
        key=key,
        body=body_of(command) if key else "",
        **summaries.changes(code, None, fold(events), events),
    )


async def _store(writer: Journal, append: Append) -> Result:
    stored: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
    writer.append(append, partial(_tell, stored))
    return await stored


def _tell(future: asyncio.Future[T], answer: T) -> None:
    if not future.done():
        future.set_result(answer)
