"""What other programs may ask, and what they hear."""

import json
from typing import Any

import pytest
from django.db import DatabaseError
from prometheus_client import REGISTRY

from game import metrics
from game.database import answers
from game.database import close as disconnect
from tictac import probes
from tictac.probes import Probes, Readiness, may_read_metrics


class Asked:
    """The answer to one request."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""

    async def hear(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.body += message["body"]


async def ask(path: str, method: str = "GET", client: str = "127.0.0.1") -> Asked:
    async def page(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"a page"})

    answer = Asked()
    scope = {"path": path, "method": method, "client": (client, 1), "headers": []}

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    await Probes(page)(scope, receive, answer.hear)
    return answer


@pytest.fixture(autouse=True)
def readiness(monkeypatch) -> Readiness:
    readiness = Readiness()
    monkeypatch.setattr(probes, "READINESS", readiness)
    return readiness


@pytest.fixture
def database(monkeypatch):
    """Say whether the database answers."""

    def is_there(*, answers: bool) -> None:
        async def check() -> bool:
            return answers

        checks = dict(probes.CHECKS) | {"database": check}
        monkeypatch.setattr(probes, "CHECKS", checks)

    is_there(answers=True)
    return is_there


async def test_a_process_that_answers_is_alive():
    answer = await ask("/healthz")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "alive"})
    assert answer.headers[b"content-type"] == b"application/json"
    assert answer.headers[b"cache-control"] == b"no-store"


async def test_other_pages_are_not_its_business(database):
    assert (await ask("/")).body == b"a page"
    assert (await ask("/readyz", "POST")).body == b"a page"


async def test_a_head_has_no_body(database):
    answer = await ask("/readyz", "HEAD")
    assert (answer.status, answer.body) == (200, b"")


async def test_it_is_ready_when_all_answer(database):
    answer = await ask("/readyz")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "ready"})


async def test_it_says_what_does_not_answer(database, monkeypatch):
    database(answers=False)

    class Layer:
        is_connected = False

    monkeypatch.setattr(probes, "get_channel_layer", Layer)
    answer = await ask("/readyz")
    assert answer.status == 503
    assert json.loads(answer.body) == {
        "status": "not ready",
        "failing": ["database", "layer"],
    }


async def test_while_it_drains_it_wants_no_work_but_lives(database, readiness):
    readiness.drain()
    answer = await ask("/readyz")
    assert (answer.status, json.loads(answer.body)["failing"]) == (503, ["draining"])
    assert (await ask("/healthz")).status == 200


@pytest.mark.django_db(transaction=True)
async def test_the_database_is_really_asked(monkeypatch):
    assert await answers()

    def broken() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("game.log.ping", broken)
    assert not await answers()
    disconnect()


async def test_the_metrics_are_in_the_words_of_prometheus():
    metrics.MOVES.inc()
    answer = await ask("/metrics")
    assert answer.status == 200
    assert answer.headers[b"content-type"].startswith(b"text/plain; version=")
    text = answer.body.decode()
    for name in (
        *("tictac_sockets", "tictac_rooms", "tictac_moves_total"),
        *("tictac_commit_seconds_bucket", "tictac_move_to_last_socket_seconds_bucket"),
        *('tictac_rejections_total{code="stale"}', "tictac_layer_errors_total"),
        'tictac_resyncs_total{who="client"}',
    ):
        assert f"\n{name}" in text


async def test_the_metrics_are_for_listed_addresses_only():
    assert (await ask("/metrics", client="192.0.2.1")).status == 403


@pytest.mark.parametrize(
    ("client", "headers", "may"),
    [
        (("127.0.0.1", 1), [], True),
        (("::1", 1), [], True),
        (("10.1.2.3", 1), [], True),
        (("10.1.2.3", 1), [(b"x-forwarded-for", b"10.1.2.3")], True),
        (("192.0.2.1", 1), [], False),
        (("127.0.0.1", 1), [(b"x-forwarded-for", b"192.0.2.1")], False),
        (("not an address", 1), [], False),
        (None, [], False),
    ],
)
def test_who_may_read_the_metrics(settings, client, headers, may: bool):
    settings.METRICS_ALLOW = ["127.0.0.1", "::1", "10.0.0.0/8"]
    assert may_read_metrics({"client": client, "headers": headers}) is may


def test_every_refusal_is_counted_under_its_code():
    before = REGISTRY.get_sample_value("tictac_rejections_total", {"code": "stale"})
    metrics.REJECTIONS["stale"].inc()
    after = REGISTRY.get_sample_value("tictac_rejections_total", {"code": "stale"})
    assert before is not None
    assert after == before + 1
