"""What the databases are told beside their address."""

from environ import Env

from tictac.databases import with_options


def options_of(url: str) -> dict:
    return with_options(Env.db_url_config(url), pool=3)


def test_sqlite_waits_less_than_two_seconds_for_others():
    database = options_of("sqlite:////data/some.sqlite3")
    assert database["NAME"] == "/data/some.sqlite3"
    assert database["OPTIONS"]["timeout"] < 2
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]


def test_postgres_keeps_connections_in_a_pool_that_checks_them():
    database = options_of("postgres://alice:secret@db:5433/tictac")
    assert database["OPTIONS"]["pool"]["max_size"] == 3
    assert database["OPTIONS"]["pool"]["timeout"] < 1
    assert database["CONN_MAX_AGE"] == 0
    assert database["CONN_HEALTH_CHECKS"] is True


def test_options_of_the_address_are_kept_but_not_its_idea_of_a_pool():
    database = options_of("postgres://db/tictac?sslmode=require&pool=true")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["max_size"] == 3


def test_another_database_is_left_as_it_is():
    database = {"ENGINE": "django.db.backends.mysql", "NAME": "tictac"}
    assert with_options(database, pool=3) == database
