import asyncio
import gc
import weakref

import pytest

from game.engine.commands import HOUSE, Close, Leave, Move, Open, Resign, Sit
from game.engine.errors import Code, Rejection
from game.engine.evolve import fold
from game.errors import KeyReusedError, NoSuchRoomError, UnavailableError
from game.live import MAX_OF_SEAT, MAX_WATCHING
from game.rooms import Rooms
from game.tests.stage import (
    ALICE,
    BOB,
    alice,
    bob,
    carol,
    log_of,
    submit,
    until,
    written,
)

pytestmark = pytest.mark.django_db(transaction=True)


async def refused(rooms, code, command, by, key=None):
    """The code of the refusal, which has changed nothing."""
    before = log_of(code)
    with pytest.raises(Rejection) as refusal:
        await rooms.ask(code, command, by, key)
    assert log_of(code) == before
    return refusal.value.code


async def test_there_is_one_for_each_loop(rooms):
    assert Rooms.here() is rooms


def test_the_rooms_of_a_loop_that_ended_are_let_go():
    async def here():
        return weakref.ref(Rooms.here())

    ended = [asyncio.run(here()) for _ in range(3)]
    gc.collect()
    assert [rooms() is None for rooms in ended] == [True, True, False]


async def test_a_new_room_has_its_opener_in_seat_1(rooms):
    code = await rooms.open(ALICE, "drop4", private=True)
    room = await rooms.find(code)
    assert len(code) == 8
    assert room.state.seats == (ALICE, None)
    assert (room.state.variant.name, room.state.private) == ("drop4", True)
    assert log_of(code) == [(1, "opened"), (2, "sat")]


async def test_the_house_opens_a_room_nobody_sits_in(rooms):
    room = await rooms.find(await rooms.open(None, "classic", private=False))
    assert room.state.seats == (None, None)


async def test_a_variant_nobody_knows_is_refused(rooms):
    with pytest.raises(Rejection):
        await rooms.open(ALICE, "chess", private=False)
    assert written() == set()


async def test_a_code_that_is_taken_is_not_taken_again(rooms, code, monkeypatch):
    names = [code, code, "AAAAAA"]
    monkeypatch.setattr("game.opening.new_code", lambda **_: names.pop(0))
    assert await rooms.open(BOB, "classic", private=False) == "AAAAAA"
    assert (await rooms.find(code)).state.seats == (ALICE, None)


async def test_a_room_that_is_not_there_is_not_found(rooms):
    with pytest.raises(NoSuchRoomError):
        await rooms.find("AAAAAA")
    with pytest.raises(NoSuchRoomError):
        await rooms.ask("AAAAAA", Sit(), bob)


async def test_a_move_is_stored_and_confirmed_with_its_v(rooms, game):
    assert await rooms.ask(game, Move(4), alice) == 4
    assert log_of(game)[-1] == (4, "moved")
    assert (await rooms.find(game)).state.moves == (4,)


async def test_what_the_rules_refuse_changes_nothing(rooms, game):
    assert await refused(rooms, game, Move(4), bob) is Code.NOT_YOUR_TURN
    assert await refused(rooms, game, Move(9), alice) is Code.OUT_OF_RANGE
    assert await refused(rooms, game, Sit(1), carol) is Code.SEAT_TAKEN
    assert await refused(rooms, game, Move(4), carol) is Code.NOT_SEATED
    assert await refused(rooms, game, Open("classic"), alice) is Code.NOT_ALLOWED
    assert await rooms.ask(game, Move(4), alice) == 4


async def test_a_command_that_changes_nothing_is_confirmed_with_the_current_v(
    rooms, game
):
    assert await rooms.ask(game, Sit(2), bob) == 3
    assert len(log_of(game)) == 3


async def test_a_key_makes_a_command_happen_once(rooms, game):
    first = await rooms.ask(game, Move(4), alice, "k1")
    await rooms.ask(game, Move(0), bob, "k1")  # another person's key is another key
    assert await rooms.ask(game, Move(4), alice, "k1") == first == 4
    assert len(log_of(game)) == 5


async def test_a_key_that_comes_twice_at_once_happens_once(rooms, game):
    room = await rooms.find(game)
    twice = [submit(rooms, room, Move(4), alice, "k1") for _ in range(5)]
    assert await asyncio.gather(*twice) == [4] * 5
    assert len(log_of(game)) == 4


async def test_a_key_with_another_command_is_refused(rooms, game):
    await rooms.ask(game, Move(4), alice, "k1")
    for other in (Move(5), Move(4, ply=0), Resign(), Leave()):
        with pytest.raises(KeyReusedError):
            await rooms.ask(game, other, alice, "k1")
    assert len(log_of(game)) == 4


async def test_a_refusal_is_not_remembered(rooms, game):
    assert await refused(rooms, game, Move(0), bob, "k1") is Code.NOT_YOUR_TURN
    await rooms.ask(game, Move(4), alice, "k1")
    assert await rooms.ask(game, Move(0), bob, "k1") == 5


async def test_a_key_is_known_in_another_life_of_the_room(rooms, game, settings):
    first = await rooms.ask(game, Move(4), alice, "k1")
    await rooms.close()
    later = Rooms.here()
    assert later is not rooms
    assert await later.ask(game, Move(4), alice, "k1") == first
    with pytest.raises(KeyReusedError):
        await later.ask(game, Move(5), alice, "k1")


async def test_commands_are_decided_in_the_order_they_come(rooms, game):
    room = await rooms.find(game)
    turns = [alice, bob, alice, bob, alice]
    asked = [
        submit(rooms, room, Move(cell), by)
        for cell, by in zip((0, 3, 1, 4, 2), turns, strict=True)
    ]
    assert await asyncio.gather(*asked) == [4, 5, 6, 7, 8]
    assert room.state.outcome is not None


async def test_each_seat_has_its_share_of_the_queue_and_no_more(rooms, game):
    room = await rooms.find(game)
    asked = [submit(rooms, room, Sit(2), bob) for _ in range(MAX_OF_SEAT + 6)]
    playing = submit(rooms, room, Move(4), alice)
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert answers[:MAX_OF_SEAT] == [3] * MAX_OF_SEAT
    assert [type(answer) for answer in answers[MAX_OF_SEAT:]] == [UnavailableError] * 6
    assert await playing == 4


async def test_watchers_cannot_fill_it(rooms, game):
    room = await rooms.find(game)
    shouting = [submit(rooms, room, Move(4), carol) for _ in range(2 * MAX_WATCHING)]
    playing = submit(rooms, room, Move(4), alice)
    answers = await asyncio.gather(*shouting, return_exceptions=True)
    crowded_out = [error for error in answers if isinstance(error, UnavailableError)]
    assert len(crowded_out) == MAX_WATCHING
    assert await playing == 4


async def test_a_caller_that_vanishes_cancels_nothing(rooms, game):
    asking = asyncio.ensure_future(rooms.ask(game, Move(4), alice))
    room = await rooms.find(game)
    while not room.queue:  # noqa: ASYNC110 - to the turn of the loop
        await asyncio.sleep(0)
    asking.cancel()
    await until(lambda: room.state.moves == (4,))
    assert await rooms.ask(game, Move(0), bob) == 5


@pytest.mark.parametrize("steps", range(8))
async def test_who_vanishes_while_opening_a_room_stops_nobody(rooms, steps, caplog):
    opening = asyncio.ensure_future(rooms.open(ALICE, "classic", private=False))
    for _ in range(steps):
        await asyncio.sleep(0)
    opening.cancel()
    await asyncio.sleep(0.01)
    assert await rooms.open(BOB, "classic", private=False) in written()
    assert not caplog.records


async def test_a_caller_that_cannot_be_answered_harms_nobody(rooms, game, caplog):
    room = await rooms.find(game)
    first = submit(rooms, room, Move(4), alice)
    first.cancel()  # its answer cannot be set: the caller's own fault
    assert await submit(rooms, room, Move(0), bob) == 5
    assert "did not take its answer" in caplog.text


async def test_a_fault_in_the_rules_is_an_answer_and_the_room_goes_on(
    rooms, game, monkeypatch, caplog
):
    room = await rooms.find(game)
    with monkeypatch.context() as patch:
        patch.setattr("game.referee.decide", lambda *_: 1 / 0)
        with pytest.raises(UnavailableError):
            await submit(rooms, room, Move(4), alice)
    assert "cannot answer" in caplog.text
    assert await submit(rooms, room, Move(4), alice) == 4


async def test_the_fold_of_the_log_is_what_the_room_shows(rooms, game):
    for cell, by in zip((4, 0, 8, 2, 1), (alice, bob) * 3, strict=False):
        await rooms.ask(game, Move(cell), by)
    room = await rooms.find(game)
    await rooms.close()
    again = await Rooms.here().find(game)
    assert again.state == room.state == fold([], again.state)
    assert again.text == room.text


async def test_a_closed_room_is_gone(rooms, code):
    await rooms.ask(code, Close(), HOUSE)
    with pytest.raises(NoSuchRoomError):
        await rooms.find(code)
    with pytest.raises(NoSuchRoomError):
        await rooms.ask(code, Sit(2), bob)


async def test_closing_a_room_answers_all_who_wait_and_stops_nobody(rooms, code):
    room = await rooms.find(code)
    closing = submit(rooms, room, Close(), HOUSE)
    late = [submit(rooms, room, Sit(2), bob), submit(rooms, room, Move(0), alice)]
    looking = [asyncio.ensure_future(rooms.find(code)) for _ in range(5)]
    for _ in range(20):  # at every stage of the closing somebody looks
        await asyncio.sleep(0)
        looking.append(asyncio.ensure_future(rooms.find(code)))
    assert await closing == 3
    answers = await asyncio.gather(*late, return_exceptions=True)
    assert [type(answer) for answer in answers] == [NoSuchRoomError] * 2
    async with asyncio.timeout(5):
        await asyncio.gather(*looking, return_exceptions=True)
    assert await rooms.open(BOB, "classic", private=False)


async def test_closing_finishes_what_is_under_way(rooms, game):
    room = await rooms.find(game)
    asked = submit(rooms, room, Move(4), alice)
    await rooms.close()
    assert await asked == 4
    assert log_of(game)[-1] == (4, "moved")
