"""A socket that names its groups is in them, on our own layer and on a stock one."""

import json

import pytest
from channels.layers import get_channel_layer
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.urls import path

from game.incoming import Frame, Ping
from game.outgoing import Message, Pong
from game.protocol import parser
from game.sockets import Socket
from game.tests.stage import until

pytestmark = pytest.mark.django_db(transaction=True)

LAYERS = ["game.layers.LocalLayer", "channels.layers.InMemoryChannelLayer"]


class Knock(Frame, tag="knock"):
    times: int


class Knocked(Message, tag="knocked"):
    times: int


class Door(Socket):
    groups = ("house", "door_{code}")
    parse = staticmethod(parser(Knock))

    def heard(self, frame):
        if isinstance(frame, Ping):
            self.tell("house", Pong(v=0, now=0))
        else:
            self.tell("door_{code}", Knocked(frame.times))


application = URLRouter([path("ws/door/<code>", Door.as_asgi())])


@pytest.fixture(autouse=True, params=LAYERS)
def _layer(request, settings):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": request.param}}


def groups():
    layer = get_channel_layer()
    return layer.groups if hasattr(layer, "groups") else layer._groups


async def at(door):
    """Somebody whose groups are joined, a moment after the connection is there."""
    before = len(groups().get(f"door_{door}", ()))
    visitor = WebsocketCommunicator(application, f"/ws/door/{door}")
    assert (await visitor.connect(timeout=5))[0]
    await until(lambda: len(groups().get(f"door_{door}", ())) > before)
    return visitor


async def says(visitor, **frame):
    await visitor.send_to(json.dumps(frame))


async def hears(visitor):
    return json.loads(await visitor.receive_from(timeout=5))


async def test_who_is_told_is_who_is_in_the_group():
    visitors = front, other, back = [await at(d) for d in ("front", "front", "back")]
    for times in range(3):
        await says(front, type="knock", times=times)
    await says(front, type="ping")
    pong = {"type": "pong", "v": 0, "now": 0}
    knocks = [{"type": "knocked", "times": times} for times in range(3)]
    for visitor in (front, other):
        assert [await hears(visitor) for _ in range(4)] == [*knocks, pong]
    assert await hears(back) == pong
    for visitor in visitors:
        await visitor.disconnect()


async def test_who_has_gone_has_left_every_group():
    front, other = await at("front"), await at("front")
    members = groups()
    assert {name for name in members if members[name]} == {"house", "door_front"}
    await front.disconnect()
    await other.disconnect()
    await until(lambda: not Door.all)
    assert not any(members.values())


async def test_only_its_own_commands_are_understood():
    front = await at("front")
    for frame, code in [
        (dict[str, object](type="move", cell=4), "unknown_type"),
        (dict[str, object](type="knock", times="3"), "bad_message"),
    ]:
        await says(front, **frame, key="k1")
        refusal = await hears(front)
        assert (refusal["code"], refusal["key"]) == (code, "k1")
    await front.disconnect()
