"""What every socket of this product promises: who may connect, what a frame may be,
how fast, how long in silence, how it is written to, and how it ends.

A socket is a subclass that says what it does when opened, when it hears a frame, and
for each kind of message its groups get (`run_…`). None of these may wait for anything.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Final

from channels.consumer import AsyncConsumer
from channels.layers import get_channel_layer
from django.conf import settings

from game import access, protocol
from game.closes import (
    BAD_PROTOCOL,
    FORBIDDEN,
    NO_SUCH_ROOM,
    RESTARTING,
    SILENT,
    TOO_MANY,
    TOO_SLOW,
)
from game.errors import REFUSALS, RoomError
from game.mailbox import Mailbox, Send
from game.protocol import BadMessageError, Incoming, Message

logger = logging.getLogger(__name__)

MAX_NONSENSE: Final = 10
CLOSE_TIMEOUT: Final = 1.0
DRAIN_TIMEOUT: Final = 3.0

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Socket(AsyncConsumer):
    """Runs in its own task, and waits there for its frames and for nothing else."""

    all: ClassVar[set["Socket"]] = set()
    mailbox: Mailbox
    _close_code: int | None = None
    task: asyncio.Task[Any]
    loop: asyncio.AbstractEventLoop

    async def opened(self) -> None:
        """Join groups first, read after, then say what is so: no event is missed."""
        raise NotImplementedError

    def heard(self, frame: Incoming) -> None:
        raise NotImplementedError

    def closed(self) -> None:
        """Leave whatever was entered; called once, also when `opened` did not end."""

    # For subclasses.

    async def join(self, group: str) -> None:
        await self.channel_layer.group_add(group, self.channel_name)
        self._groups.add(group)

    def say(self, message: Message) -> None:
        """Answer the peer; never skipped, never out of order."""
        self.mailbox.reply(protocol.encode(message))

    def refuse(self, key: str | None, code: str, message: str) -> None:
        self.say(protocol.Rejected(key=key, code=code, message=message, v=self.v))

    @property
    def v(self) -> int:
        """The newest version this socket was told of."""
        return 0

    def close(self, code: int) -> None:
        """End the connection; what was said before arrives before."""
        if self._close_code is None:
            self._close_code = code
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
            await self._open()
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
        self._groups: set[str] = set()
        self._nonsense = 0
        self._tokens = float(settings.SOCKET_BURST)
        self._refilled = self._heard_at = loop.time()
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a socket runs in a task")
        self.task = task
        self.mailbox = Mailbox(
            send, settings.SOCKET_SEND_TIMEOUT, lambda: self.close(TOO_SLOW)
        )
        await self._attach()
        self._silence = loop.call_later(settings.SOCKET_SILENCE, self._check_silence)
        self.all.add(self)

    async def _open(self) -> None:
        try:
            await self.opened()
        except RoomError as error:
            is_gone = error.code == "no_such_room"
            self.close(NO_SUCH_ROOM if is_gone else RESTARTING)
            await asyncio.sleep(0)  # where the close takes hold

    async def _say_goodbye(self, send: Send) -> None:
        self.task.uncancel()
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await send({"type": "websocket.close", "code": self._close_code})
        except (TimeoutError, OSError, RuntimeError):
            pass  # the peer does not read, or is gone: the server drops it

    async def _tear_down(self) -> None:
        if self._close_code is None:
            self._close_code = 1000  # too late for any other
        self.all.discard(self)
        self._silence.cancel()
        self.mailbox.close()
        self.closed()
        await self._detach()

    # What comes in.

    def _receive(self, text: str | None) -> None:
        self._heard_at = self.loop.time()
        try:
            frame = protocol.parse(text)
        except BadMessageError as error:
            self._nonsense += 1
            if self._nonsense >= MAX_NONSENSE:
                self.close(BAD_PROTOCOL)
            elif self._has_token(error.key):
                self.refuse(error.key, error.code, str(error))
            return
        self._nonsense = 0
        if self._has_token(frame.key):
            self.heard(frame)

    def _has_token(self, key: str | None) -> bool:
        """A token bucket; who goes on while it is empty is told, then closed."""
        burst = settings.SOCKET_BURST
        elapsed = self._heard_at - self._refilled
        self._refilled = self._heard_at
        self._tokens = min(burst, self._tokens + elapsed * settings.SOCKET_RATE)
        self._tokens -= 1
        if self._tokens >= 0:
            return True
        if self._tokens < -burst:
            self.close(TOO_MANY)
        else:
            self.refuse(key, "rate_limited", REFUSALS["rate_limited"])
        return False

    def _check_silence(self) -> None:
        """One timer a connection, set anew only when it has run out."""
        left = self._heard_at + settings.SOCKET_SILENCE - self.loop.time()
        if left > 0:
            self._silence = self.loop.call_later(left, self._check_silence)
        else:
            self.close(SILENT)

    # The channel layer.

    def deliver(self, message: dict[str, Any]) -> None:
        """Hand a group's message to its handler, at once and in the sender's turn."""
        name = message["type"]
        if not name.startswith("run_"):
            raise ValueError(f"no message for a socket: {name}")
        getattr(self, name)(message)

    async def _attach(self) -> None:
        self.channel_layer = get_channel_layer()
        self.channel_name = await self.channel_layer.new_channel()
        self._reader: asyncio.Task[None] | None = None
        if hasattr(self.channel_layer, "attach"):
            self.channel_layer.attach(self.channel_name, self.deliver)
        else:
            self._reader = self.loop.create_task(self._read_channel())

    async def _read_channel(self) -> None:
        """The way of layers that cannot call: slower, the same behaviour."""
        while True:
            message = await self.channel_layer.receive(self.channel_name)
            try:
                self.deliver(message)
            except Exception:
                logger.exception("A handler of %s failed", self.channel_name)

    async def _detach(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
        for group in self._groups:
            await self.channel_layer.group_discard(group, self.channel_name)
        if hasattr(self.channel_layer, "detach"):
            self.channel_layer.detach(self.channel_name)


async def drain() -> None:
    """Tell every socket of this loop that the server restarts, and see them go."""
    loop = asyncio.get_running_loop()
    here = [socket for socket in Socket.all if socket.loop is loop]
    for socket in here:
        socket.close(RESTARTING)
    if here:
        await asyncio.wait([socket.task for socket in here], timeout=DRAIN_TIMEOUT)
