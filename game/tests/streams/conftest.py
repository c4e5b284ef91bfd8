"""Somebody who watches many rooms over one socket, on our layer and a stock one."""

import pytest

from game.tests.stage import CAROL
from game.tests.streams.reader import Reader

LAYERS = ["game.layers.LocalLayer", "channels.layers.InMemoryChannelLayer"]


@pytest.fixture(autouse=True, params=LAYERS)
def _layer(request, settings):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": request.param}}


@pytest.fixture
async def carol(tabs):
    return Reader(await tabs(CAROL, "streams"))
