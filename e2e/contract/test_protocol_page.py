"""docs/protocol.md says what is so: its tables, its frames, and its bot."""

import asyncio
import json
import re
import sys
from typing import Final

import pytest

from e2e.contract.cast import Cast
from e2e.contract.checking import Contract
from e2e.server import ROOT
from game.closes import CLOSES
from game.errors import REFUSALS

STREAMS: Final = "Several on one socket"
PAGE: Final = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def rows(heading):
    """The cells of the table in that section."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]


def test_every_refusal_is_told():
    told = [[f"`{code}`", sentence] for code, sentence in REFUSALS.items()]
    assert rows("Refusals") == told


def test_every_close_is_told():
    told = [
        [str(close.code), close.meaning, "yes" if close.come_back else "no"]
        for close in CLOSES
    ]
    assert rows("Closes") == told


@pytest.mark.parametrize(("heading", "action"), [("Say", "receive"), ("Hear", "send")])
def test_every_message_is_told(contract: Contract, heading, action):
    declared = contract.declared("game", action) | contract.declared("lobby", action)
    assert {row[0].strip("`") for row in rows(heading)} == set(declared)


def test_every_stream_is_told(contract: Contract):
    streams = contract.document["channels"]["streams"]["x-streams"]
    told = {
        row[0].strip("`").replace("<code>", "{code}"): row[1:] for row in rows(STREAMS)
    }
    assert told.keys() == streams.keys()
    for name, cells in told.items():
        for action, cell in zip(("send", "receive"), cells, strict=True):
            declared = {ref["$ref"].rpartition("/")[2] for ref in streams[name][action]}
            spoken = {*re.findall(r"`([a-z]+)`", cell)} - {"v"}
            assert spoken <= declared
            assert declared - spoken <= {"pong", "rejected"}


@pytest.mark.parametrize("frame", [json.loads(block) for block in blocks("json")])
def test_every_frame_shown_is_right(contract: Contract, frame):
    contract.validate(frame)


@pytest.mark.parametrize("variant", ["classic", "drop4"])
async def test_the_bot_plays_to_the_end(server, contract, tmp_path, variant):
    (script,) = blocks("python")
    assert len(script.splitlines()) < 25, "a bot in twenty lines, they said"
    file = tmp_path / "bot.py"
    file.write_text(script, encoding="utf-8")
    async with Cast(server, contract) as cast:
        room = await cast.open_room(variant)
        alice = await cast.join(room.path, cookie=room.cookie)
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", file, f"ws://{server.host}{room.path}"),
            stdout=asyncio.subprocess.PIPE,
        )
        while (state := await alice.hear("state"))["status"] != "over":
            if state["turn"] == "X":
                board = enumerate(state["board"])
                empty = [cell for cell, mark in board if mark == "."]
                await alice.play(min(state.get("open", empty)))
        output, _ = await bot.communicate()
    assert bot.returncode == 0
    verdict = "I won." if state["winner"] == "O" else "I did not win."
    assert output.decode().strip() == verdict
