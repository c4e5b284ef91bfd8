"""Every story on both servers, with every frame held to the contract."""

from collections import defaultdict
from typing import Final

import pytest

from e2e.contract.cast import Cast
from e2e.contract.checking import Contract
from e2e.contract.stories import STORIES
from e2e.server import Kind, Server

# What was seen on each server, by story; a story is told once.
seen: Final[dict[Kind, dict[str, set[tuple[str, str]]]]] = defaultdict(dict)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_story(story, either_server, contract):
    await tell(story, either_server, contract)


async def test_every_declared_message_was_seen(either_server, contract):
    for story in STORIES:
        if story.__name__ not in seen[either_server.kind]:
            await tell(story, either_server, contract)
    declared = {
        (channel, name)
        for channel in contract.document["channels"]
        for action in ("receive", "send")
        for name in contract.declared(channel, action)
    }
    heard = set().union(*seen[either_server.kind].values())
    assert not declared - heard, "declared, but no story ever saw it"


async def tell(story, server: Server, contract: Contract) -> None:
    async with Cast(server, contract) as cast:
        await story(cast)
    seen[server.kind][story.__name__] = cast.seen
