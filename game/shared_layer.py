"""The channel layer of many processes: groups are local, links carry between them.

A message is delivered here at once and published afterwards, outside the sender's way.
A broker may go away or hang at any time: nothing here waits for it, nobody is
disconnected, and who missed something finds out from the database.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol
from zlib import crc32

import msgspec

from game import metrics
from game.layers import LocalLayer, Message

logger = logging.getLogger(__name__)

_decode: Final = msgspec.msgpack.Decoder().decode
_encode: Final = msgspec.msgpack.Encoder().encode


class Link(Protocol):
    """One event loop's connection to one broker, kept up for ever."""

    is_connected: bool

    def publish(self, channel: str, content: Any) -> None: ...
    def want(self, channel: str) -> None: ...
    async def subscribe(self, channel: str) -> None: ...
    def unsubscribe(self, channel: str) -> None: ...
    async def close(self) -> None: ...


class SharedLayer(LocalLayer):
    """`post` reaches every process; `post_here` only the members in this one.

    With several addresses each group has its own: the same in every process, as long
    as all are given the same addresses in the same order.
    """

    separator = ":"  # between the prefix and the group in a broker's own names

    def __init__(self, url: str, prefix: str = "tictac", **options: Any) -> None:
        super().__init__(**options)
        self._urls = addresses(url)
        self._own = _encode([self._prefix, None])[:-1]  # how each message begins
        self._channel_prefix = f"{prefix}{self.separator}"
        self._links: dict[asyncio.AbstractEventLoop, Sequence[Link]] = {}
        self._hear: Callable[[str, Message], None] = self.post_here
        self._gap: Callable[[], None] = lambda: None

    def make_link(
        self, url: str, heard: Callable[[str, bytes], None], gap: Callable[[], None]
    ) -> Link:
        raise NotImplementedError

    def connect(
        self, heard: Callable[[str, Message], None], gap: Callable[[], None]
    ) -> None:
        """Hand the messages of other processes to `heard`, not to the members.

        `gap` is called whenever some of them may have been missed.
        """
        self._hear, self._gap = heard, gap

    def listen(self, group: str) -> None:
        self._link(group).want(self._channel_prefix + group)

    def post(self, group: str, message: Message) -> None:
        self.post_here(group, message)
        content = [self._prefix, message]
        self._link(group).publish(self._channel_prefix + group, content)

    def post_here(self, group: str, message: Message) -> None:
        super().post(group, message)

    def hint(self, channel: str, message: Message) -> None:
        """Here everybody hears it who listens to that channel, in every process."""
        if channel in self._queues or is_own(channel):
            super().hint(channel, message)
        if not is_own(channel):
            content = [self._prefix, message]
            self._link(channel).publish(self._channel_prefix + channel, content)

    async def send(self, channel: str, message: Message) -> None:
        if is_own(channel):
            await super().send(channel, message)
        else:
            self.require_valid_channel_name(channel)
            self.hint(channel, message)

    async def receive(self, channel: str) -> Message:
        if not is_own(channel):
            self._link(channel).want(self._channel_prefix + channel)
        return await super().receive(channel)

    async def group_add(self, group: str, channel: str) -> None:
        await super().group_add(group, channel)
        await self._link(group).subscribe(self._channel_prefix + group)

    async def flush(self) -> None:
        await super().flush()
        links = self._links.get(asyncio.get_running_loop(), ())
        self._links.clear()
        for link in links:
            await link.close()

    @property
    def is_connected(self) -> bool:
        """Whether every broker is there."""
        return all(link.is_connected for link in self._here())

    def _leave(self, group: str, channel: str) -> None:
        super()._leave(group, channel)
        if group not in self._groups:
            self._link(group).unsubscribe(self._channel_prefix + group)

    def _link(self, group: str) -> Link:
        links = self._here()
        if len(links) == 1:
            return links[0]
        # Python's own hash differs from process to process.
        return links[crc32(group.encode()) % len(links)]

    def _here(self) -> Sequence[Link]:
        loop = asyncio.get_running_loop()
        links = self._links.get(loop)
        if links is None:
            for ended in [loop for loop in tuple(self._links) if loop.is_closed()]:
                self._links.pop(ended, None)
            links = self._links[loop] = [
                self.make_link(url, self._heard, self._missed) for url in self._urls
            ]
        return links

    def _heard(self, channel: str, payload: bytes) -> None:
        if payload.startswith(self._own):
            return
        try:
            _, message = _decode(payload)
        except (msgspec.DecodeError, ValueError, TypeError):
            logger.warning("Something else publishes to %s", channel)
            return
        group = channel.removeprefix(self._channel_prefix)
        if group in self._queues:
            super().hint(group, message)
            return
        try:
            self._hear(group, message)
        except Exception:
            # From a process of another version, perhaps; the log tells what it was.
            metrics.LAYER_ERRORS.inc()
            logger.exception("A message for %s was not taken", group)

    def _missed(self) -> None:
        self._gap()


def is_own(channel: str) -> bool:
    """Whether one process alone listens to it: it was made there, not named."""
    return "!" in channel


def addresses(url: str) -> list[str]:
    """Each of those that stand in a setting, separated by commas."""
    return [each.strip() for each in url.split(",")]
