"""A socket's place on the channel layer: its channel, its groups, what these bring."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from channels.layers import get_channel_layer

from game.layers import Poster

logger = logging.getLogger(__name__)


class Membership:
    """`deliver` is called with each message, at once where the layer can call."""

    def __init__(self, deliver: Callable[[dict[str, Any]], None]) -> None:
        self._deliver = deliver
        self._layer = get_channel_layer()
        self._groups: set[str] = set()
        self._reader: asyncio.Task[None] | None = None
        self._poster: Poster | None = None
        self.channel = ""

    async def begin(self) -> None:
        self.channel = await self._layer.new_channel()
        if hasattr(self._layer, "attach"):
            self._layer.attach(self.channel, self._deliver)
        else:
            self._reader = asyncio.get_running_loop().create_task(self._read())

    async def join(self, group: str) -> None:
        """Return when whatever is sent to the group from now on will arrive."""
        self._groups.add(group)  # first: who is cancelled meanwhile leaves it, too
        await self._layer.group_add(group, self.channel)

    async def leave(self, group: str) -> None:
        await self._layer.group_discard(group, self.channel)
        self._groups.discard(group)

    def post(self, group: str, message: dict[str, Any]) -> None:
        """Have it reach the group's members, in every process, without waiting."""
        if self._poster is None:
            self._poster = Poster(self._layer)
        self._poster.post(group, message)

    async def end(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
        for group in self._groups:
            await self._layer.group_discard(group, self.channel)
        if hasattr(self._layer, "detach"):
            self._layer.detach(self.channel)

    async def _read(self) -> None:
        """The way of layers that cannot call: slower, the same behaviour."""
        while True:
            message = await self._layer.receive(self.channel)
            try:
                self._deliver(message)
            except Exception:
                logger.exception("A handler of %s failed", self.channel)
