"""What every socket of this product promises: who may connect, what a frame may be,
how fast, how long in silence, how it is written to, and how it ends.

A socket is a subclass that names its groups and its commands, and says what it does
when opened, when it hears a frame, and for each kind of message its groups get
(`run_…`). Only `opened` may wait for anything. docs/sockets.md shows how.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from secrets import randbelow
from typing import Any, ClassVar, Final

from channels.consumer import AsyncConsumer
from django.conf import settings

from game import access, metrics, outgoing, protocol
from game.about import ABOUT, About
from game.bans import BANS
from game.closes import FORBIDDEN, NO_SUCH_ROOM, RESTARTING, TOO_SLOW
from game.errors import REFUSALS, RoomError
from game.guard import Guard
from game.incoming import BadMessageError
from game.lane import lane_of
from game.mailbox import Mailbox, Send
from game.membership import Membership
from game.outgoing import Message
from game.patience import Patience, Verdict

logger = logging.getLogger(__name__)

CLOSE_TIMEOUT: Final = 1.0
DRAIN_TIMEOUT: Final = 3.0
# When to come back after a restart: all within so long, a crowd a millisecond each.
SOONEST_MS: Final = 200
SPREAD_MS: Final = 600

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Socket(AsyncConsumer):
    """Runs in its own task, and waits there for its frames and for nothing else."""

    # Joined before `opened`, left at the end; {names} are those of the address.
    groups: ClassVar[tuple[str, ...]] = ()
    # How a frame is read: into anything with a `key`, or `BadMessageError` is raised.
    # `protocol.parser` makes one for commands of a socket's own.
    parse: Callable[[str | None], Any] = staticmethod(protocol.parse)

    all: ClassVar[set["Socket"]] = set()
    mailbox: Mailbox
    trouble: RoomError | None = None  # why it could not be opened
    _close_code: int | None = None
    _close_reason = ""
    task: asyncio.Task[Any]
    loop: asyncio.AbstractEventLoop

    async def opened(self) -> None:
        """Its groups are joined: what is read and said now misses no event."""

    def heard(self, frame: Any) -> None:
        raise NotImplementedError

    def closed(self) -> None:
        """Leave whatever was entered; called once, also when `opened` did not end."""

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

    def close(self, code: int, reason: str = "") -> None:
        """End the connection; what was said before arrives before."""
        if self._close_code is None:
            self._close_code, self._close_reason = code, reason
            self.mailbox.close()
            self.task.cancel()

    # The life of a connection.

    async def __call__(
        self, scope: dict[str, Any], receive: Receive, send: Send
    ) -> None:
        self.scope = scope
        if (await receive())["type"] != "websocket.connect":
            return
        if not access.is_welcome(scope):
            await send({"type": "websocket.close", "code": FORBIDDEN})
            return
        await self._set_up(send)
        try:
            await send({"type": "websocket.accept"})
            await self._may_enter()
            await self._open()
            if self._lane is not None:
                # In this task's context: what is logged there is about this socket.
                run: Callable[..., None] = copy_context().run
                self._lane.attach(partial(run, self._receive))
            while (message := await receive())["type"] == "websocket.receive":
                self._receive(message.get("text"))
                if self._close_code is not None:
                    await asyncio.sleep(0)  # where the close takes hold
        except asyncio.CancelledError:
            if self._close_code is None:
                raise
            await self._say_goodbye(send)
        finally:
            await self._tear_down()

    async def _set_up(self, send: Send) -> None:
        loop = asyncio.get_running_loop()
        self.visitor = access.visitor(self.scope)
        self.loop = loop
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a socket runs in a task")
        self.task = task
        self._lane = lane_of(self.scope)
        self.mailbox = Mailbox(
            send, settings.SOCKET_SEND_TIMEOUT, self._is_stuck, self._lane
        )
        self._membership = Membership(self.deliver)
        await self._membership.begin()
        self._patience = Patience(loop, self.close)
        self._guard = Guard.here()
        self.all.add(self)
        metrics.SOCKETS.inc()
        ABOUT.set(About(self._names.get("code", ""), self._membership.channel))
        logger.info("Opened")

    @property
    def _names(self) -> dict[str, Any]:
        """What the address of this socket gave names to."""
        names: dict[str, Any] = self.scope.get("url_route", {}).get("kwargs", {})
        return names

    def _named(self, group: str) -> str:
        return group.format_map(self._names)

    async def _may_enter(self) -> None:
        await self._guard.enter(*self._who, self._show_out)
        if self._close_code is not None:
            await asyncio.sleep(0)  # where the close takes hold

    @property
    def _who(self) -> tuple[str, str]:
        return self.visitor.player.id, self.visitor.session

    def _show_out(self) -> None:
        parting = BANS.parting(*self._who)
        if parting is not None:
            self.close(parting.code, parting)

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

    async def _say_goodbye(self, send: Send) -> None:
        self.task.uncancel()
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await send(_goodbye(self._close_code, self._close_reason))
        except (TimeoutError, OSError, RuntimeError):
            pass  # the peer does not read, or is gone: the server drops it

    async def _tear_down(self) -> None:
        if self._close_code is None:
            self._close_code = 1000  # too late for any other
        self.all.discard(self)
        metrics.SOCKETS.dec()
        logger.info("Closed with %s", self._close_code)
        self._guard.leave(*self._who, self._show_out)
        self._patience.end()
        self.mailbox.close()
        self.closed()
        await self._membership.end()
        # They refer to this socket: so it is gone now, not when a collector comes.
        del self.mailbox, self._patience, self._membership

    def _is_stuck(self) -> None:
        self.close(TOO_SLOW)

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

    # The channel layer.

    def deliver(self, message: dict[str, Any]) -> None:
        """Hand a group's message to its handler, at once and in the sender's turn."""
        name = message["type"]
        if not name.startswith("run_"):
            raise ValueError(f"no message for a socket: {name}")
        getattr(self, name)(message)


def _goodbye(code: int | None, reason: str) -> dict[str, Any]:
    """A restart sends all away at once: so that they do not come back at once too."""
    goodbye = {"type": "websocket.close", "code": code}
    if code == RESTARTING:
        spread = max(SPREAD_MS, len(Socket.all))
        goodbye["reason"] = str(SOONEST_MS + randbelow(spread))
    elif reason:
        goodbye["reason"] = reason
    return goodbye


async def drain() -> None:
    """Tell every socket of this loop that the server restarts, and see them go.

    Also those that come meanwhile, over connections that were made before.
    """
    loop = asyncio.get_running_loop()
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_TIMEOUT):
            while here := [socket for socket in Socket.all if socket.loop is loop]:
                for socket in here:
                    socket.close(RESTARTING)
                await asyncio.wait([socket.task for socket in here])
                await asyncio.sleep(0)  # or the time could not run out
