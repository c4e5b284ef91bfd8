"""Two processes that hear each other at once, and a room that both know."""

import asyncio
from typing import Any

import pytest

from game import herald
from game.herald import Herald
from game.live import LiveRoom
from game.presence import now_ms
from game.tests.engine.scenes import Scene
from game.timekeeper import Timekeeper

CODE = "K7QX2M"


class Wire:
    """One process' end: what it posts reaches the other, and is kept."""

    is_shared = True

    def __init__(self) -> None:
        self.counts: list[list[int]] = []
        self.told: list[str] = []
        self.other: Herald | None = None

    def post(self, group, message):
        self.counts += message["seats"].values()
        if self.other is not None and message["type"] == "run_gossip":
            self.other.hear(message)

    def post_here(self, group, message):
        if message["type"] == "run_presence":
            self.told.append(message["text"])

    def listen(self, group):
        pass


class End:
    def __init__(self) -> None:
        self.run_out: list[str] = []
        self.room = LiveRoom(CODE, Scene().seat_bob().state)
        self.wire = Wire()
        poster: Any = self.wire
        loop = asyncio.get_running_loop()
        timekeeper = Timekeeper(loop, self.run_out.append)
        self.herald = Herald(loop, poster, {CODE: self.room}, timekeeper)

    def enter(self, place):
        self.room.presence.enter(place, 10)
        self.herald.presence_changed(self.room)

    def leave(self, place):
        self.room.presence.leave(place, 20)
        self.herald.presence_changed(self.room)

    def is_live(self, seat):
        return self.room.presence.is_live(seat, now_ms())


@pytest.fixture
async def ends():
    here, there = End(), End()
    here.wire.other, there.wire.other = there.herald, here.herald
    yield here, there
    for end in (here, there):
        end.herald.close()


async def test_who_comes_and_goes_is_known_elsewhere_at_once(ends):
    here, there = ends
    there.enter(2)
    assert here.is_live(2)
    there.leave(2)
    assert not here.is_live(2)


async def test_a_page_of_one_and_its_socket_in_another_are_one_visitor(ends):
    here, there = ends
    here.room.presence.touch(2, now_ms())
    here.herald.presence_changed(here.room)
    there.enter(2)
    there.leave(2)
    assert not here.is_live(2)
    assert not there.is_live(2)


async def test_who_watches_is_counted_elsewhere_at_once(ends):
    here, there = ends
    for _ in range(3):
        there.enter(0)
    there.leave(0)
    assert here.room.presence.elsewhere[0] == 2


async def test_a_crowd_is_told_to_those_who_are_here_once(ends, monkeypatch):
    monkeypatch.setattr(herald, "PRESENCE_DELAY", 0.01)
    here, there = ends
    for _ in range(50):
        there.enter(0)
    await asyncio.sleep(0.05)
    (told,) = here.wire.told
    assert '"spectators":50' in told


async def test_what_has_not_changed_is_told_no_second_time(ends, monkeypatch):
    monkeypatch.setattr(herald, "PRESENCE_DELAY", 0.01)
    _, there = ends
    for _ in range(3):  # tabs for the same seat
        there.enter(1)
    await asyncio.sleep(0.05)
    assert there.wire.counts == [[0, 1, 0, 0, 0]]
