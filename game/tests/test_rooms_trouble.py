"""Rooms when the database is in trouble, and what people hear meanwhile."""

import asyncio
import json
from functools import partial

import pytest
from channels.layers import get_channel_layer

from game.engine.commands import Actor, Move, Sit
from game.engine.errors import Code, Rejection
from game.engine.events import Player
from game.errors import UnavailableError
from game.journal import Journal, Result
from game.tests.stage import (
    alice,
    bob,
    locked,
    log_of,
    outsider,
    submit,
    until,
    written,
)

pytestmark = pytest.mark.django_db(transaction=True)

TROUBLES = ("locked", "read_only", "full")


class HastyJournal(Journal):
    """The control: it confirms first and stores later."""

    def append(self, append, done):
        super().append(append, lambda _: None)
        self._loop.call_soon(done, Result.STORED)


@pytest.fixture
async def announced(code):
    """What the group of the room is told: each `v`, and whether it was stored then."""
    told: list[tuple[int, bool]] = []

    def listen(message):
        if message["type"] == "run_game":
            v = json.loads(message["text"])["v"]
            told.append((v, v in dict(log_of(code))))

    layer = get_channel_layer()
    layer.attach("listener", listen)
    await layer.group_add(f"room_{code}", "listener")
    yield told
    layer.detach("listener")


async def play(rooms, code):
    """Every way a `v` goes out: announced, and confirmed to the mover."""
    room = await rooms.find(code)
    early = []
    for cell, by in zip((0, 3, 1, 4, 2), (alice, bob) * 3, strict=False):
        v = await submit(rooms, room, Move(cell), by)
        if v not in dict(log_of(code)):
            early.append(v)
    return early


async def test_nothing_is_told_before_it_is_committed(rooms, game, announced):
    assert await play(rooms, game) == []
    assert announced == [(v, True) for v in range(4, 9)]


async def test_to_tell_before_the_commit_would_be_noticed(
    rooms, game, announced, monkeypatch
):
    hasty = HastyJournal(asyncio.get_running_loop())
    monkeypatch.setattr(rooms._referee, "_journal", hasty)
    with locked():  # so that the commit comes surely later
        early = await play(rooms, game)
    await hasty.settle()
    assert early == [4, 5, 6, 7, 8]
    assert not any(is_stored for _, is_stored in announced)


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_what_cannot_be_stored_is_refused_and_told_to_nobody(
    rooms, code, storage, announced, trouble
):
    room = await rooms.find(code)
    text, before = room.text, log_of(code)
    # Whose row does not fit into what pages there are.
    big = Actor(Player("big", "B" * storage.longest_name))
    with getattr(storage, trouble)():
        with pytest.raises(UnavailableError):
            await submit(rooms, room, Sit(2), big, "k1")
        assert (room.text, announced, log_of(code)) == (text, [], before)
    assert await submit(rooms, room, Sit(2), big, "k1") == 3
    assert await submit(rooms, room, Move(0), alice) == 4
    assert [v for v, _ in announced] == [3, 4]


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_room_cannot_be_opened_then(rooms, storage, trouble):
    big = Player("big", "B" * storage.longest_name)
    with getattr(storage, trouble)(), pytest.raises(UnavailableError):
        await rooms.open(big, "classic", private=False)
    assert written() == set()
    assert {await rooms.open(big, "classic", private=False)} == written()


async def test_an_append_whose_outcome_is_unknown_is_looked_up(
    rooms, game, monkeypatch, announced
):
    """It was stored after all: the next command is decided on what the log says."""
    room = await rooms.find(game)
    storing = Journal.append
    with monkeypatch.context() as patch:
        patch.setattr(
            Journal,
            "append",
            lambda self, append, done: storing(
                self, append, lambda _: done(Result.FAILED)
            ),
        )
        with pytest.raises(UnavailableError):
            await submit(rooms, room, Move(4), alice, "k1")
    assert (room.state.v, room.is_doubtful) == (3, True)
    assert await submit(rooms, room, Move(4), alice, "k1") == 4
    assert await submit(rooms, room, Move(0), bob) == 5
    assert [v for v, _ in announced] == [4, 5]


async def test_nobody_is_refused_in_doubt(rooms, game, monkeypatch):
    """The first is stored though it seems not: who already waits plays on."""
    room = await rooms.find(game)
    storing, calls = Journal.append, []

    def append(self, append, done):
        calls.append(append)
        is_first = len(calls) == 1
        storing(self, append, lambda r: done(Result.FAILED if is_first else r))

    monkeypatch.setattr(Journal, "append", append)
    waiting = [
        submit(rooms, room, Sit(2), bob),  # changes nothing, and waits for a reading
        submit(rooms, room, Sit(2), bob),  # waits for the next, and all others with it
        submit(rooms, room, Move(4), alice),
        submit(rooms, room, Move(0), bob),
    ]
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert (*answers[:2], answers[3]) == (3, 3, 5)
    assert isinstance(answers[2], UnavailableError)
    assert log_of(game)[-2:] == [(4, "moved"), (5, "moved")]


async def test_nobody_sees_an_append_in_the_log_before_its_mover_is_told(
    rooms, game, monkeypatch, announced
):
    """It is committed, and somebody reads the log before the answer has arrived."""
    room = await rooms.find(game)
    storing, answers = Journal.append, []

    def append(self, append, done):
        storing(self, append, lambda result: answers.append(partial(done, result)))

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", append)
        moving = submit(rooms, room, Move(4), alice)
        await until(lambda: answers)
    assert (await rooms.find(game)).state.v == 3
    assert announced == []
    answers[0]()
    assert await moving == 4
    assert announced == [(4, True)]


async def test_while_the_log_cannot_be_read_nobody_is_refused_by_the_cache(
    rooms, game, caplog
):
    room = await rooms.find(game)
    with outsider() as database:
        database.execute("ALTER TABLE game_event RENAME TO elsewhere")
    waiting = [submit(rooms, room, Move(0), bob) for _ in range(3)]
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    with outsider() as database:
        database.execute("ALTER TABLE elsewhere RENAME TO game_event")
    assert [type(answer) for answer in answers] == [UnavailableError] * 3
    with pytest.raises(Rejection) as refusal:
        await submit(rooms, room, Move(0), bob)
    assert refusal.value.code is Code.NOT_YOUR_TURN
    assert await submit(rooms, room, Move(4), alice) == 4
    await until(lambda: not room.is_busy)


@pytest.mark.parametrize(
    "change",
    [
        "type = 'teleported'",
        """data = '{"at":1,"variant":"chess","private":false}'""",
        "data = '{}'",
    ],
)
async def test_a_log_from_another_version_harms_no_other_room(
    rooms, game, change, caplog
):
    odd = await rooms.open(None, "classic", private=False)
    await rooms.ask(odd, Sit(1), alice)
    await rooms.close()
    rooms = type(rooms).here()
    with outsider() as database:
        database.execute(
            f"UPDATE game_event SET {change} WHERE room_id = %s AND v = 1",  # noqa: S608
            (odd,),
        )
    looking = asyncio.ensure_future(rooms.find(odd))
    room = await rooms.find(game)
    with pytest.raises(UnavailableError):
        await looking
    assert await submit(rooms, room, Move(4), alice) == 4
    assert odd in caplog.text
    await rooms.close()
