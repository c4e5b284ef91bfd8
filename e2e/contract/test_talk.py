"""Talk while lines break: all of it once, in order, whichever process it goes by."""

import asyncio
from typing import Final

from e2e.bot import Bot, Frame
from e2e.contract.cast import Cast

SPEAKERS: Final = 6
EACH: Final = 5  # so much one person may say at once
ALL: Final = SPEAKERS * EACH


async def test_who_is_cut_off_again_and_again_misses_nothing(cast: Cast):
    room = await cast.open_room()
    speakers = [await cast.join(room.path) for _ in range(SPEAKERS)]
    for speaker in speakers:
        await speaker.hear("welcome")
    talking = asyncio.gather(*(_talk(speaker) for speaker in speakers))
    known, cuts = 0, 0
    while known < ALL:
        carol = await cast.join(f"{room.path}?seat=watch&chat={known}")
        # Each time a little more, so that lines break at every stage of coming back.
        if more := cuts % 4:
            await _hear_until(carol, min(ALL, known + more))
        await carol.cut()
        told = ids(carol)
        assert told == [*range(known + 1, known + 1 + len(told))]
        known, cuts = known + len(told), cuts + 1
    await talking
    assert cuts > SPEAKERS
    for speaker in speakers:
        await _hear_until(speaker, ALL)
        assert ids(speaker) == [*range(1, ALL + 1)]


async def test_whoever_forgets_what_they_know_is_told_it_twice(cast: Cast):
    """The control of the one above."""
    room = await cast.open_room()
    alice = await cast.join(room.path)
    await alice.hear("welcome")
    await alice.ask("chat", text="one")
    await _hear_until(alice, 1)
    back = await cast.join(f"{room.path}?seat=watch")
    await _hear_until(back, 1)
    assert ids(alice) == ids(back) == [1]


async def _talk(speaker: Bot) -> None:
    for number in range(EACH):
        assert (await speaker.ask("chat", text=f"{number}"))["type"] == "ack"
        await asyncio.sleep(0.05)


async def _hear_until(bot: Bot, number: int) -> None:
    await bot.until(lambda frame: number in _ids_of(frame))


def ids(bot: Bot) -> list[int]:
    return [number for frame in bot.heard for number in _ids_of(frame)]


def _ids_of(frame: Frame) -> list[int]:
    chats = frame.get("chats", [frame] if frame["type"] == "chat" else [])
    return [chat["id"] for chat in chats]
