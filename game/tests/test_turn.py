import asyncio
import gc
import weakref
from functools import partial

from game.turn import Turn


async def test_all_calls_of_a_turn_are_made_at_its_end_in_order():
    loop = asyncio.get_running_loop()
    called: list[object] = []
    turn = Turn.of(loop)
    assert Turn.of(loop) is turn
    for number in range(3):
        turn.at_end(loop, partial(called.append, number))
    assert called == []
    await asyncio.sleep(0)
    assert called == [0, 1, 2]
    turn.at_end(loop, lambda: called.append("again"))
    await asyncio.sleep(0)
    assert called[3:] == ["again"]


async def test_one_that_fails_harms_no_other(caplog):
    loop = asyncio.get_running_loop()
    called: list[object] = []
    turn = Turn.of(loop)
    turn.at_end(loop, [].pop)
    turn.at_end(loop, lambda: called.append("next"))
    await asyncio.sleep(0)
    assert called == ["next"]
    assert "IndexError" in caplog.text


def test_a_loop_that_is_gone_is_forgotten():
    loop = asyncio.new_event_loop()
    Turn.of(loop)
    gone = weakref.ref(loop)
    loop.close()
    del loop
    gc.collect()
    assert gone() is None
