"""The list of rooms, bound both ways: what is asked in the lobby happens to rooms."""

import asyncio

import pytest

from game import binding, closes, identity, lobby
from game.engine.commands import Sit
from game.engine.variants import VARIANTS
from game.errors import REFUSALS, TooManyRoomsError
from game.guard import Guard
from game.tests.stage import ALICE, BOB, CAROL, Tab, ban, bob, log_of, until, written
from game.tests.test_access import cookie_of

pytestmark = pytest.mark.django_db(transaction=True)

WHAT = [{"type": "update", "variant": "four"}, {"type": "delete"}]
LAYERS = ["game.layers.LocalLayer", "channels.layers.InMemoryChannelLayer"]


@pytest.fixture(autouse=True, params=LAYERS)
def _layer(request, settings, monkeypatch):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": request.param}}
    monkeypatch.setattr(lobby, "DELAY", 0.05)


@pytest.fixture
async def in_lobby(tabs):
    async def enter(player, headers=()):
        tab = await tabs(player, "lobby", headers)
        await tab.hears("rooms")
        return tab

    return enter


@pytest.fixture
async def at_home(in_lobby):
    """Alice, in the lobby."""
    return await in_lobby(ALICE)


async def ask(tab: Tab, **frame):
    """Say it and hear the answer to it, whatever else is told meanwhile."""
    await tab.says(**frame)
    while (output := await tab.receive_json_from(timeout=5))["type"] == "changed":
        pass
    return output


async def refused(tab: Tab, **frame):
    answer = await ask(tab, key="r", **frame)
    assert (answer["type"], answer["key"], answer["v"]) == ("rejected", "r", 0)
    return answer["code"]


# Creating.


async def test_rooms_from_one_address_have_a_bound(at_home, monkeypatch):
    def refuse(_address):
        raise TooManyRoomsError

    monkeypatch.setattr(binding, "hold_back_rooms", refuse)
    assert await refused(at_home, type="create") == "rate_limited"


async def test_who_creates_a_room_is_told_where_it_is(at_home, in_lobby, rooms):
    carol = await in_lobby(CAROL)
    ack = await ask(at_home, type="create", variant="drop4", key="c1")
    code = ack["room"]
    assert ack == {
        "type": "ack",
        "key": "c1",
        "v": 2,
        "room": code,
        "seat": 1,
        "resume": ack["resume"],
    }
    state = (await rooms.find(code)).state
    assert (state.variant.name, state.private, state.v) == ("drop4", False, 2)
    assert state.holds("alice", 1)
    told = await carol.hears("changed")
    assert (told["created"], told["rows"][0]["variant"]) == ([code], "drop4")


async def test_a_private_room_is_created_and_nobody_is_told(at_home, in_lobby, rooms):
    carol = await in_lobby(CAROL)
    ack = await ask(at_home, type="create", private=True, key="c1")
    assert (await rooms.find(ack["room"])).state.private
    assert len(ack["room"]) == 8
    await asyncio.sleep(0.15)
    await carol.hears_nothing()


async def test_with_the_computer_opposite_it_is_a_game_at_once(at_home, rooms):
    ack = await ask(at_home, type="create", computer=True, key="c1")
    assert ack["v"] == 3
    state = (await rooms.find(ack["room"])).state
    assert state.turn is state.mark_of(1)
    assert await refused(at_home, type="update", room=ack["room"], variant="four") == (
        "not_allowed"
    )


async def test_a_program_comes_to_its_room_with_what_it_was_told(in_lobby, tabs):
    """It brought no identity, so it could not be known otherwise."""
    nobody = await in_lobby(None)
    ack = await ask(nobody, type="create", key="c1")
    token = [(b"authorization", f"Bearer {ack['resume']}".encode())]
    tab = await tabs(None, f"game/{ack['room']}", token)
    assert (await tab.hears("welcome"))["seat"] == 1


async def test_who_is_known_by_a_cookie_is_told_no_token(in_lobby):
    cookie = f"{identity.COOKIE}={cookie_of(ALICE)}".encode()
    headers = [
        (b"cookie", cookie),
        (b"origin", b"http://testserver"),
        (b"host", b"testserver"),
    ]
    tab = await in_lobby(None, headers)
    ack = await ask(tab, type="create", key="c1")
    assert "resume" not in ack


async def test_asked_again_over_another_connection_it_is_created_once(
    at_home, in_lobby
):
    create = {"type": "create", "variant": "four", "key": "c1"}
    first = await ask(at_home, **create)
    await at_home.disconnect()
    back = await in_lobby(ALICE)
    assert await ask(back, **create) == first
    assert written() == {first["room"]}
    other = await ask(back, **create | {"variant": "classic"})
    assert (other["type"], other["code"]) == ("rejected", "bad_message")
    assert written() == {first["room"]}


async def test_a_variant_that_is_none_is_refused_in_the_words_of_the_form(at_home):
    answer = await ask(at_home, type="create", variant="chess", key="c1")
    assert answer["code"] == "bad_message"
    assert (
        answer["message"] == f"There is no variant chess, only {', '.join(VARIANTS)}."
    )
    assert await refused(at_home, type="update", room="K7QX2M", variant="x") == (
        "bad_message"
    )
    assert written() == set()


async def test_without_a_key_nothing_is_created(at_home):
    answer = await ask(at_home, type="create")
    assert (answer["code"], answer["key"]) == ("bad_message", None)
    assert written() == set()


# Updating.


async def test_who_waits_makes_their_room_another(at_home, tabs, code, in_lobby):
    room = await tabs(ALICE, f"game/{code}?seat=1")
    await room.hears("welcome")
    await room.hears("state")
    carol = await in_lobby(CAROL)
    await carol.hears("changed")
    ack = await ask(at_home, type="update", room=code, variant="gomoku", key="u1")
    assert ack == {"type": "ack", "key": "u1", "v": 3}
    state = await room.hears("state")
    assert (state["variant"], state["size"], state["k"]) == ("gomoku", [15, 15], 5)
    assert state["event"] == {"type": "updated", "seat": 1}
    told = await carol.hears("changed")
    assert [row["variant"] for row in told["rows"]] == ["gomoku"]
    assert (told["created"], told["gone"]) == ([], [])


async def test_a_room_that_becomes_private_leaves_every_list(
    at_home, tabs, code, in_lobby
):
    room = await tabs(ALICE, f"game/{code}?seat=1")
    await room.hears("welcome")
    carol = await in_lobby(CAROL)
    await ask(at_home, type="update", room=code, private=True, key="u1")
    while not (told := await carol.hears("changed"))["gone"]:
        pass
    assert told["gone"] == [code]
    await ask(at_home, type="update", room=code, private=False, key="u2")
    assert (await carol.hears("changed"))["created"] == [code]


async def test_what_changes_nothing_is_confirmed_all_the_same(at_home, code):
    for fields in ({}, {"variant": "classic"}, {"private": False}):
        answer = await ask(at_home, type="update", room=code, key="u1", **fields)
        assert (answer["type"], answer["v"]) == ("ack", 2)
    assert len(log_of(code)) == 2


async def test_an_update_with_one_key_happens_once(at_home, in_lobby, code):
    update = {"type": "update", "room": code, "variant": "four", "key": "u1"}
    first = await ask(at_home, **update)
    await ask(at_home, type="update", room=code, variant="classic", key="u2")
    back = await in_lobby(ALICE)
    assert await ask(back, **update) == first
    assert log_of(code)[2:] == [(3, "updated"), (4, "updated")]
    assert (await ask(back, **update | {"variant": "drop4"}))["code"] == "bad_message"


async def test_without_a_key_there_is_no_answer_but_what_everybody_hears(at_home, code):
    await at_home.says(type="update", room=code, variant="four")
    await until(lambda: len(log_of(code)) == 3)
    await at_home.hears_nothing()


# Deleting.


async def test_who_waits_alone_deletes_their_room(at_home, tabs, code, in_lobby):
    room = await tabs(ALICE, f"game/{code}?seat=1")
    await room.hears("welcome")
    carol = await in_lobby(CAROL)
    delete = {"type": "delete", "room": code, "key": "d1"}
    ack = await ask(at_home, **delete)
    assert ack == {"type": "ack", "key": "d1", "v": 3}
    assert await room.is_closed() == closes.NO_SUCH_ROOM
    while not (told := await carol.hears("changed"))["gone"]:
        pass
    assert told["gone"] == [code]
    assert await ask(at_home, **delete) == ack
    assert await refused(at_home, type="delete", room=code) == "no_such_room"


# What nobody may.


@pytest.mark.parametrize("what", WHAT)
async def test_nobody_touches_the_room_of_others(in_lobby, code, what):
    carol = await in_lobby(CAROL)
    before = log_of(code)
    assert await refused(carol, room=code, **what) == "forbidden"
    assert log_of(code) == before


@pytest.mark.parametrize("what", WHAT)
async def test_nobody_touches_a_room_that_is_played_in(at_home, in_lobby, game, what):
    before = log_of(game)
    assert await refused(at_home, room=game, **what) == "not_allowed"
    assert await refused(await in_lobby(BOB), room=game, **what) == "not_allowed"
    assert log_of(game) == before


@pytest.mark.parametrize("room", ["AAAAAA", "", "k7qx2m", "room_K7QX2", "🦊"])
@pytest.mark.parametrize("what", ["update", "delete"])
async def test_there_must_be_such_a_room(at_home, room, what):
    assert await refused(at_home, type=what, room=room) == "no_such_room"


async def test_whoever_sat_down_a_moment_before_keeps_their_game(
    at_home, code, other_process
):
    """Nothing of it was heard here, and no cache decides."""
    other_process.ask(code, Sit(2), bob)
    assert await refused(at_home, type="update", room=code, variant="four") == (
        "not_allowed"
    )


async def test_in_the_lobby_nobody_plays(at_home):
    assert await refused(at_home, type="move", cell=4) == "not_allowed"
    assert await refused(at_home, type="conquer") == "unknown_type"


# Connections and storage.


async def test_what_is_asked_in_a_row_happens_in_a_row(at_home, code):
    names = [*VARIANTS, *VARIANTS]
    for number, variant in enumerate(names):
        await at_home.says(type="update", room=code, variant=variant, key=f"u{number}")
    await at_home.says(type="delete", room=code, key="d")
    keys = [(await at_home.hears("ack"))["key"] for _ in range(len(names) + 1)]
    assert keys == [*(f"u{number}" for number in range(len(names))), "d"]
    assert log_of(code)[-1][1] == "closed"


async def test_who_asks_for_too_much_at_once_is_told_to_try_again(
    at_home, code, monkeypatch
):
    monkeypatch.setattr(binding, "MOST_ASKED", 2)
    for number in range(8):
        await at_home.says(type="delete", room="AAAAAA", key=f"d{number}")
    answers = [await at_home.hears("rejected") for _ in range(8)]
    told = {answer["key"]: answer["code"] for answer in answers}
    assert len(told) == 8
    assert told["d0"] == "no_such_room"
    assert "unavailable" in told.values()


async def test_who_is_gone_gets_no_answer_and_their_room_all_the_same(at_home, code):
    await at_home.says(type="update", room=code, variant="four", key="u1")
    await at_home.disconnect()
    await until(lambda: len(log_of(code)) == 3)


async def test_when_nothing_can_be_saved_one_is_told_and_asks_again(
    at_home, code, storage
):
    update = {"type": "update", "room": code, "variant": "four", "key": "u1"}
    create = {"type": "create", "key": "c1"}
    with storage.locked():
        for frame in (update, create):
            answer = await ask(at_home, **frame)
            assert (answer["code"], answer["message"]) == (
                "unavailable",
                REFUSALS["unavailable"],
            )
    assert (await ask(at_home, **update))["v"] == 3
    room = (await ask(at_home, **create))["room"]
    assert written() == {code, room}


async def test_the_banned_change_nothing(at_home, code, settings):
    ban("alice")
    Guard.here()._look_around()
    assert await at_home.is_closed() == closes.SESSION_INVALID
    assert log_of(code) == [(1, "opened"), (2, "sat")]


# The same over streams.


async def test_a_lobby_among_streams_takes_the_same(tabs, code):
    wall = await tabs(ALICE, "streams")

    async def ask_on(stream, **payload):
        await wall.says(stream=stream, payload=payload)
        while True:
            frame = await wall.receive_json_from(timeout=5)
            if frame["payload"]["type"] in {"ack", "rejected"}:
                assert frame["stream"] == stream
                return frame["payload"]

    update = {"type": "update", "room": code, "variant": "four", "key": "u1"}
    assert (await ask_on("lobby", **update))["code"] == "not_open"
    await wall.says(stream="lobby", open=True)
    assert await wall.receive_json_from() == {"stream": "lobby", "open": True}
    assert (await ask_on("lobby", **update))["v"] == 3
    assert (await ask_on("lobby", type="delete", room="AAAAAA", key="d"))["code"] == (
        "no_such_room"
    )
    other = await ask_on("lobby", type="create", key="c1")
    assert (other["seat"], other["v"]) == (1, 2)
    refusal = await ask_on(f"room:{code}", **update)
    assert refusal["code"] == "unknown_type"
    assert (await ask_on("lobby", type="sit", key="s"))["code"] == "not_allowed"
