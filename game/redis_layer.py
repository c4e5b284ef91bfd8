"""The channel layer of many processes: groups are local, Redis carries between them.

A message is delivered here at once and published afterwards, outside the sender's way.
Redis may go away or hang at any time: nothing here waits for it, nobody is
disconnected, and who missed something finds out from the database.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

import msgspec

from game import metrics
from game.layers import LocalLayer, Message
from game.redis_link import Link

logger = logging.getLogger(__name__)

_decode: Final = msgspec.msgpack.Decoder().decode
_encode: Final = msgspec.msgpack.Encoder().encode


class RedisLayer(LocalLayer):
    """`post` reaches every process; `post_here` only the members in this one."""

    def __init__(self, url: str, prefix: str = "tictac", **options: Any) -> None:
        super().__init__(**options)
        self._url = url
        self._own = _encode([self._prefix, None])[:-1]  # how each message begins
        self._channel_prefix = f"{prefix}:"
        self._links: dict[asyncio.AbstractEventLoop, Link] = {}
        self._hear: Callable[[str, Message], None] = self.post_here
        self._gap: Callable[[], None] = lambda: None

    def connect(
        self, heard: Callable[[str, Message], None], gap: Callable[[], None]
    ) -> None:
        """Hand the messages of other processes to `heard`, not to the members.

        `gap` is called whenever some of them may have been missed.
        """
        self._hear, self._gap = heard, gap

    def listen(self, group: str) -> None:
        self._link().want(self._channel_prefix + group)

    def post(self, group: str, message: Message) -> None:
        self.post_here(group, message)
        self._link().publish(self._channel_prefix + group, [self._prefix, message])

    def post_here(self, group: str, message: Message) -> None:
        super().post(group, message)

    async def group_add(self, group: str, channel: str) -> None:
        await super().group_add(group, channel)
        await self._link().subscribe(self._channel_prefix + group)

    async def flush(self) -> None:
        await super().flush()
        for link in self._links.values():
            link.close()
        self._links.clear()

    @property
    def is_connected(self) -> bool:
        return self._link().is_connected

    def _leave(self, group: str, channel: str) -> None:
        super()._leave(group, channel)
        if group not in self._groups:
            self._link().unsubscribe(self._channel_prefix + group)

    def _link(self) -> Link:
        loop = asyncio.get_running_loop()
        link = self._links.get(loop)
        if link is None:
            for ended in [loop for loop in tuple(self._links) if loop.is_closed()]:
                self._links.pop(ended, None)
            link = self._links[loop] = Link(self._url, self._heard, self._missed)
        return link

    def _heard(self, channel: str, payload: bytes) -> None:
        if payload.startswith(self._own):
            return
        try:
            _, message = _decode(payload)
        except (msgspec.DecodeError, ValueError, TypeError):
            logger.warning("Something else publishes to %s", channel)
            return
        group = channel.removeprefix(self._channel_prefix)
        try:
            self._hear(group, message)
        except Exception:
            # From a process of another version, perhaps; the log tells what it was.
            metrics.LAYER_ERRORS.inc()
            logger.exception("A message for %s was not taken", group)

    def _missed(self) -> None:
        self._gap()
