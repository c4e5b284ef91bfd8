"""The life of a connection: let in, served in a task of its own, closed in good order.

What is said over it is a matter of game.sockets.
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

from game import access, metrics
from game.about import ABOUT, About
from game.bans import BANS
from game.closes import FORBIDDEN, RESTARTING, TOO_SLOW
from game.guard import Guard
from game.lane import lane_of
from game.mailbox import Mailbox, Send
from game.membership import Membership
from game.patience import Patience

logger = logging.getLogger(__name__)

CLOSE_TIMEOUT: Final = 1.0
DRAIN_TIMEOUT: Final = 3.0
# When to come back after a restart: all within so long, a crowd a millisecond each.
SOONEST_MS: Final = 200
SPREAD_MS: Final = 600

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Connection(AsyncConsumer):
    """Waits in its own task for its frames, and for nothing else."""

    all: ClassVar[set["Connection"]] = set()
    mailbox: Mailbox
    task: asyncio.Task[Any]
    loop: asyncio.AbstractEventLoop
    _close_code: int | None = None
    _close_reason = ""

    # For subclasses.

    async def _open(self) -> None:
        """It is accepted: the only one that may wait for anything."""
        raise NotImplementedError

    def _receive(self, text: str | None) -> None:
        """A frame has come; one without text is binary."""
        raise NotImplementedError

    def closed(self) -> None:
        """Leave whatever was entered; called once, also when `_open` did not end."""

    def close(self, code: int, reason: str = "") -> None:
        """End the connection; what was said before arrives before."""
        if self._close_code is None:
            self._close_code, self._close_reason = code, reason
            self.mailbox.close()
            self.task.cancel()

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
        spread = max(SPREAD_MS, len(Connection.all))
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
            while here := [one for one in Connection.all if one.loop is loop]:
                for connection in here:
                    connection.close(RESTARTING)
                await asyncio.wait([connection.task for connection in here])
                await asyncio.sleep(0)  # or the time could not run out
