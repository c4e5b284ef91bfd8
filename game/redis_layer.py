"""The channel layer of many processes, on Redis or Valkey.

What is sent to a named channel waits there in a list, so that one of those who listen
gets it, and the others do not.
"""

from collections.abc import Callable
from typing import cast

from game.layers import LocalLayer, Message
from game.redis_link import RedisLink
from game.shared_layer import SharedLayer, is_own


class RedisLayer(SharedLayer):
    def make_link(
        self, url: str, heard: Callable[[str, bytes], None], gap: Callable[[], None]
    ) -> RedisLink:
        return RedisLink(url, heard, gap)

    def hint(self, channel: str, message: Message) -> None:
        if is_own(channel) or not self._links_to(channel).push(
            self._list_of(channel), message
        ):
            LocalLayer.hint(self, channel, message)

    async def receive(self, channel: str) -> Message:
        if is_own(channel):
            return await LocalLayer.receive(self, channel)
        queue, link = self._queue(channel), self._links_to(channel)
        while queue.empty():
            message: Message | None = await link.pop(self._list_of(channel))
            if message is not None:
                return message
        return queue.get_nowait()

    def _links_to(self, channel: str) -> RedisLink:
        return cast(RedisLink, self._link(channel))

    def _list_of(self, channel: str) -> str:
        return f"{self._channel_prefix}list{self.separator}{channel}"
