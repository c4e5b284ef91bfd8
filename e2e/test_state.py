"""state.js, run in the browser: what is heard, in any order, as often as it comes."""

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from e2e.conftest import Serve
from e2e.modules import call
from e2e.server import Kind
from e2e.steps import open_room
from home.tests.scenes import state_of, words_of

FIRST = {
    "state": state_of("begun"),
    "words": words_of("begun"),
    "me": "alice",
    "seat": 1,
    "holds": [1],
    "seats": [{"here": True, "since": 0}, {"here": True, "since": 0}],
    "spectators": 0,
    "full": False,
    "refusal": None,
    "cell": None,
    "now": 5_000,
}
MOVED = state_of("moved") | {"type": "state", "v": 10}
PLAY = {"type": "play", "cell": 4, "key": "k", "at": 1_000}
REFUSED = {"type": "rejected", "key": "k", "code": "stale", "message": "", "v": 10}
_FOLD = """
const { first, isTimed, reduce } = await find("state")
const models = [first(given.data, 0)]
for (const event of given.events) models.push(reduce(models.at(-1), event))
return models.map((model, index) => ({
  ...model, isTimed: isTimed(model), isSame: index > 0 && model === models[index - 1],
}))
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser, serve_for_session: Serve, kind: Kind):
    """One for all: what is asked of it here changes nothing in it."""
    server = serve_for_session(kind)
    async with await browser.new_context(base_url=server.url) as context:
        page = await context.new_page()
        await open_room(page)
        yield page


@pytest.fixture
def fold(page: Page):
    async def fold(*events, **data):
        given = {"data": FIRST | data, "events": list(events)}
        return await call(page, _FOLD, given)

    return fold


def heard(message, at=1_000):
    return {"type": "message", "message": message, "at": at}


async def test_only_a_newer_state_is_shown(fold):
    old = MOVED | {"v": 9, "board": "X........"}
    *_, newer, doubled, older = await fold(heard(MOVED), heard(MOVED), heard(old))
    assert newer["state"]["board"] == "....X...."
    assert doubled["state"] == older["state"] == newer["state"]


async def test_what_it_does_not_know_changes_nothing(fold):
    _, event, message = await fold({"type": "storm"}, heard({"type": "weather"}))
    assert event["isSame"]
    assert message["state"] == event["state"]


async def test_a_move_is_pencil_until_its_ack_and_ink_until_its_state(fold):
    ack = {"type": "ack", "key": "k", "v": 10}
    _, pencil, ink, settled = await fold(PLAY, heard(ack), heard(MOVED))
    assert (pencil["pending"]["cell"], pencil["pending"]["acked"]) == (4, None)
    assert pencil["isTimed"]
    assert ink["pending"]["acked"] == 10
    assert (settled["pending"], settled["isTimed"]) == (None, False)


async def test_a_state_that_has_the_move_is_as_good_as_its_ack(fold):
    ack = {"type": "ack", "key": "k", "v": 10}
    *_, settled, late = await fold(PLAY, heard(MOVED), heard(ack))
    assert settled["pending"] is late["pending"] is None


async def test_somebody_elses_ack_settles_nothing(fold):
    *_, still = await fold(PLAY, heard({"type": "ack", "key": "other", "v": 10}))
    assert still["pending"]["acked"] is None


async def test_a_refusal_rubs_the_move_out_and_stays_until_the_next_act(fold):
    later = MOVED | {"v": 11}
    *_, refused, same, gone = await fold(
        PLAY, heard(REFUSED), heard(MOVED), heard(later)
    )
    assert refused["pending"] is None
    assert (refused["refusal"]["code"], refused["refusal"]["cell"]) == ("stale", 4)
    # The state that comes with it does not wipe it away, the next one does.
    assert same["refusal"]["code"] == "stale"
    assert gone["refusal"] is None
    *_, acted = await fold(PLAY, heard(REFUSED), {"type": "act"})
    assert acted["refusal"] is None


async def test_what_cannot_be_saved_keeps_its_pencil(fold):
    unavailable = REFUSED | {"code": "unavailable"}
    stuck = {"type": "saving", "saving": "stuck"}
    *_, again, given_up, saved = await fold(
        PLAY, heard(unavailable), stuck, heard({"type": "ack", "key": "k", "v": 10})
    )
    assert (again["saving"], again["pending"]["cell"]) == ("again", 4)
    assert (given_up["saving"], given_up["pending"]["cell"]) == ("stuck", 4)
    assert saved["saving"] == ""


async def test_a_lost_connection_is_counted_from_its_beginning(fold):
    down = {"type": "down", "code": 1006, "at": 1_000}
    welcome = {"type": "welcome", "seat": 2, "mark": "O", "holds": [1, 2], "now": 9_000}
    *_, lost, still, back, shown = await fold(
        down, down | {"at": 9_000}, heard(welcome, at=9_500), heard(MOVED, at=9_600)
    )
    assert lost["down"] == still["down"] == 1_000
    assert (back["down"], back["isBack"], back["seat"]) == (None, True, 2)
    assert (back["holds"], back["skew"]) == ([1, 2], -500)
    assert not shown["isBack"]


async def test_a_short_break_is_not_worth_a_word(fold):
    welcome = {"type": "welcome", "seat": None, "mark": None, "now": 0}
    *_, back = await fold(
        {"type": "down", "code": 1006, "at": 1_000}, heard(welcome, at=2_000)
    )
    assert (back["isBack"], back["seat"], back["holds"]) == (False, None, [1])


async def test_a_final_close_is_told_until_one_tries_again(fold):
    *_, closed, again = await fold(
        {"type": "final", "code": 4001, "reason": "banned", "at": 1_000},
        {"type": "again"},
    )
    assert (closed["final"], closed["why"], closed["down"]) == (4001, "banned", 1_000)
    assert again["final"] is None


async def test_a_rematch_forgets_the_pencil_of_the_game_before(fold):
    rematch = state_of("second game") | {"type": "state", "v": 12}
    *_, begun = await fold(PLAY, heard(rematch))
    assert begun["pending"] is None


async def test_an_aim_is_kept_while_its_cell_is_free(fold):
    aim = {"type": "aim", "cell": 4}
    *_, aimed, taken = await fold(aim, heard(MOVED))
    assert (aimed["aim"], taken["aim"]) == (4, None)
    *_, kept = await fold(aim | {"cell": 5}, heard(MOVED))
    assert kept["aim"] == 5
    *_, placed = await fold(aim, PLAY)
    assert placed["aim"] is None


async def test_away_people_and_pencil_are_watched_by_the_clock(fold):
    away = {"type": "presence", "seats": [None, {"here": False, "since": 5}]}
    *_, gone = await fold(heard(away | {"spectators": 2}))
    assert gone["isTimed"]
    assert gone["presence"]["spectators"] == 2


async def test_a_second_tap_says_at_once_that_the_first_is_on_its_way(fold):
    *_, hurried = await fold(PLAY, {"type": "hurry", "at": 1_010})
    assert hurried["now"] - hurried["pending"]["at"] > 400


async def test_smaller_news(fold):
    *_, offline, copied, ticked, refused = await fold(
        {"type": "network", "online": False},
        {"type": "copied", "copied": "share"},
        {"type": "tick", "at": 77},
        {"type": "refuse", "refusal": {"code": "cell_taken", "cell": 3}},
    )
    assert not offline["online"]
    assert copied["copied"] == "share"
    assert ticked["now"] == 77
    assert (refused["refusal"]["code"], refused["refusal"]["v"]) == ("cell_taken", 9)


async def test_while_a_clock_runs_time_alone_changes_what_is_shown(fold):
    timed = state_of("timed") | {"type": "state", "v": 10}
    over = state_of("out of time") | {"type": "state", "v": 11}
    _, running, stopped = await fold(heard(timed), heard(over))
    assert (running["isTimed"], stopped["isTimed"]) == (True, False)
