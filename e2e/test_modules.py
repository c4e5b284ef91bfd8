"""The page's own modules, called alone: what they make of late and odd messages."""

from typing import Any

import pytest_asyncio
from playwright.async_api import Page

from e2e.modules import call
from e2e.steps import open_room

FOLD = """
const { first, reduce } = await find("state")
const data = {
  state: given.start, words: {}, seat: 1, holds: [1], seats: [null, null],
  spectators: 0, full: false, refusal: null, cell: null, now: 0,
}
const step = (model, event) => reduce(model, { at: 0, ...event })
return given.events.reduce(step, first(data, 0))
"""


def state(v: int, moves: str = "", **more: Any) -> dict[str, Any]:
    cells = [int(cell) for cell in moves]
    board = ["."] * 9
    for number, cell in enumerate(cells):
        board[cell] = "XO"[number % 2]
    turn = "XO"[len(cells) % 2]
    return {
        "type": "state",
        "v": v,
        "game": 1,
        "ply": len(cells),
        "moves": cells,
        "board": "".join(board),
        "turn": turn,
    } | more


def told(*messages: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "message", "message": message} for message in messages]


PLAY = {"type": "play", "cell": 4, "key": "k1"}
ACK = {"type": "ack", "key": "k1", "v": 3}


def rejected(code: str, key: str = "k1") -> dict[str, Any]:
    return {"type": "rejected", "key": key, "code": code, "message": "No.", "v": 2}


@pytest_asyncio.fixture(loop_scope="session")
async def fold(alice: Page):
    await open_room(alice)

    async def fold(*events: dict[str, Any]) -> dict[str, Any]:
        given = {"start": state(2), "events": events}
        model: dict[str, Any] = await call(alice, FOLD, given)
        return model

    return fold


async def test_only_what_is_newer_counts(fold):
    late, doubled = state(1, "0"), state(3, "8")
    model = await fold(*told(state(3, "4"), late, doubled, {"type": "news", "v": 9}))
    assert model["state"] == state(3, "4")
    model = await fold(*told(state(5, "401"), state(4, "40"), state(3, "4")))
    assert model["state"]["v"] == 5
    assert await fold({"type": "nonsense"}) == await fold()


async def test_a_move_is_settled_in_whatever_order_its_answers_come(fold):
    pencil = (await fold(PLAY))["pending"]
    assert (pencil["cell"], pencil["acked"]) == (4, None)
    assert (await fold(PLAY, *told(ACK)))["pending"]["acked"] == 3
    mine = state(3, "4")
    for answers in ((ACK, mine), (mine, ACK), (mine,), (state(4, "40"), ACK)):
        assert (await fold(PLAY, *told(*answers)))["pending"] is None, answers
    # What has nothing to do with it leaves it in pencil.
    for noise in (
        state(3),
        ACK | {"key": "k2"},
        rejected("stale", "k2"),
        rejected("unavailable"),
        {"type": "presence", "seats": [None, None], "spectators": 4},
    ):
        assert (await fold(PLAY, *told(noise)))["pending"] is not None, noise
    # The game that it was made in is over.
    assert (await fold(PLAY, *told(state(3, game=2))))["pending"] is None


async def test_a_refusal_stays_until_the_room_or_the_player_moves_on(fold):
    refused = [PLAY, *told(rejected("cell_taken"))]
    model = await fold(*refused)
    assert model["pending"] is None
    assert (model["refusal"]["code"], model["refusal"]["cell"]) == ("cell_taken", 4)
    assert (await fold(*refused, *told(state(2))))["refusal"] is not None
    assert (await fold(*refused, *told(state(3, "4"))))["refusal"] is None
    assert (await fold(*refused, PLAY))["refusal"] is None
    assert (await fold(*refused, {"type": "aim", "cell": 3}))["refusal"] is None


async def test_a_lost_line_is_counted_from_its_first_failure(fold):
    down = [{"type": "down", "code": 1006, "at": at} for at in (10, 500)]
    model = await fold(*down)
    assert (model["down"], model["downCode"]) == (10, 1006)
    welcome = {"type": "welcome", "seat": 2, "mark": "O", "now": 5010}
    back = {"type": "message", "message": welcome, "at": 5000}
    model = await fold(*down, back)
    assert (model["down"], model["isBack"], model["seat"]) == (None, True, 2)
    assert model["skew"] == 10
    model = await fold(*down, back, *told(state(3, "4")))
    assert not model["isBack"]


DELAYS = [
    # close code, failed tries, least and most milliseconds
    (1006, 0, 250, 500),
    (1006, 1, 500, 1000),
    (1001, 3, 2000, 4000),
    (1011, 9, 7500, 15_000),
    (4009, 0, 250, 500),
    (4011, 1, 500, 1000),
    (4012, 5, 200, 2000),
    (4008, 0, 5000, 10_000),
    (0, 40, 7500, 15_000),
]


async def test_how_long_it_waits_before_it_comes_back(alice: Page):
    await open_room(alice)
    waits = await call(
        alice,
        """
        const { delay } = await find("socket")
        return given.map(([code, tries]) =>
          [0, 1].map((luck) => delay(code, tries, () => luck)))
        """,
        DELAYS,
    )
    assert waits == [[least, most] for *_, least, most in DELAYS]


async def test_which_closes_are_final(alice: Page):
    await open_room(alice)
    heard = await call(
        alice,
        """
        const { Socket } = await find("socket")
        const made = []
        window.WebSocket = class {
          static OPEN = 1
          readyState = 1
          constructor(url) { made.push(this); this.url = String(url) }
          send() {}
          close() {}
        }
        return given.map((code) => {
          const heard = []
          const socket = new Socket("/ws/game/K7QX2M?seat=1", {
            onMessage: () => heard.push("message"),
            onDown: (code) => heard.push(`down ${code}`),
            onFinal: (code) => heard.push(`final ${code}`),
          })
          const wire = made.at(-1)
          wire.onmessage({ data: '{"type":"pong"}' })
          wire.onmessage({ data: '{"type":"state"}' })
          wire.onclose({ code })
          wire.onclose({ code })
          return heard
        })
        """,
        [4000, 4001, 4003, 4004, 4013, 4008, 4009, 4011, 4012, 1001, 1006, 1012],
    )
    finals = [["message", f"final {code}"] for code in (4000, 4001, 4003, 4004, 4013)]
    downs = [
        ["message", f"down {code}"]
        for code in (4008, 4009, 4011, 4012, 1001, 1006, 1012)
    ]
    assert heard == finals + downs
