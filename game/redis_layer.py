"""The channel layer of many processes, on Redis or Valkey."""

from collections.abc import Callable

from game.redis_link import RedisLink
from game.shared_layer import SharedLayer


class RedisLayer(SharedLayer):
    def make_link(
        self, url: str, heard: Callable[[str, bytes], None], gap: Callable[[], None]
    ) -> RedisLink:
        return RedisLink(url, heard, gap)
