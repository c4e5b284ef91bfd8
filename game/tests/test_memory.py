import asyncio

import pytest
from channels.layers import get_channel_layer

from game.engine.commands import HOUSE, Close, Sit, Update
from game.presence import LOADING, now_ms
from game.rooms import Rooms
from game.tests.stage import ALICE, BOB, alice, bob, locked, outsider, submit, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def quick(settings, rooms, game):
    """Rooms that look and forget quickly."""
    settings.POSITION_CHECK, settings.EVICT_AFTER = 0.01, 0.05
    await rooms.close()
    quick = Rooms.here()
    yield quick
    await quick.close()


@pytest.fixture
async def heard(game):
    """What the room's group is told, but for the states."""
    told: list[dict[str, str]] = []
    layer = get_channel_layer()
    layer.attach("listener", told.append)
    await layer.group_add(f"room_{game}", "listener")
    yield lambda kind: [each for each in told if each["type"] == kind]
    layer.detach("listener")


async def test_a_room_nobody_is_in_is_forgotten(quick, game):
    room = await quick.find(game)
    await asyncio.sleep(0.2)
    assert await quick.find(game) is not room


async def test_a_room_with_a_socket_is_kept(quick, game):
    room = await quick.find(game)
    quick.enter(room, 0)
    await asyncio.sleep(0.2)
    assert await quick.find(game) is room
    quick.leave(room, 0)
    await asyncio.sleep(0.2)
    assert await quick.find(game) is not room


async def test_a_room_whose_page_was_fetched_is_kept_for_a_while(
    quick, game, heard, monkeypatch
):
    room = await quick.find(game)
    quick.touch(room, 1)
    await until(lambda: '"here":true' in newest(heard))
    assert await quick.find(game) is room
    later = now_ms() + LOADING
    monkeypatch.setattr("game.memory.now_ms", lambda: later)
    await until(lambda: '"here":true' not in newest(heard))
    await asyncio.sleep(0.1)
    assert await quick.find(game) is not room


async def test_a_room_whose_page_was_fetched_is_compared_with_its_log(
    quick, other_process
):
    """Without scripts nobody has a socket, and yet it is listed."""
    code = await quick.open(ALICE, "classic", private=False)
    room = await quick.find(code)
    quick.touch(room, 1)
    assert [row.code for row in quick.lobby.snapshot().waiting] == [code]
    other_process.ask(code, Update(private=True), alice)
    await until(lambda: room.state.private)
    assert quick.lobby.snapshot().waiting == ()


def newest(heard):
    texts = [message["text"] for message in heard("run_presence")]
    return texts[-1] if texts else ""


async def test_a_room_with_somebody_waiting_is_kept(quick, game):
    """The database is slow; the room may not be forgotten meanwhile."""
    room = await quick.find(game)
    with locked():
        asked = submit(quick, room, Sit(2), bob)
        moved = submit(quick, room, Close(), HOUSE)
        await asyncio.sleep(0.2)
    assert await asked == 3
    assert await moved == 4


async def test_who_comes_to_a_room_that_was_forgotten_brings_it_back(quick, game):
    room = await quick.find(game)
    await asyncio.sleep(0.2)
    quick.enter(room, 1)
    assert await quick.find(game) is room
    with outsider() as database:
        database.execute(
            "INSERT INTO game_event (room_id, v, uid, type, data, player, seat, body)"
            """ VALUES (%s, 4, '', 'moved', '{"at":1,"seat":1,"cell":4}', '', 0, '')""",
            (game,),
        )
    await until(lambda: room.state.v == 4)


async def test_a_crowd_that_comes_is_told_once(rooms, game, heard):
    room = await rooms.find(game)
    for _ in range(100):
        rooms.enter(room, 0)
    await until(lambda: heard("run_presence"))
    assert '"spectators":100' in heard("run_presence")[0]["text"]
    rooms.leave(room, 0)
    rooms.enter(room, 0)
    await until(lambda: not room.presence.is_due)
    assert len(heard("run_presence")) == 1


async def test_a_closed_room_is_told_last_and_forgotten(rooms, game, heard):
    room = await rooms.find(game)
    assert await submit(rooms, room, Close(), HOUSE) == 4
    assert len(heard("run_closed")) == len(heard("run_game")) == 1
    for _ in range(2):
        with pytest.raises(Exception, match="no such room"):
            await rooms.find(game)
    assert await rooms.open(BOB, "classic", private=False)


async def test_rooms_are_apart(rooms, game, heard):
    other = await rooms.open(BOB, "classic", private=False)
    await rooms.ask(other, Sit(2), alice)
    assert heard("run_game") == []
