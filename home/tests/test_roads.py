"""The two roads beside the socket, asked as a server asks them."""

import asyncio
import json
import time

import pytest

from game.errors import REFUSALS
from game.pace import Pace
from home import roads
from home.roads import Roads


class Asked:
    """The answer to one request, and when each part of it came."""

    def __init__(self):
        self.status = 0
        self.headers = {}
        self.parts = []
        self.times = []

    async def hear(self, message):
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.parts.append(message["body"])
            self.times.append(time.monotonic())
            self.is_over = not message.get("more_body", False)

    @property
    def told(self):
        return json.loads(b"".join(self.parts))


async def ask(path, query="", method="GET"):
    async def page(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    async def receive():
        return {"type": "http.request"}

    answer = Asked()
    scope = {"path": path, "method": method, "query_string": query.encode("latin-1")}
    await Roads(page)(scope, receive, answer.hear)
    assert answer.is_over
    return answer


async def test_the_stream_ticks_and_ends(monkeypatch):
    monkeypatch.setattr(roads, "PAUSE", 0.03)
    answer = await ask("/connection/stream")
    assert answer.status == 200
    assert answer.headers[b"content-type"].startswith(b"text/event-stream")
    assert answer.headers[b"x-accel-buffering"] == b"no"
    *events, end = answer.parts
    assert end == b""
    told = [json.loads(event.split(b"data: ")[1]) for event in events]
    assert [event.split(b"\n")[0] for event in events] == [
        b"id: %d" % number for number in range(1, 6)
    ]
    assert [tick["tick"] for tick in told] == [1, 2, 3, 4, 5]
    for tick, at in zip(told, answer.times, strict=False):
        assert tick["waited"] / 1000 == pytest.approx(at - answer.times[0], abs=0.02)


async def test_a_poll_waits_a_moment_and_says_back_what_was_asked():
    began = time.monotonic()
    answer = await ask("/connection/poll", "asked=3-x_Y")
    took = time.monotonic() - began
    assert answer.status == 200
    assert answer.told["asked"] == "3-x_Y"
    assert roads.HELD * 900 <= answer.told["waited"] <= took * 1000


@pytest.mark.parametrize(
    "query",
    [
        "",
        "asked=",
        "asked=%3Cb%3E",
        "asked=a%0a",
        f"asked={'a' * 33}",
        "asked=%ff",
        "&",
    ],
)
async def test_a_poll_for_anything_odd_is_refused(query):
    answer = await ask("/connection/poll", query)
    assert answer.status == 400
    assert answer.told == {
        "code": "bad_message",
        "message": REFUSALS["bad_message"],
    }


@pytest.mark.parametrize("path", ["/connection/poll", "/connection/stream"])
async def test_no_answer_may_be_kept_or_shown_elsewhere(path, monkeypatch):
    monkeypatch.setattr(roads, "PAUSE", 0)
    headers = (await ask(path, "asked=1")).headers
    assert headers[b"cache-control"] == b"no-store, no-transform"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"cross-origin-resource-policy"] == b"same-origin"


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/connection/", "GET"),
        ("/connection/poll/", "GET"),
        ("/connection/poll", "POST"),
    ],
)
async def test_all_else_goes_on_to_the_pages(path, method):
    assert (await ask(path, "asked=1", method)).status == 404


async def test_who_goes_away_is_not_waited_for():
    asking = asyncio.ensure_future(ask("/connection/stream"))
    await asyncio.sleep(0.05)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_too_much_of_one_address_is_refused(monkeypatch):
    monkeypatch.setattr(roads, "PACE", Pace())
    monkeypatch.setattr(roads, "BURST", 2)
    monkeypatch.setattr(roads, "RATE", 0)
    asked = [await ask(roads.POLL, "asked=1") for _ in range(3)]
    assert [one.status for one in asked] == [200, 200, 429]
    assert asked[-1].told["code"] == "rate_limited"
