"""The client from its options to its end: a room, a new one, or the list of them."""

import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tictac.terminal import clock, words
from tictac.terminal.line import EndError, NoServerError
from tictac.terminal.lobby import Lobby, Wish, tidy
from tictac.terminal.opening import OpeningError, open_room
from tictac.terminal.room import Place, Room
from tictac.terminal.screen import NobodyReadsError, Screen
from tictac.terminal.typed import Typed

SERVER: Final = "http://127.0.0.1:8000"


class UsageError(Exception):
    """What was asked for cannot be; the text says why."""


@dataclass(frozen=True)
class Options:
    code: str | None = None
    server: str = SERVER
    watch: bool = False
    variant: str | None = None
    private: bool = False
    computer: bool = False
    clock: str | None = None


def run(options: Options) -> None:
    """Return when whoever types has had enough; `UsageError` says why it cannot be."""
    server = _server(options.server)
    wish = _wish(options)
    try:
        asyncio.run(_go(server, wish))
    except NobodyReadsError:
        # What the interpreter flushes at its end must not fail again.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OpeningError as error:
        raise UsageError(str(error)) from None
    except NoServerError as error:
        raise UsageError(
            words.no_server(server, has_answered=error.has_answered)
        ) from None
    except EndError as error:
        raise UsageError(words.CLOSES[error.code]) from None


async def _go(server: str, wish: Wish | None) -> None:
    screen, typed = Screen.of_stdout(), Typed(sys.stdin.fileno())
    if wish is not None:
        await _stay(server, wish, screen, typed)
        return
    while (wish := await Lobby(server, screen, typed).choose()) is not None:
        try:
            await _stay(server, wish, screen, typed)
        except OpeningError as error:
            screen.say(str(error))
        except EndError as error:
            screen.say(words.CLOSES[error.code])
        else:
            return


async def _stay(server: str, wish: Wish, screen: Screen, typed: Typed) -> None:
    place = await _place(server, wish, screen)
    await Room(place, screen, typed).stay()


async def _place(server: str, wish: Wish, screen: Screen) -> Place:
    if wish.code is not None:
        return Place(server, wish.code, watch=wish.watch)
    opened = await asyncio.to_thread(
        open_room,
        server,
        wish.variant,
        private=wish.private,
        computer=wish.computer,
        clock=wish.clock,
    )
    screen.say(f"Room {opened.code}: {server}/room/{opened.code}/")
    return Place(server, opened.code, token=opened.token)


def _wish(options: Options) -> Wish | None:
    """Where the options lead; None leaves it to whoever sees the list."""
    new = Wish(
        variant=options.variant,
        private=options.private,
        computer=options.computer,
        clock=_clock(options.clock),
    )
    is_new = new != Wish()
    if options.code is None:
        if options.watch:
            raise UsageError("--watch needs the code of a room.")
        return new if is_new else None
    if is_new:
        raise UsageError(
            "--variant, --private, --computer and --clock open a new room:"
            " leave the code out."
        )
    code = tidy(options.code)
    if code is None:
        raise UsageError(words.no_code(options.code))
    return Wish(code, watch=options.watch)


def _clock(text: str | None) -> int | None:
    if text is None:
        return None
    seconds = clock.seconds(text)
    if seconds is None:
        raise UsageError(f"{text[:20]!r} is no time like 30s, 3m or 1m30s.")
    return seconds


def _server(text: str) -> str:
    """As an origin, which is how a browser would name it."""
    refusal = UsageError(f"{text[:80]!r} is no address like {SERVER}.")
    try:
        parts = urlsplit(text.rstrip("/"))
        is_address = bool(parts.hostname) and parts.port != 0  # which it may refuse
    except ValueError:
        raise refusal from None
    if not is_address or parts.scheme not in {"http", "https"} or parts.path:
        raise refusal
    return f"{parts.scheme}://{parts.netloc}"
