"""The lobby's socket, on our own layer and on a stock one."""

import pytest

from game.tests.stage import ALICE, BOB, CAROL

pytestmark = pytest.mark.django_db(transaction=True)

LAYERS = ["game.layers.LocalLayer", "channels.layers.InMemoryChannelLayer"]


@pytest.fixture(autouse=True, params=LAYERS)
def _layer(request, settings):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": request.param}}


async def test_the_lobby_hears_a_snapshot_and_then_what_changes(tabs, code):
    alice = await tabs(ALICE, f"game/{code}?seat=1")
    await alice.hears("welcome")
    carol = await tabs(CAROL, "lobby")
    rooms = await carol.hears("rooms")
    assert [row["code"] for row in rooms["waiting"]] == [code]
    assert rooms["playing"] == []
    bob = await tabs(BOB, f"game/{code}")
    await bob.says(type="sit")
    while not (changed := await carol.hears("changed"))["rows"]:
        pass
    while changed["rows"][0]["players"] != ["Alice", "Bob"]:
        changed = await carol.hears("changed")
    assert changed["rows"][0]["status"] == "playing"


async def test_the_lobby_only_shows(tabs):
    carol = await tabs(CAROL, "lobby")
    await carol.hears("rooms")
    await carol.says(type="sit", key="s1")
    refusal = await carol.hears("rejected")
    assert (refusal["code"], refusal["key"], refusal["v"]) == ("not_allowed", "s1", 0)
    await carol.says(type="ping")
    assert (await carol.hears("pong"))["v"] == 0
