import asyncio
import json
from typing import Any

import pytest
from channels.layers import get_channel_layer

from game import lobby, render
from game.engine.commands import Actor, Close, Leave, Move, Resign, Sit, Update
from game.live import LiveRoom
from game.lobby import Lobby
from game.outgoing import RoomRow
from game.presence import now_ms
from game.tests.engine.scenes import Scene
from game.tests.stage import ALICE, BOB, CAROL, alice, bob, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(lobby, "DELAY", 0.02)


@pytest.fixture
async def told():
    """What the lobby's group hears."""
    told: list[dict[str, list]] = []
    layer = get_channel_layer()
    layer.attach("listener", lambda message: told.append(json.loads(message["text"])))
    await layer.group_add("lobby", "listener")
    yield told
    layer.detach("listener")


@pytest.fixture
def here(rooms):
    """Somebody comes to a room, and stays."""

    async def enter(code, place=1):
        room = await rooms.find(code)
        rooms.enter(room, place)
        return room

    return enter


def deleted(code):
    return {"type": "changed", "rows": [], "gone": [code], "created": []}


def listed(rooms):
    snapshot = rooms.lobby.snapshot()
    return (
        [row.code for row in snapshot.waiting],
        [row.code for row in snapshot.playing],
    )


async def test_a_room_is_listed_while_a_player_is_there(rooms, code, here):
    assert listed(rooms) == ([], [])
    room = await here(code)
    assert listed(rooms) == ([code], [])
    rooms.leave(room, 1)
    assert listed(rooms) == ([], [])


async def test_a_watcher_alone_is_nobody_to_play_with(rooms, code, here):
    await here(code, 0)
    await here(code, 2)
    assert listed(rooms) == ([], [])


async def test_a_fetched_page_is_somebody(rooms, code):
    rooms.touch(await rooms.find(code), 1)
    assert listed(rooms) == ([code], [])


async def test_a_full_room_is_playing_and_a_finished_one_is_not_listed(
    rooms, code, here
):
    await here(code)
    await rooms.ask(code, Sit(2), bob)
    assert listed(rooms) == ([], [code])
    await rooms.ask(code, Resign(), bob)
    assert listed(rooms) == ([], [])
    await rooms.ask(code, Leave(), bob)
    assert listed(rooms) == ([code], [])


async def test_a_private_room_is_never_listed(rooms, here, told):
    await here(await rooms.open(ALICE, "classic", private=True))
    await asyncio.sleep(0.05)
    assert listed(rooms) == ([], [])
    assert told == []


async def test_a_closed_room_is_listed_no_more(rooms, code, here, told):
    await here(code)
    await until(lambda: told)
    await rooms.ask(code, Close(), alice)
    await until(lambda: len(told) == 2)
    assert told[1] == deleted(code)
    assert listed(rooms) == ([], [])


async def test_a_room_that_becomes_another_is_told_of(rooms, code, here, told):
    await here(code)
    await until(lambda: told)
    await rooms.ask(code, Update("gomoku"), alice)
    await until(lambda: len(told) == 2)
    (row,) = told[1]["rows"]
    assert (row["variant"], row["size"]) == ("gomoku", [15, 15])
    assert (told[1]["created"], told[1]["gone"]) == ([], [])


async def test_a_room_that_becomes_private_is_listed_no_more(rooms, code, here, told):
    await here(code)
    await until(lambda: told)
    await rooms.ask(code, Update(private=True), alice)
    assert listed(rooms) == ([], [])
    await until(lambda: len(told) == 2)
    assert told[1] == deleted(code)
    await rooms.ask(code, Update(private=False), alice)
    await until(lambda: len(told) == 3)
    assert told[2]["created"] == [code]


async def test_newcomers_stand_at_the_end(rooms, here):
    codes = [await rooms.open(who, "classic", private=False) for who in (ALICE, BOB)]
    for code in reversed(codes):
        await here(code)
        listed(rooms)
    assert listed(rooms) == (codes[::-1], [])


async def test_what_changes_is_told_once_soon(rooms, code, here, told, monkeypatch):
    monkeypatch.setattr(lobby, "DELAY", 0.8)
    await here(code)
    await rooms.ask(code, Sit(2), bob)
    await rooms.ask(code, Move(4), alice)
    await until(lambda: told)
    (changed,) = told
    assert [row["code"] for row in changed["rows"]] == [code]
    assert changed["rows"][0]["board"] == "....X...."
    assert (changed["created"], changed["gone"]) == ([code], [])
    await rooms.ask(code, Move(0), bob)
    await until(lambda: len(told) == 2)
    assert told[1]["rows"][0]["board"] == "O...X...."
    assert (told[1]["created"], told[1]["gone"]) == ([], [])


async def test_what_does_not_change_is_not_told(rooms, code, here, told):
    room = await here(code)
    await until(lambda: told)
    rooms.enter(room, 0)
    rooms.leave(room, 0)
    await asyncio.sleep(0.05)
    assert len(told) == 1


async def test_who_goes_takes_their_room_off_the_list(rooms, code, here, told):
    room = await here(code)
    await until(lambda: told)
    rooms.leave(room, 1)
    await until(lambda: len(told) == 2)
    assert told[1]["gone"] == [code]


async def test_what_one_saw_come_between_two_tellings_one_hears_go(
    rooms, code, here, told, monkeypatch
):
    monkeypatch.setattr(lobby, "DELAY", 0.2)
    room = await here(code)
    assert listed(rooms) == ([code], [])
    rooms.leave(room, 1)
    await until(lambda: told)
    assert told == [deleted(code)]


async def test_a_list_shows_the_newest_and_the_next_moves_up(rooms, here, monkeypatch):
    monkeypatch.setattr(lobby, "LONGEST", 2)
    codes = [await rooms.open(CAROL, "classic", private=False) for _ in range(3)]
    for code in codes:
        await here(code)
        listed(rooms)
    assert listed(rooms) == (codes[1:], [])
    await rooms.ask(codes[2], Leave(), Actor(CAROL, 1))
    assert listed(rooms) == (codes[:2], [])


class Elsewhere:
    """The lobby of a process that hears of others, and knows one room by itself."""

    is_shared = True

    def __init__(self) -> None:
        scene = Scene()
        self.told: dict[str, RoomRow] = {}
        self.shared: dict[str, RoomRow] = {}
        self.room = LiveRoom("K7QX2M", scene.state)
        self.newer = render.row("K7QX2M", scene.seat_bob().play(4).state)
        self.rooms = {"K7QX2M": self.room}
        poster: Any = self
        self.lobby = Lobby(
            *(asyncio.get_running_loop(), poster, self.rooms),
            *(self.told.get, self.share),
        )

    def share(self, rows, gone):
        for code in gone:
            del self.shared[code]
        self.shared |= {row.code: row for row in rows}

    def post_here(self, group, message):
        pass

    async def hears(self, *rows):
        self.told.clear()
        self.told |= {row.code: row for row in rows}
        self.lobby.heard_of("K7QX2M")
        await asyncio.sleep(0.05)
        snapshot = self.lobby.snapshot()
        return [*snapshot.waiting, *snapshot.playing]


@pytest.fixture
async def elsewhere():
    return Elsewhere()


async def test_what_others_know_better_is_shown_and_not_passed_on(elsewhere):
    """A page was drawn here, and everything since has happened elsewhere."""
    elsewhere.room.presence.touch(1, now_ms())
    own = render.row("K7QX2M", elsewhere.room.state)
    assert await elsewhere.hears() == [own]
    assert elsewhere.shared == {"K7QX2M": own}
    assert await elsewhere.hears(elsewhere.newer) == [elsewhere.newer]
    assert elsewhere.shared == {}
    assert await elsewhere.hears() == [own]


async def test_what_is_known_here_is_shown_when_others_know_it_no_better(elsewhere):
    own = render.row("K7QX2M", elsewhere.room.state)
    elsewhere.room.presence.touch(1, now_ms())
    assert await elsewhere.hears(own) == [own]
    assert elsewhere.shared == {"K7QX2M": own}
    elsewhere.room.presence.enter(1, now_ms())
    assert await elsewhere.hears(elsewhere.newer) == [own]


async def test_a_room_that_only_others_know_is_theirs_to_tell(elsewhere):
    elsewhere.rooms.clear()
    assert await elsewhere.hears(elsewhere.newer) == [elsewhere.newer]
    assert elsewhere.shared == {}
    assert await elsewhere.hears() == []


async def test_who_comes_and_goes_is_listed_elsewhere_at_once(elsewhere):
    room, listing = elsewhere.room, elsewhere.lobby
    room.presence.enter(1, 10)
    listing.people_changed(room)
    assert elsewhere.shared == {"K7QX2M": render.row("K7QX2M", room.state)}
    room.state = Scene().seat_bob().state
    listing.people_changed(room)
    assert elsewhere.shared == {"K7QX2M": render.row("K7QX2M", room.state)}
    room.presence.leave(1, 20)
    listing.people_changed(room)
    assert elsewhere.shared == {}


async def test_moves_are_told_elsewhere_soon_and_not_at_once(elsewhere):
    room, listing = elsewhere.room, elsewhere.lobby
    room.presence.enter(1, 10)
    room.state = Scene().seat_bob().state
    listing.people_changed(room)
    before, room.state = elsewhere.shared, Scene().seat_bob().play(4).state
    listing.people_changed(room)
    assert elsewhere.shared == before
    await until(lambda: elsewhere.shared == {"K7QX2M": elsewhere.newer})
