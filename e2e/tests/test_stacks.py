"""What stories are told on: is the second stack what it is taken for?"""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from e2e.bot import Bot
from e2e.server import Kind, Server
from e2e.services import children


def sockets(pid: int) -> int:
    links = Path(f"/proc/{pid}/fd").iterdir()
    return sum(str(link.readlink()).startswith("socket:") for link in links)


@pytest.mark.slow
async def test_people_meet_at_different_processes(serve_for_session):
    server: Server = serve_for_session(Kind.MANY)
    assert server.process is not None
    workers = children(server.process.pid)
    before = [sockets(pid) for pid in workers]
    async with AsyncExitStack() as stack:
        for _ in range(30):
            bot = await Bot.connect(server, "/ws/lobby")
            await stack.enter_async_context(bot)
            await bot.hear("rooms")
        came = [sockets(pid) - held for pid, held in zip(workers, before, strict=True)]
    # The others do the jobs, and serve nobody.
    assert sum(number > 0 for number in came) == 3
