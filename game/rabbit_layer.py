"""The channel layer of many processes, on RabbitMQ.

It needs the optional package channels-rabbitmq.
"""

from collections.abc import Callable

from game.rabbit_link import RabbitLink
from game.shared_layer import SharedLayer


class RabbitLayer(SharedLayer):
    separator = "."  # that package takes no others

    def make_link(
        self, url: str, heard: Callable[[str, bytes], None], gap: Callable[[], None]
    ) -> RabbitLink:
        return RabbitLink(url, heard, gap)
