"""Which seat a tab acts for, and that nobody acts for another's."""

import pytest

from game.engine.commands import Actor, Leave, Move, Sit
from game.engine.events import Kind, Player
from game.tests.stage import ALICE, BOB, CAROL, alice, log_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def seat_in(tabs):
    """The seat a new tab is welcomed with."""

    async def seat(player, path):
        tab = await tabs(player, path)
        welcome = await tab.hears("welcome")
        await tab.hears("state")
        return tab, welcome["seat"]

    return seat


@pytest.fixture
async def alone(rooms, code):
    """Alice holds both seats, as in two tabs of one browser."""
    await rooms.ask(code, Sit(2), alice)
    return code


@pytest.mark.parametrize(
    ("player", "wish", "seat"),
    [
        (ALICE, "", 1),
        (ALICE, "?seat=1", 1),
        (ALICE, "?seat=2", None),
        (ALICE, "?seat=watch", None),
        (ALICE, "?seat=3", 1),
        (ALICE, "?seat=", 1),
        (ALICE, "?seat=2&seat=1", 1),
        (BOB, "", 2),
        (BOB, "?seat=1", None),
        (CAROL, "", None),
        (CAROL, "?seat=1", None),
        (CAROL, "?seat=%00&x=%ff", None),
        (None, "?seat=1", None),
    ],
)
async def test_a_tab_gets_the_seat_it_holds_and_no_other(
    seat_in, game, player, wish, seat
):
    assert (await seat_in(player, f"game/{game}{wish}"))[1] == seat


@pytest.mark.parametrize(
    ("wish", "seat"),
    [("", None), ("?seat=1", 1), ("?seat=2", 2), ("?seat=watch", None)],
)
async def test_who_holds_both_must_say_which(seat_in, alone, wish, seat):
    assert (await seat_in(ALICE, f"game/{alone}{wish}"))[1] == seat


async def test_two_tabs_of_one_person_are_two_players(seat_in, alone):
    x, _ = await seat_in(ALICE, f"game/{alone}?seat=1")
    o, _ = await seat_in(ALICE, f"game/{alone}?seat=2")
    await o.says(type="move", cell=0)
    assert (await o.hears("rejected"))["code"] == "not_your_turn"
    await x.says(type="move", cell=4)
    await x.hears("state")
    assert (await o.hears("state"))["turn"] == "O"
    await x.says(type="move", cell=0)
    assert (await x.hears("rejected"))["code"] == "not_your_turn"
    await o.says(type="move", cell=0)
    assert (await x.hears("state"))["board"] == "O...X...."


async def test_a_seat_is_never_played_for_another(seat_in, game):
    for player, wish in [(CAROL, 1), (CAROL, 2), (BOB, 1), (None, 1)]:
        tab, seat = await seat_in(player, f"game/{game}?seat={wish}")
        assert seat is None
        for frame in (
            {"type": "move", "cell": 4},
            {"type": "move", "cell": 4, "seat": 1, "player": "alice"},
            {"type": "resign", "game": 1},
            {"type": "leave"},
            {"type": "rematch"},
            {"type": "decline"},
        ):
            await tab.says(**frame)
            assert (await tab.hears("rejected"))["code"] == "not_seated"
        for taken in (1, 2):
            if player is not BOB or taken == 1:
                await tab.says(type="sit", seat=taken)
                assert (await tab.hears("rejected"))["code"] == "seat_taken"
    assert len(log_of(game)) == 3


async def test_who_was_signed_out_while_away_hears_of_it(tabs, seat_in, game):
    watcher, _ = await seat_in(BOB, f"game/{game}?seat=watch")
    tab = await tabs(CAROL, f"game/{game}?seat=1&as={ALICE.id}")
    closed = await tab.receive_output(timeout=5)
    assert closed == {"type": "websocket.close", "code": 4001, "reason": "signed_out"}
    await watcher.hears_presence([False, False], 1)
    # The controls: she herself, and one who has signed in as another since.
    _, seat = await seat_in(ALICE, f"game/{game}?seat=1&as={ALICE.id}")
    assert seat == 1
    dora = Player("dora", "Dora", Kind.ACCOUNT)
    _, seat = await seat_in(dora, f"game/{game}?seat=1&as={ALICE.id}")
    assert seat is None


async def test_a_seat_that_was_given_up_is_played_no_more(seat_in, rooms, game):
    tab, _ = await seat_in(BOB, f"game/{game}?seat=2")
    await rooms.ask(game, Leave(), Actor(BOB, 2))
    assert (await tab.hears("welcome"))["seat"] is None
    await tab.hears("state")
    await rooms.ask(game, Sit(2), Actor(CAROL))
    await tab.hears("state")
    await tab.says(type="move", cell=4)
    assert (await tab.hears("rejected"))["code"] == "not_seated"


async def test_who_watches_takes_a_seat_they_hold_already(seat_in, game):
    tab, _ = await seat_in(ALICE, f"game/{game}?seat=watch")
    await tab.says(type="sit", seat=1, key="s1")
    assert (await tab.hears("welcome"))["seat"] == 1
    assert (await tab.hears("ack"))["v"] == 3
    await tab.says(type="move", cell=4)
    assert (await tab.hears("state"))["v"] == 4


async def test_who_watches_takes_any_open_seat(seat_in, code):
    tab, _ = await seat_in(ALICE, f"game/{code}?seat=watch")
    await tab.says(type="sit", key="s1")
    assert (await tab.hears("welcome"))["seat"] == 2
    await tab.hears("ack")
    assert (await tab.hears("state"))["v"] == 3


async def test_who_sat_down_and_lost_the_answer_asks_again(seat_in, rooms, code):
    await rooms.ask(code, Sit(), Actor(BOB), "s1")
    await rooms.ask(code, Move(4), alice)
    tab, seat = await seat_in(BOB, f"game/{code}?seat=watch")
    assert seat is None
    await tab.says(type="sit", key="s1")
    assert (await tab.hears("welcome"))["seat"] == 2
    assert (await tab.hears("ack"))["v"] == 3


async def test_who_sits_and_asks_for_any_seat_stays(seat_in, code):
    tab, _ = await seat_in(ALICE, f"game/{code}?seat=1")
    await tab.says(type="sit", key="s1")
    assert (await tab.hears("ack"))["v"] == 2
    await tab.says(type="sit", seat=2, key="s2")
    assert (await tab.hears("welcome"))["seat"] == 2
    assert (await tab.hears("ack"))["v"] == 3


async def test_a_seat_taken_in_one_tab_does_not_move_the_other(seat_in, code):
    first, _ = await seat_in(ALICE, f"game/{code}?seat=1")
    second, _ = await seat_in(ALICE, f"game/{code}?seat=2")
    await second.says(type="sit", seat=2)
    assert (await second.hears("welcome"))["seat"] == 2
    await second.hears("state")
    while (message := await first.receive_json_from())["type"] != "state":
        assert message.get("seat", 1) == 1
    await first.says(type="move", cell=4)
    assert (await second.hears("state"))["last"] == 4


async def test_presence_follows_the_seat(seat_in, rooms, code):
    room = await rooms.find(code)
    tab, _ = await seat_in(BOB, f"game/{code}")
    assert room.presence.sockets == [1, 0, 0]
    await tab.says(type="sit", seat=2)
    await tab.hears("welcome")
    assert room.presence.sockets == [0, 0, 1]
    await tab.says(type="leave")
    await tab.hears("state")
    await tab.hears("welcome")
    assert room.presence.sockets == [1, 0, 0]
    await tab.disconnect()
    assert room.presence.sockets == [0, 0, 0]


async def test_a_sit_sent_again_from_the_seat_is_the_same_sit(code, tabs):
    bob = await tabs(BOB, f"game/{code}")
    await bob.hears("welcome")
    await bob.hears("state")
    await bob.says(type="sit", seat=2, key="s1")
    await bob.hears("welcome")
    assert (await bob.hears("ack"))["v"] == 3
    await bob.hears("state")
    await tabs(CAROL, f"game/{code}")
    await bob.says(type="leave")
    await bob.hears("welcome")
    await bob.hears("state")
    await bob.says(type="sit", seat=2, key="s1")
    assert (await bob.hears("ack"))["v"] == 3
