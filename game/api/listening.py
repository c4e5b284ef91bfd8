"""A room heard over HTTP: as an event stream, or one state at a time.

Whoever listens is a socket as far as the room can tell: a member of its group, which
joins first and reads after, is counted among those present, and is told to go when the
server does. Only its frames go another way.
"""

import asyncio
from contextlib import suppress
from typing import Final

from game.api.problems import of_close
from game.api.requests import Answer, Request
from game.api.wires import EventStream, Question
from game.closes import RENEWED, RESTARTING
from game.connection import CLOSE_TIMEOUT
from game.consumers import GameRoom

LONGEST_WAIT: Final = 30
USUAL_WAIT: Final = 25


class Listener(GameRoom):
    """It cannot speak: so its silence means nothing."""

    async def opened(self) -> None:
        self._patience.end()
        await super().opened()


class Poller(Listener):
    """Between two questions it is not gone, any more than between two pages."""

    def closed(self) -> None:
        room, seat = self.room, self.seat
        super().closed()
        if room is not None and seat is not None:
            self.rooms.touch(room, seat)


async def events(request: Request) -> Answer:
    """The newest state as soon as it is newer than what they have, else nothing."""
    since = request.number("since", 0)
    wait = min(request.number("wait", USUAL_WAIT), LONGEST_WAIT)
    question = Question(request, Poller(), since, wait)
    await question.run()
    if question.trouble is not None:
        raise question.trouble
    code = question.close_code
    if question.text is not None and code in {None, RESTARTING, RENEWED}:
        return Answer(200, question.text)
    # Who has another session by now asks again, with the cookie of that.
    if code not in {None, RENEWED}:
        raise of_close(code, question.close_reason)
    return Answer(204)


async def stream(request: Request) -> None:
    last = request.header(b"last-event-id") or ""
    since = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else 0
    stream = EventStream(request, Listener(), since)
    await stream.run()
    if stream.is_started:
        # Who did not read until now will not, and is not waited for.
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await stream.end()
    elif stream.trouble is not None:
        raise stream.trouble
    elif stream.close_code is not None:
        raise of_close(stream.close_code, stream.close_reason)
