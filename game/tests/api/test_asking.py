"""What is asked over HTTP once and answered once."""

import asyncio
import json

import pytest

from game import identity, pace
from game.api.limits import PEOPLE_OF_AN_ADDRESS
from game.api.problems import SENTENCES, STATUSES
from game.bans import ban
from game.engine.commands import HOUSE, Actor, Close, Leave, Move, Sit
from game.engine.events import Player
from game.errors import OF_STREAMS, REFUSALS
from game.tests.api.asked import Asked
from game.tests.api.conftest import bearer
from game.tests.stage import ALICE, BOB, CAROL, alice

pytestmark = pytest.mark.django_db(transaction=True)


def token_of(answer):
    return {"authorization": f"Bearer {answer.json['welcome']['resume']}"}


async def test_a_room_is_opened_by_somebody_new(ask):
    opened = await ask(None, "POST", "/api/rooms", {"variant": "four", "private": True})
    assert opened.status == 201
    room, welcome = opened.json["state"], opened.json["welcome"]
    assert opened.headers["location"] == f"/api/rooms/{room['room']}"
    assert (room["variant"], room["private"], room["v"]) == ("four", True, 2)
    assert (welcome["seat"], welcome["mark"], welcome["holds"]) == (1, "X", [1])
    assert identity.from_token(welcome["resume"])
    assert opened.json["presence"]["seats"][0]["here"]


async def test_a_room_against_the_computer_is_a_game_at_once(ask):
    opened = await ask(None, "POST", "/api/rooms", {"computer": True})
    room, presence = opened.json["state"], opened.json["presence"]
    assert (room["status"], room["turn"], room["v"]) == ("playing", "X", 3)
    assert room["players"][1] == {"name": "Computer", "kind": "bot"}
    assert [seat["here"] for seat in presence["seats"]] == [True, True]
    listing = await ask(None, "GET", "/api/rooms")
    assert [row["code"] for row in listing.json["playing"]] == [room["room"]]


async def test_a_room_needs_no_body(ask):
    opened = await ask(None, "POST", "/api/rooms", b"")
    assert opened.json["state"]["variant"] == "classic"


async def test_the_list_shows_it_at_once(ask):
    opened = await ask(None, "POST", "/api/rooms")
    listing = await ask(None, "GET", "/api/rooms")
    assert listing.status == 200
    (row,) = listing.json["waiting"]
    assert row["code"] == opened.json["state"]["room"]


@pytest.mark.parametrize(
    ("method", "rest"),
    [("GET", ""), ("POST", "/commands"), ("GET", "/events"), ("GET", "/stream")],
)
async def test_who_was_signed_out_while_away_hears_of_it(ask, game, method, rest):
    address = f"/api/rooms/{game}{rest}?seat=1&as={ALICE.id}"
    move = {"type": "move", "cell": 4}
    answer = await ask(CAROL, method, address, move)
    assert (answer.status, answer.json["code"]) == (401, "signed_out")
    # The control: without a word of Alice's page she just has no seat.
    seen = await ask(CAROL, "GET", f"/api/rooms/{game}?seat=1")
    assert (seen.json["welcome"]["seat"], seen.json["state"]["v"]) == (None, 3)


async def test_a_look_tells_what_a_socket_is_told_first(ask, game):
    seen = await ask(ALICE, "GET", f"/api/rooms/{game}")
    assert list(seen.json) == ["welcome", "state", "presence"]
    assert seen.json["welcome"]["seat"] == 1
    assert seen.json["state"]["status"] == "playing"


async def test_who_looks_from_a_seat_is_there_for_a_moment(ask, game):
    await ask(ALICE, "GET", f"/api/rooms/{game}")
    seen = await ask(CAROL, "GET", f"/api/rooms/{game}")
    assert [seat["here"] for seat in seen.json["presence"]["seats"]] == [True, False]


async def test_somebody_new_sits_down_and_is_told_how_to_come_back(ask, code):
    sat = await ask(None, "POST", f"/api/rooms/{code}/commands", {"type": "sit"})
    assert sat.status == 200
    assert (sat.json["type"], sat.json["seat"], sat.json["v"]) == ("ack", 2, 3)
    back = {"authorization": f"Bearer {sat.json['resume']}"}
    assert (await ask(None, "GET", f"/api/rooms/{code}", **back)).json["welcome"][
        "seat"
    ] == 2


async def test_a_move_is_confirmed_once_however_often_it_is_sent(ask, rooms, game):
    move = {"type": "move", "cell": 4, "game": 1, "ply": 0, "key": "k1"}
    path = f"/api/rooms/{game}/commands"
    first, again = [await ask(ALICE, "POST", path, move) for _ in range(2)]
    assert first.json["v"] == again.json["v"] == 4
    assert first.json["key"] == "k1"
    assert (await rooms.find(game)).state.v == 4


async def test_a_room_is_opened_once_for_a_key(ask, rooms):
    body = {"variant": "four", "key": "k1"}
    first, again = [await ask(ALICE, "POST", "/api/rooms", body) for _ in range(2)]
    assert (first.status, again.status) == (201, 201)
    code = first.json["state"]["room"]
    assert again.json["state"]["room"] == code
    other = await ask(ALICE, "POST", "/api/rooms", body | {"variant": "classic"})
    assert other.problem == (400, "bad_message")
    await rooms.ask(code, Leave(), alice)
    left = await ask(ALICE, "POST", "/api/rooms", body)
    assert left.json["welcome"]["seat"] is None
    await rooms.ask(code, Close(), HOUSE)
    gone = await ask(ALICE, "POST", "/api/rooms", body)
    assert gone.problem == (404, "no_such_room")


async def test_a_key_is_good_for_one_command(ask, game):
    path = f"/api/rooms/{game}/commands"
    await ask(ALICE, "POST", path, {"type": "move", "cell": 4, "key": "k1"})
    other = await ask(ALICE, "POST", path, {"type": "move", "cell": 5, "key": "k1"})
    assert other.problem == (400, "bad_message")


@pytest.mark.parametrize(
    ("player", "body", "refusal"),
    [
        (BOB, {"type": "move", "cell": 4}, (409, "not_your_turn")),
        (ALICE, {"type": "move", "cell": 9}, (422, "out_of_range")),
        (ALICE, {"type": "move", "cell": 4, "ply": 3}, (409, "stale")),
        (ALICE, {"type": "rematch", "game": 1, "offer": 9}, (409, "no_offer")),
        (CAROL, {"type": "move", "cell": 4}, (403, "not_seated")),
        (CAROL, {"type": "sit"}, (409, "seat_taken")),
        (ALICE, {"type": "dance"}, (400, "unknown_type")),
        (ALICE, {"type": "move", "cell": True}, (400, "bad_message")),
        (ALICE, [], (400, "bad_message")),
        (ALICE, b"\xff", (400, "bad_message")),
        (ALICE, b"x" * 5000, (400, "bad_message")),
    ],
)
async def test_a_refusal_has_the_socket_s_code(ask, game, player, body, refusal):
    body = json.dumps(body) if isinstance(body, list) else body
    answer = await ask(player, "POST", f"/api/rooms/{game}/commands", body)
    assert answer.problem == refusal
    assert answer.json["message"]
    assert (await ask(None, "GET", f"/api/rooms/{game}")).json["state"]["v"] == 3


async def test_a_refusal_names_its_key_and_the_version(ask, game):
    answer = await ask(
        BOB, "POST", f"/api/rooms/{game}/commands", {"type": "leave", "key": "é"}
    )
    assert answer.problem == (400, "bad_message")
    move = {"type": "move", "cell": 4, "key": "k9"}
    answer = await ask(BOB, "POST", f"/api/rooms/{game}/commands", move)
    assert (answer.json["key"], answer.json["v"]) == ("k9", 3)


async def test_a_seat_can_be_named(ask, rooms, code):
    """One person at both: without a seat nobody knows which is meant."""
    path = f"/api/rooms/{code}/commands"
    sat = await ask(ALICE, "POST", path, {"type": "sit", "seat": 2})
    assert sat.json["seat"] == 2
    move = {"type": "move", "cell": 4}
    assert (await ask(ALICE, "POST", path, move)).problem == (403, "not_seated")
    assert (await ask(ALICE, "POST", f"{path}?seat=1", move)).json["seat"] == 1


async def test_a_ping_is_answered(ask, game):
    answer = await ask(None, "POST", f"/api/rooms/{game}/commands", {"type": "ping"})
    assert (answer.json["type"], answer.json["v"]) == ("pong", 3)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/rooms/AAAAAA", 404, "no_such_room"),
        ("GET", "/api/rooms/AAAAAA/events", 404, "no_such_room"),
        ("GET", "/api/rooms/AAAAAA/stream", 404, "no_such_room"),
        ("POST", "/api/rooms/AAAAAA/commands", 400, "bad_message"),
        ("GET", "/api/rooms/", 404, "not_found"),
        ("GET", "/api/rooms/aaaaaa", 404, "not_found"),
        ("GET", "/api/rooms/AAAAAA/look", 404, "not_found"),
        ("DELETE", "/api/rooms", 405, "method_not_allowed"),
        ("OPTIONS", "/api/rooms", 405, "method_not_allowed"),
        ("GET", "/api/rooms/AAAAAA/commands", 405, "method_not_allowed"),
        ("GET", "/api/rooms/AAAAAA/events?wait=soon", 400, "bad_message"),
        ("GET", "/api/rooms/AAAAAA/events?since=-1", 400, "bad_message"),
    ],
)
async def test_what_leads_nowhere_says_so(ask, method, path, status, code):
    assert (await ask(ALICE, method, path)).problem == (status, code)


@pytest.mark.parametrize("body", [{"variant": "chess"}, {"private": 1}, [1], b"{"])
async def test_a_room_nobody_knows_is_not_opened(ask, body):
    body = json.dumps(body) if isinstance(body, list) else body
    answer = await ask(ALICE, "POST", "/api/rooms", body)
    assert answer.problem == (400, "bad_message")


async def test_the_rest_is_for_others(ask):
    for path in ("/", "/api/", "/api/roomsandmore"):
        assert (await ask(ALICE, "GET", path)).status == 418


async def test_the_banned_are_refused(ask, game, at_the_door):
    await at_the_door(ban, [ALICE.id])
    leave = {"type": "leave"}
    for method, path, body in (
        ("POST", f"/api/rooms/{game}/commands", leave),
        ("POST", "/api/rooms", None),
        ("GET", f"/api/rooms/{game}/stream", None),
    ):
        assert (await ask(ALICE, method, path, body)).problem == (403, "banned")


async def test_haste_is_refused_and_forgotten(ask, game, limits, settings):
    limits(burst=2, rate=5)
    answers = [await ask(ALICE, "GET", f"/api/rooms/{game}") for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["retry-after"]
    assert (await ask(BOB, "GET", f"/api/rooms/{game}")).status == 200

    async def again():
        return (await ask(ALICE, "GET", f"/api/rooms/{game}")).status

    while await again() != 200:
        pass


async def test_storage_in_trouble_is_told(ask, game, storage):
    with storage.locked():
        answer = await ask(
            ALICE, "POST", f"/api/rooms/{game}/commands", {"type": "move", "cell": 4}
        )
    assert answer.problem == (503, "unavailable")
    assert answer.headers["retry-after"]


def test_every_refusal_has_a_status_and_a_sentence():
    assert set(STATUSES) == set(SENTENCES)
    assert set(REFUSALS) - OF_STREAMS < set(STATUSES)


async def test_what_is_said_over_http_is_heard_in_the_room(ask, tabs, game):
    bob = await tabs(BOB, f"game/{game}")
    await bob.hears("welcome")
    await bob.hears("state")
    path = f"/api/rooms/{game}/commands"
    said = await ask(ALICE, "POST", path, {"type": "chat", "text": " Hi ", "key": "k"})
    assert (said.status, said.json["key"], said.json["seat"]) == (200, "k", 1)
    heard = await bob.hears("chat")
    assert (heard["text"], heard["from"]["seat"]) == ("Hi", 1)
    reported = await ask(BOB, "POST", path, {"type": "report", "id": heard["id"]})
    assert reported.status == 200
    gone = await ask(BOB, "POST", path, {"type": "report", "id": 99})
    assert gone.problem == (404, "chat_gone")
    hushed = await ask(BOB, "POST", path, {"type": "hush", "on": True})
    assert hushed.status == 200
    refused = await ask(CAROL, "POST", path, {"type": "chat", "text": "Hello"})
    assert refused.problem == (403, "forbidden")
    refused = await ask(ALICE, "POST", path, {"type": "chat", "text": "\u200b"})
    assert refused.problem == (422, "chat_text")


async def test_many_strangers_of_one_address_are_a_crowd(ask, game, limits):
    """Each answer brings an identity: they are no way around what one may ask."""
    limits(burst=1, rate=0)
    many = range(PEOPLE_OF_AN_ADDRESS + 1)
    people = [Player(f"p{number}", "P") for number in many]
    answers = [await ask(one, "GET", "/api/rooms") for one in people]
    assert [answer.status for answer in answers] == [200] * PEOPLE_OF_AN_ADDRESS + [429]


async def test_rooms_from_one_address_have_a_bound(ask, monkeypatch):
    monkeypatch.setattr(pace, "ROOMS", pace.Pace())
    monkeypatch.setattr(pace, "ROOMS_AT_ONCE", 2)
    opened = [
        await ask(None, "POST", "/api/rooms", {}, client="192.0.2.7") for _ in range(3)
    ]
    assert [one.status for one in opened] == [201, 201, 429]
    assert opened[-1].problem == (429, "rate_limited")
    neighbour = await ask(None, "POST", "/api/rooms", {}, client="192.0.2.8")
    assert neighbour.status == 201


async def test_time_runs_until_all_of_a_command_is_there(rooms):
    code = await rooms.open(ALICE, "classic", private=False, clock=60)
    await rooms.ask(code, Sit(2), Actor(BOB))
    await rooms.ask(code, Move(4), alice)
    path, body = f"/api/rooms/{code}/commands", b'{"type":"move","cell":0}'
    asked = Asked("POST", path, "", bearer(BOB))
    await asked.send_input(
        {"type": "http.request", "body": body[:5], "more_body": True}
    )
    await asyncio.sleep(0.3)
    await asked.send_input({"type": "http.request", "body": body[5:]})
    assert (await asked.answered()).status == 200
    clock = (await rooms.find(code)).state.clock
    assert clock.left[1] <= 59_700
