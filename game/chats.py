"""What the people of this process say: checked, stored, confirmed, and told.

In that order, as with moves; but later and apart, for nobody's game may wait for it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias

from game import database, remarks, talk
from game.bans import BANS
from game.engine.events import Millis, Player
from game.engine.state import RoomState
from game.errors import (
    ChatForbiddenError,
    ChatTooFastError,
    RoomError,
    UnavailableError,
)
from game.layers import Poster
from game.remarks import Draft, Outcome, Remark
from game.talks import Talks

logger = logging.getLogger(__name__)

Reply: TypeAlias = Callable[[RoomError | None], None]

GATHER: Final = 0.01  # seconds: so many commits at most, however many talk
MAX_GROUP: Final = 100
MAX_WAITING: Final = 1000


class Chats:
    """One per event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, poster: Poster) -> None:
        self._loop = loop
        self._paid_until: dict[str, int] = {}
        self._drafts: list[tuple[Draft, Reply]] = []
        self._is_writing = False
        self.talks = Talks(loop, poster)

    def say(self, draft: Draft, state: RoomState | None, reply: Reply) -> None:
        """Reply, once: with nothing when it is stored, or why it is not.

        The draft has the text as it was typed; the state is the room's, if it is one.
        """
        try:
            draft = _checked(draft, state)
        except RoomError as error:
            reply(error)
            return
        refusal = self._refusal(draft)
        if refusal is not False:
            reply(None if refusal is True else refusal)
            return
        self._drafts.append((draft, reply))
        if not self._is_writing:
            self._is_writing = True
            self._loop.call_later(GATHER, self._write)

    async def ask(self, draft: Draft, state: RoomState | None) -> None:
        """Say and wait; or raise why it is not stored."""
        answer: asyncio.Future[RoomError | None] = self._loop.create_future()
        self.say(draft, state, partial(_resolve, answer))
        if error := await answer:
            raise error

    def report(
        self, place: str, number: int, by: Player, at: Millis, reply: Reply
    ) -> None:
        """Lay a remark before whoever runs this; it costs as much as a remark."""
        refusal = self._charge(by.id, at)
        if isinstance(refusal, RoomError):
            reply(refusal)
            return
        failed: RoomError | None = UnavailableError()
        work = partial(remarks.report, place, number, by, at)
        database.write(self._loop, work, reply, failed)

    async def complain(self, place: str, number: int, by: Player, at: Millis) -> None:
        """Report and wait; or raise why it is not kept."""
        answer: asyncio.Future[RoomError | None] = self._loop.create_future()
        self.report(place, number, by, at, partial(_resolve, answer))
        if error := await answer:
            raise error

    def _refusal(self, draft: Draft) -> RoomError | bool:
        """What is known without the database, which will not be asked for that."""
        talk_here = self.talks.at(draft.place)
        if talk_here is not None and (known := talk_here.answer(draft)) is not False:
            return known
        if draft.player.id in BANS.ids:
            return ChatForbiddenError()
        if len(self._drafts) >= MAX_WAITING:
            return UnavailableError()
        return self._charge(draft.player.id, draft.at)

    def _charge(self, player_id: str, at: Millis) -> RoomError | bool:
        paid = self._paid_until
        if len(paid) > MAX_WAITING:
            self._paid_until = paid = {p: t for p, t in paid.items() if t > at}
        until = talk.paid_until(paid.get(player_id, 0), at)
        if until is None:
            return ChatTooFastError()
        paid[player_id] = until
        return False

    def _write(self) -> None:
        group, self._drafts = self._drafts[:MAX_GROUP], self._drafts[MAX_GROUP:]
        work = partial(remarks.store, [draft for draft, _ in group])
        failed: list[Outcome] = [UnavailableError() for _ in group]
        done = partial(self._written, [reply for _, reply in group])
        database.write(self._loop, work, done, failed)

    def _written(self, replies: list[Reply], outcomes: list[Outcome]) -> None:
        for reply, outcome in zip(replies, outcomes, strict=True):
            try:
                reply(None if isinstance(outcome, Remark) else outcome)
            except Exception:
                logger.exception("A speaker did not take the answer")
            if isinstance(outcome, Remark):
                self.talks.announce(outcome)
        self._is_writing = bool(self._drafts)
        if self._is_writing:
            self._loop.call_later(GATHER, self._write)


def _checked(draft: Draft, state: RoomState | None) -> Draft:
    """With the text as it will be shown; or raise why it may not be said."""
    if state is not None and not state.may_talk(draft.player.id):
        raise ChatForbiddenError
    return replace(draft, text=talk.clean(draft.text))


def _resolve(
    future: asyncio.Future[RoomError | None], answer: RoomError | None
) -> None:
    if not future.done():  # whoever asked may have gone
        future.set_result(answer)
