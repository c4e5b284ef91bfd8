"""Channel layers: who is in which group, and how a message reaches them all.

The usual interface of a channel layer, plus two calls that make the hot path short:
`attach` gives a channel a function to be called instead of a queue to be read, and
`post` hands a message to a group without waiting for anything.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from secrets import token_hex
from typing import Any, Final, TypeAlias

from channels.exceptions import ChannelFull
from channels.layers import BaseChannelLayer

from game import metrics

logger = logging.getLogger(__name__)

Message: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Message], None]


class LocalLayer(BaseChannelLayer):
    """A layer inside one process: a group's members are called one after the other.

    Messages are shared between members, never copied: nobody may change one.
    """

    extensions: Final = ("groups", "flush")

    def __init__(self, capacity: int = 100, **options: Any) -> None:
        super().__init__(capacity=capacity, **options)
        self._prefix = token_hex(6)
        self._numbers = count()
        self._handlers: dict[str, Handler] = {}
        self._queues: dict[str, asyncio.Queue[Message]] = {}
        self._groups: dict[str, dict[str, None]] = {}
        self._memberships: dict[str, set[str]] = {}

    async def new_channel(self, prefix: str = "specific") -> str:
        return f"{prefix}.{self._prefix}!{next(self._numbers):x}"

    def attach(self, channel: str, handler: Handler) -> None:
        """Have messages for the channel handled at once, in the sender's turn."""
        self._handlers[channel] = handler

    def detach(self, channel: str) -> None:
        """Forget the channel: its handler, its queue, its place in every group."""
        self._handlers.pop(channel, None)
        self._queues.pop(channel, None)
        for group in tuple(self._memberships.get(channel, ())):
            self._leave(group, channel)

    def post(self, group: str, message: Message) -> None:
        for channel in tuple(self._groups.get(group, ())):
            try:
                self._deliver(channel, message)
            except ChannelFull:
                metrics.LAYER_ERRORS.inc()
                logger.warning("A channel of %s is full; it misses a message", group)

    def hint(self, channel: str, message: Message) -> None:
        """Tell one who listens to that channel, soon; it is lost where nobody does."""
        with suppress(ChannelFull):
            self._deliver(channel, message)

    async def group_add(self, group: str, channel: str) -> None:
        self.require_valid_group_name(group)
        self.require_valid_channel_name(channel)
        self._groups.setdefault(group, {})[channel] = None
        self._memberships.setdefault(channel, set()).add(group)

    async def group_discard(self, group: str, channel: str) -> None:
        self._leave(group, channel)

    async def group_send(self, group: str, message: Message) -> None:
        self.require_valid_group_name(group)
        self.post(group, message)

    async def send(self, channel: str, message: Message) -> None:
        self.require_valid_channel_name(channel)
        self._deliver(channel, message)

    async def receive(self, channel: str) -> Message:
        return await self._queue(channel).get()

    async def flush(self) -> None:
        self._handlers.clear()
        self._queues.clear()
        self._groups.clear()
        self._memberships.clear()

    def _deliver(self, channel: str, message: Message) -> None:
        handler = self._handlers.get(channel)
        if handler is None:
            try:
                self._queue(channel).put_nowait(message)
            except asyncio.QueueFull:
                raise ChannelFull from None
            return
        try:
            handler(message)
        except Exception:
            # One member's fault must not keep the message from the others.
            metrics.LAYER_ERRORS.inc()
            logger.exception("A handler of %s failed", channel)

    def _queue(self, channel: str) -> asyncio.Queue[Message]:
        if channel not in self._queues:
            self._queues[channel] = asyncio.Queue(self.capacity)
        return self._queues[channel]

    def _leave(self, group: str, channel: str) -> None:
        members = self._groups.get(group, {})
        members.pop(channel, None)
        if not members:
            self._groups.pop(group, None)
        groups = self._memberships.get(channel, set())
        groups.discard(group)
        if not groups:
            self._memberships.pop(channel, None)


class Poster:
    """Posts to groups of any layer, in order, without the caller waiting."""

    def __init__(self, layer: Any) -> None:
        self._layer = layer
        # Whether other processes hear what is posted.
        self.is_shared = hasattr(layer, "connect")
        self._may_post = hasattr(layer, "post")
        self._waiting: deque[tuple[Any, str, Message]] = deque()
        self._task: asyncio.Task[None] | None = None

    def connect(
        self, heard: Callable[[str, Message], None], gap: Callable[[], None]
    ) -> bool:
        """Have the news of other processes handed over, if the layer brings any."""
        if not self.is_shared:
            return False
        self._layer.connect(heard, gap)
        return True

    def listen(self, group: str) -> None:
        """Hear what other processes post to the group, without a member here."""
        self._layer.listen(group)

    def post_here(self, group: str, message: Message) -> None:
        """Tell the group's members in this process."""
        if self.is_shared:
            self._layer.post_here(group, message)
        else:
            self.post(group, message)

    def post(self, group: str, message: Message) -> None:
        """Tell the group's members, in every process."""
        if self._may_post:
            self._layer.post(group, message)
        else:
            self._send_soon(self._layer.group_send, group, message)

    def hint(self, channel: str, message: Message) -> None:
        """Tell one of those who listen to a named channel, in whichever process."""
        if self._may_post:
            self._layer.hint(channel, message)
        else:
            self._send_soon(self._layer.send, channel, message)

    def _send_soon(self, send: Any, name: str, message: Message) -> None:
        self._waiting.append((send, name, message))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._send_all())

    async def _send_all(self) -> None:
        while self._waiting:
            send, name, message = self._waiting.popleft()
            try:
                await send(name, message)
            except Exception:
                # Readers find out by their position check.
                metrics.LAYER_ERRORS.inc()
                logger.exception("The channel layer failed")
        self._task = None
