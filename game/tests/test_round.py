import asyncio
import gc
import weakref
from functools import partial

from game.round import Round


async def test_all_calls_of_a_round_are_made_at_its_end_in_order():
    loop = asyncio.get_running_loop()
    called: list[object] = []
    end = Round.of(loop)
    assert Round.of(loop) is end
    for number in range(3):
        end.at_end(loop, partial(called.append, number))
    assert called == []
    await asyncio.sleep(0)
    assert called == [0, 1, 2]
    end.at_end(loop, lambda: called.append("again"))
    await asyncio.sleep(0)
    assert called[3:] == ["again"]


async def test_one_that_fails_harms_no_other(caplog):
    loop = asyncio.get_running_loop()
    called: list[object] = []
    end = Round.of(loop)
    end.at_end(loop, [].pop)
    end.at_end(loop, lambda: called.append("next"))
    await asyncio.sleep(0)
    assert called == ["next"]
    assert "IndexError" in caplog.text


def test_a_loop_that_is_gone_is_forgotten():
    loop = asyncio.new_event_loop()
    Round.of(loop)
    gone = weakref.ref(loop)
    loop.close()
    del loop
    gc.collect()
    assert gone() is None
