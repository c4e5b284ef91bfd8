"""Layers that lose 30 % of what groups are sent, double some, reorder some."""

import asyncio
import random
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from game.layers import LocalLayer, Message
from game.redis_layer import RedisLayer

LOST: Final = 0.3
DOUBLED: Final = 0.1
LATE: Final = 0.2
LATENESS: Final = 0.05  # seconds, at most


class Carelessness:
    """Hands a message on: never, once, twice, or late, as the seed will have it."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)  # noqa: S311 - no secret

    def hand_on(self, deliver: Callable[..., None], *what: Any) -> None:
        fate = self._rng.random()
        if fate < LOST:
            return
        if fate < LOST + LATE:
            loop = asyncio.get_running_loop()
            loop.call_later(self._rng.uniform(0, LATENESS), deliver, *what)
            return
        deliver(*what)
        if fate > 1 - DOUBLED:
            deliver(*what)


class LossyLocalLayer(LocalLayer):
    def __init__(self, seed: int, **options: Any) -> None:
        super().__init__(**options)
        self._carelessness = Carelessness(seed)

    def _deliver(self, channel: str, message: Message) -> None:
        self._carelessness.hand_on(super()._deliver, channel, message)


class LossyRedisLayer(RedisLayer):
    """Loses what comes from other processes, and nothing inside its own."""

    def __init__(self, seed: int, **options: Any) -> None:
        super().__init__(**options)
        self._carelessness = Carelessness(seed)

    def connect(
        self, heard: Callable[[str, Message], None], gap: Callable[[], None]
    ) -> None:
        super().connect(partial(self._carelessness.hand_on, heard), gap)
