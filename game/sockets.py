"""What every socket of this product promises: which frames it reads, how fast they may
come, and how they are answered. Who may connect and how it ends is game.connection.

A socket is a subclass that names its groups and its commands, and says what it does
when opened, when it hears a frame, and for each kind of message its groups get
(`run_…`). Only `opened` may wait for anything. docs/sockets.md shows how.
"""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

from game import metrics, outgoing, protocol
from game.closes import NO_SUCH_ROOM, RESTARTING
from game.connection import Connection
from game.errors import REFUSALS, RoomError
from game.incoming import BadMessageError
from game.outgoing import Message
from game.patience import Verdict


class Socket(Connection):
    """Understands its commands, is a member of its groups, and answers."""

    # Joined before `opened`, left at the end; {names} are those of the address.
    groups: ClassVar[tuple[str, ...]] = ()
    # How a frame is read: into anything with a `key`, or `BadMessageError` is raised.
    # `protocol.parser` makes one for commands of a socket's own.
    parse: Callable[[str | None], Any] = staticmethod(protocol.parse)

    trouble: RoomError | None = None  # why it could not be opened

    async def opened(self) -> None:
        """Its groups are joined: what is read and said now misses no event."""

    def heard(self, frame: Any) -> None:
        raise NotImplementedError

    # For subclasses.

    async def join(self, group: str) -> None:
        await self._membership.join(group)

    async def leave(self, group: str) -> None:
        await self._membership.leave(group)

    def say(self, message: Message) -> None:
        """Answer the peer; never skipped, never out of order."""
        self.mailbox.reply(protocol.encode(message))

    def tell(self, group: str, message: Message) -> None:
        """Say it to every member of the group, in every process; oneself, too."""
        told = {"type": "run_told", "text": protocol.encode(message)}
        self._membership.post(self._named(group), told)

    def run_told(self, message: dict[str, Any]) -> None:
        self.mailbox.reply(message["text"])

    def refuse(self, key: str | None, code: str, message: str) -> None:
        metrics.REJECTIONS[code].inc()
        self.say(outgoing.Rejected(key=key, code=code, message=message, v=self.v))

    @property
    def v(self) -> int:
        """The newest version this socket was told of."""
        return 0

    async def _open(self) -> None:
        try:
            for group in self.groups:
                await self.join(self._named(group))
            await self.opened()
        except RoomError as error:
            self.trouble = error
            is_gone = error.code == "no_such_room"
            self.close(NO_SUCH_ROOM if is_gone else RESTARTING)
            await asyncio.sleep(0)  # where the close takes hold

    # What comes in.

    def _receive(self, text: str | None) -> None:
        if self._close_code is not None:
            return
        try:
            frame = self.parse(text)
        except BadMessageError as error:
            if self._may_ask(error.key, is_sense=False):
                self.refuse(error.key, error.code, str(error))
        else:
            if self._may_ask(frame.key, is_sense=True):
                self.heard(frame)

    def _may_ask(self, key: str | None, *, is_sense: bool) -> bool:
        verdict = self._patience.heard(is_sense=is_sense)
        if verdict is Verdict.TOO_FAST:
            self.refuse(key, "rate_limited", REFUSALS["rate_limited"])
        return verdict is Verdict.WELCOME
