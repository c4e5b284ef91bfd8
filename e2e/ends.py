"""Ends of a channel layer of many processes, as tests of it need them."""

import asyncio
from typing import Final

import pytest
from django.utils.module_loading import import_string

from game.shared_layer import SharedLayer
from tictac.brokers import layer_of

# What channels-rabbitmq asks, Channels has renamed.
RENAMED: Final = "ignore:valid_.*_name is deprecated:DeprecationWarning"


class End:
    """One process' end of the layer, with one member in each group it joins."""

    def __init__(self, url: str) -> None:
        layer = layer_of(url)
        self.layer: SharedLayer = import_string(layer["BACKEND"])(**layer["CONFIG"])
        self.heard: list[int] = []
        self.gaps = 0
        self.layer.connect(self.layer.post_here, self.missed)

    def missed(self) -> None:
        self.gaps += 1

    async def join(self, group: str = "g") -> None:
        self.channel = await self.layer.new_channel()
        self.layer.attach(self.channel, lambda message: self.heard.append(message["n"]))
        await self.layer.group_add(group, self.channel)

    def say(self, number: int, group: str = "g") -> None:
        self.layer.post(group, {"type": "run_it", "n": number})

    async def hears(self, number: int, of: "End", group: str = "g") -> None:
        """Have it said until it is heard: what is lost is lost."""
        for _ in range(300):
            of.say(number, group)
            await asyncio.sleep(0.05)
            if number in self.heard:
                return
        pytest.fail(f"{number} was never heard")
