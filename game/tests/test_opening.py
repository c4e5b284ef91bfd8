"""A room is opened once for a key, by whichever process."""

import asyncio

import pytest

from game import opening
from game.engine.commands import Close, Open
from game.errors import KeyReusedError, NoSuchRoomError, UnavailableError
from game.models import Event, Room
from game.tests.stage import ALICE, BOB, alice, log_of, written

pytestmark = pytest.mark.django_db(transaction=True)

CLASSIC = Open("classic")


async def test_the_same_key_is_the_same_room(rooms):
    first = await rooms.create(ALICE, CLASSIC, "k1")
    assert first.v == 2
    assert await rooms.create(ALICE, CLASSIC, "k1") == first
    assert written() == {first.code}
    assert log_of(first.code) == [(1, "opened"), (2, "sat")]


async def test_without_a_key_every_room_is_another(rooms):
    codes = {(await rooms.create(ALICE, CLASSIC)).code for _ in range(5)}
    assert len(codes) == 5


async def test_keys_of_others_are_others(rooms):
    mine = await rooms.create(ALICE, CLASSIC, "k1")
    theirs = await rooms.create(BOB, CLASSIC, "k1")
    next_one = await rooms.create(ALICE, CLASSIC, "k2")
    assert len({mine.code, theirs.code, next_one.code}) == 3


@pytest.mark.parametrize("other", [Open("four"), Open("classic", private=True)])
async def test_a_key_with_another_wish_is_refused(rooms, other):
    code = (await rooms.create(ALICE, CLASSIC, "k1")).code
    with pytest.raises(KeyReusedError):
        await rooms.create(ALICE, other, "k1")
    assert written() == {code}


@pytest.mark.parametrize("private", [False, True])
async def test_a_code_is_as_long_as_any(rooms, private):
    code = (await rooms.create(ALICE, Open("classic", private), "k1")).code
    assert len(code) == (8 if private else 6)


async def test_a_room_that_was_closed_since_is_not_opened_again(rooms):
    first = await rooms.create(ALICE, CLASSIC, "k1")
    await rooms.ask(first.code, Close(), alice)
    assert await rooms.create(ALICE, CLASSIC, "k1") == first
    assert await rooms.open_again(ALICE, CLASSIC, "k1") == first.code
    with pytest.raises(NoSuchRoomError):
        await rooms.find(first.code)


async def test_two_processes_that_are_asked_at_once_open_one_room(rooms, other_process):
    for number in range(20):
        key = f"k{number}"
        theirs = asyncio.run_coroutine_threadsafe(
            other_process.rooms.create(ALICE, CLASSIC, key), other_process.loop
        )
        if number % 2:
            await asyncio.sleep(0.001)
        mine = await rooms.create(ALICE, CLASSIC, key)
        assert await asyncio.wrap_future(theirs) == mine
    assert len(written()) == 20


async def test_without_that_two_processes_open_two(rooms, other_process, monkeypatch):
    """The control: a code from chance is no arbiter."""
    chance = opening._codes
    monkeypatch.setattr(opening, "_codes", lambda by, what, _: chance(by, what, None))
    theirs = asyncio.run_coroutine_threadsafe(
        other_process.rooms.create(ALICE, CLASSIC, "k"), other_process.loop
    )
    mine = await rooms.create(ALICE, CLASSIC, "k")
    assert await asyncio.wrap_future(theirs) != mine


async def test_a_code_that_somebody_has_is_left_to_them(rooms, at_the_door):
    """The next one is taken, and found again."""
    first = await rooms.create(ALICE, CLASSIC, "k1")
    await at_the_door(Event.objects.filter(key="k1").update, key="another")
    second = await rooms.create(ALICE, CLASSIC, "k1")
    assert second.code != first.code
    assert await rooms.create(ALICE, CLASSIC, "k1") == second
    assert len(written()) == 2


async def test_while_nothing_can_be_saved_it_says_so(rooms, storage):
    with storage.locked(), pytest.raises(UnavailableError):
        await rooms.create(ALICE, CLASSIC, "k1")
    opened = await rooms.create(ALICE, CLASSIC, "k1")
    assert written() == {opened.code}


async def test_while_nothing_can_be_read_it_says_so(rooms, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(
            "game.database.read", lambda _loop, _work, done, failed: done(failed)
        )
        with pytest.raises(UnavailableError):
            await rooms.create(ALICE, CLASSIC, "k1")
    assert written() == set()


async def test_the_house_opens_without_a_key(rooms, at_the_door):
    code = (await rooms.create(None, CLASSIC, "k1")).code
    assert await at_the_door(Room.objects.count) == 1
    assert log_of(code) == [(1, "opened")]


async def test_who_closes_a_room_twice_with_one_key_is_answered_twice(
    rooms, code, other_process
):
    v = await rooms.ask(code, Close(), alice, "k1")
    assert await rooms.ask(code, Close(), alice, "k1") == v
    assert other_process.ask(code, Close(), alice, "k1") == v
    with pytest.raises(NoSuchRoomError):
        await rooms.ask(code, Close(), alice, "k2")
