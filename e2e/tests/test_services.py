"""The servers that tests break on purpose."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from e2e.brokers import Valkey
from e2e.postgres import Postgres
from e2e.services import Service, children

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as postgres:
        yield postgres


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with Valkey() as valkey:
        yield valkey


@pytest.fixture(params=["valkey", "postgres"])
def service(request: pytest.FixtureRequest) -> Service:
    service: Service = request.getfixturevalue(request.param)
    return service


@pytest.fixture
def table(postgres: Postgres) -> Iterator[str]:
    url = postgres.make_database("story")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (v int PRIMARY KEY)")
    yield url
    postgres.drop_database("story")


def test_valkey_answers_at_its_address(valkey: Valkey):
    with redis.Redis.from_url(valkey.url) as client:
        client.set("word", "kept")
        assert client.get("word") == b"kept"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_postgres_keeps_what_was_committed(
    postgres: Postgres, table: str, how: signal.Signals
):
    with psycopg.connect(table) as connection:
        connection.execute("INSERT INTO kept VALUES (1)")
    postgres.restart(how)
    with psycopg.connect(table) as connection:
        assert connection.execute("SELECT v FROM kept").fetchall() == [(1,)]


def test_postgres_keeps_it_over_a_kill(postgres: Postgres, table: str):
    connection = psycopg.connect(table, autocommit=True)
    connection.execute("INSERT INTO kept VALUES (1)")
    postgres.kill()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("INSERT INTO kept VALUES (2)")
    postgres.start()
    with psycopg.connect(table) as connection:
        assert connection.execute("SELECT v FROM kept").fetchall() == [(1,)]


def test_the_dead_answer_nobody_and_come_back_at_their_address(service: Service):
    url = service.url
    service.kill()
    assert not service.answers()
    service.start()
    assert service.url == url
    assert service.answers()


def test_the_paused_hang_with_all_that_belongs_to_them(service: Service):
    service.pause()
    states = {
        Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        for pid in (service.pid, *children(service.pid))
    }
    assert states == {"T"}
    assert not service.answers()
    service.resume()
    assert service.answers()


def test_the_paused_can_be_stopped(service: Service):
    service.pause()
    service.restart()
    assert service.answers()


@pytest.mark.parametrize("kind", [Valkey, Postgres])
def test_nothing_is_left_behind(kind: type[Service]):
    with kind() as service:
        pids = (service.pid, *children(service.pid))
        folder = service.folder
    assert not folder.exists()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
