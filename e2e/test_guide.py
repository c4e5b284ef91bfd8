"""docs/sockets.md: the socket it shows works as it stands there, on both servers."""

import re
from dataclasses import dataclass
from typing import Final

import pytest

from e2e.bot import Bot
from e2e.conftest import quiet
from e2e.server import ROOT, Kind, Server

PAGE: Final = (ROOT / "docs" / "sockets.md").read_text(encoding="utf-8")
SOCKET, ADDRESS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
APPLICATION: Final = f"""
import tictac.asgi
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from waves import Waves

address = {ADDRESS.strip()}
pages = tictac.asgi.application.application_mapping["http"]
application = ProtocolTypeRouter({{"http": pages, "websocket": URLRouter([address])}})
"""


@dataclass(eq=False)
class Guided(Server):
    """A server of nothing but what the guide shows."""

    program: str = "uvicorn"

    @property
    def command(self) -> tuple[str, ...]:
        return ("-m", self.program, "guided:application", "--fd")


@pytest.fixture(params=["uvicorn", "daphne"])
def guided(request, tmp_path):
    (tmp_path / "waves.py").write_text(SOCKET, encoding="utf-8")
    (tmp_path / "guided.py").write_text(APPLICATION, encoding="utf-8")
    path = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    # Neither program makes tables, so that is done before, as for Daphne.
    server = Guided(tmp_path, Kind.DAPHNE, path, program=request.param)
    server.start()
    try:
        with quiet(server):
            yield server
    finally:
        server.stop()


def test_the_guide_is_short():
    lines = [line for line in SOCKET.splitlines() if line.strip()]
    assert len(lines) <= 22, "twenty lines, they said"


async def test_the_socket_of_the_guide_works(guided):
    async with (
        await Bot.connect(guided, "/ws/waves/K7QX2M") as alice,
        await Bot.connect(guided, "/ws/waves/K7QX2M") as bob,
        await Bot.connect(guided, "/ws/waves/MMMMMM") as carol,
    ):
        for bot in (alice, bob, carol):
            await bot.send("ping")
            await bot.hear("pong")
        await alice.send("wave", hand="left")
        waved = await bob.hear("waved", hand="left")
        assert await alice.hear("waved") == waved
        assert waved["by"].startswith("Guest ")

        await bob.send("wave", hand="third", key="a1")
        refusal = await bob.hear("rejected", key="a1")
        assert refusal["message"] == "Wave your left or your right hand."
        await bob.send("wave", key="a2")
        assert (await bob.hear("rejected"))["code"] == "bad_message"
        await bob.send("move", cell=1, key="a3")
        assert (await bob.hear("rejected"))["code"] == "unknown_type"

        await bob.close()
        await alice.send("wave", hand="right")
        await alice.hear("waved", hand="right")
        await carol.send("ping")
        await carol.hear("pong")
        assert {frame["type"] for frame in carol.heard} == {"pong"}
