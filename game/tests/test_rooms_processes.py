"""Two processes on one log: each has an event loop, a cache and a journal."""

import asyncio

import pytest
from channels.layers import get_channel_layer

from game.engine.commands import HOUSE, Close, Leave, Move, Resign, Sit
from game.engine.errors import Code, Rejection
from game.errors import NoSuchRoomError
from game.models import Room
from game.tests.stage import alice, bob, carol, log_of, submit, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def room(rooms, game):
    """As this process knows it: the other one's events come after."""
    return await rooms.find(game)


async def test_what_another_process_wrote_is_there_at_the_next_look(
    rooms, room, game, other_process
):
    assert other_process.ask(game, Move(4), alice) == 4
    assert room.state.v == 3
    assert (await rooms.find(game)) is room
    assert room.state.moves == (4,)


async def test_nobody_is_refused_on_the_strength_of_a_cache(
    rooms, room, game, other_process
):
    other_process.ask(game, Move(4), alice)
    assert await submit(rooms, room, Move(0), bob) == 5


async def test_who_is_behind_and_too_late_is_told_stale(
    rooms, room, game, other_process
):
    other_process.ask(game, Move(4, ply=0, game=1), alice)
    with pytest.raises(Rejection) as refusal:
        await submit(rooms, room, Move(0, ply=0, game=1), alice)
    assert refusal.value.code is Code.STALE
    assert room.state.moves == (4,)


async def test_who_is_behind_decides_again(rooms, room, game, other_process):
    """The place is lost, the command is not."""
    other_process.ask(game, Leave(), bob)
    assert await submit(rooms, room, Leave(), alice) == 5
    assert log_of(game)[-2:] == [(4, "left"), (5, "left")]


async def test_a_key_of_another_process_is_known(rooms, room, game, other_process):
    v = other_process.ask(game, Move(4), alice, "k1")
    assert await submit(rooms, room, Move(4), alice, "k1") == v
    assert len(log_of(game)) == 4


async def test_a_key_in_two_processes_at_once_happens_once(rooms, other_process):
    """No index sees to it: one `v` is stored once, and who loses it reads the key."""
    for number in range(20):
        code = await rooms.open(alice.player, "classic", private=False)
        room = await rooms.find(code)
        other_process.run(other_process.rooms.find(code))
        theirs = asyncio.run_coroutine_threadsafe(
            other_process.rooms.ask(code, Sit(2), bob, "k1"), other_process.loop
        )
        if number % 2:
            await asyncio.sleep(0.001)
        mine = await submit(rooms, room, Sit(2), bob, "k1")
        assert (mine, await asyncio.wrap_future(theirs)) == (3, 3)
        assert [v for v, _ in log_of(code)] == [1, 2, 3]


async def test_two_moves_at_once_are_one_move(rooms, other_process):
    outcomes = []
    for number in range(20):
        code = await rooms.open(alice.player, "classic", private=False)
        await rooms.ask(code, Sit(2), bob)
        room = await rooms.find(code)
        other_process.run(other_process.rooms.find(code))
        theirs = asyncio.run_coroutine_threadsafe(
            other_process.rooms.ask(code, Move(0, ply=0, game=1), alice),
            other_process.loop,
        )
        if number % 2:
            await asyncio.sleep(0.001)
        answers = await asyncio.gather(
            submit(rooms, room, Move(1, ply=0, game=1), alice),
            asyncio.wrap_future(theirs),
            return_exceptions=True,
        )
        refusals = [each for each in answers if isinstance(each, Rejection)]
        assert [refusal.code for refusal in refusals] == [Code.STALE]
        outcomes.append(answers.index(4))
        assert [v for v, _ in log_of(code)] == [1, 2, 3, 4]
    assert outcomes


async def test_two_for_one_seat_are_one_player(rooms, code, other_process):
    room = await rooms.find(code)
    theirs = asyncio.run_coroutine_threadsafe(
        other_process.rooms.ask(code, Sit(2), carol), other_process.loop
    )
    answers = await asyncio.gather(
        submit(rooms, room, Sit(2), bob),
        asyncio.wrap_future(theirs),
        return_exceptions=True,
    )
    assert [each.code for each in answers if isinstance(each, Rejection)] == [
        Code.SEAT_TAKEN
    ]
    await rooms.find(code)
    assert room.state.seats[1] in {bob.player, carol.player}


async def test_both_may_write_in_turns(rooms, room, game, other_process):
    for v, cell in enumerate((0, 3, 1, 4, 2), 4):
        if v % 2:
            assert other_process.ask(game, Move(cell), bob) == v
        else:
            assert await submit(rooms, room, Move(cell), alice) == v
    assert room.state.outcome is not None


@pytest.fixture
async def heard(game):
    """The types of what the room's group is told in this process."""
    told: list[str] = []
    layer = get_channel_layer()
    layer.attach("listener", lambda message: told.append(message["type"]))
    await layer.group_add(f"room_{game}", "listener")
    yield told
    layer.detach("listener")


async def test_the_position_check_finds_what_another_process_wrote(
    settings, rooms, game, other_process, heard
):
    settings.POSITION_CHECK = 0.02
    await rooms.close()
    rooms = type(rooms).here()
    room = await rooms.find(game)
    rooms.enter(room, 0)
    other_process.ask(game, Move(4), alice)
    await until(lambda: room.state.v == 4)
    assert heard.count("run_game") == 1
    await until(lambda: "run_presence" in heard)
    await rooms.close()


async def test_the_position_check_finds_that_a_room_was_closed(
    settings, rooms, game, other_process, heard
):
    settings.POSITION_CHECK = 0.02
    await rooms.close()
    rooms = type(rooms).here()
    room = await rooms.find(game)
    rooms.enter(room, 0)
    other_process.ask(game, Resign(), alice)
    other_process.ask(game, Close(), HOUSE)
    await until(lambda: "run_closed" in heard)
    with pytest.raises(NoSuchRoomError):
        await rooms.find(game)
    await rooms.close()


async def test_a_room_closed_elsewhere_while_many_look_stops_nobody(
    rooms, room, game, other_process
):
    other_process.ask(game, Close(), HOUSE)
    looking = [rooms.find(game) for _ in range(3)]
    answers = await asyncio.gather(*looking, return_exceptions=True)
    assert [type(answer) for answer in answers] == [NoSuchRoomError] * 3
    with pytest.raises(NoSuchRoomError):
        await submit(rooms, room, Move(4), alice)
    assert await rooms.open(None, "classic", private=False)


async def test_a_room_deleted_elsewhere_is_gone(rooms, room, game, at_the_door):
    await at_the_door(Room.objects.filter(code=game).delete)
    with pytest.raises(NoSuchRoomError):
        await submit(rooms, room, Move(4), alice)
    assert log_of(game) == []
