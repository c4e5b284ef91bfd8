"""What each kind of database is told, so that trouble shows within two seconds."""

from typing import Any, Final

PATIENCE: Final = 0.7  # seconds to wait for a connection; two may wait in a row
BUSY: Final = 1.8  # seconds to wait for another process that writes
UNHEARD_MS: Final = 2000  # what is sent and never received means a dead connection


def with_options(database: dict[str, Any], *, pool: int) -> dict[str, Any]:
    """Add to what a URL says: a URL's own options win, except for the pool."""
    own = database.get("OPTIONS", {})
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return database | {"OPTIONS": _sqlite() | own}
    if database["ENGINE"] == "django.db.backends.postgresql":
        options = _postgres() | own | {"pool": _pool(pool)}
        return database | {
            "OPTIONS": options,
            "CONN_MAX_AGE": 0,  # the pool keeps them
            "CONN_HEALTH_CHECKS": True,
        }
    return database


def _sqlite() -> dict[str, Any]:
    # IMMEDIATE: a transaction that upgrades from reading to writing fails at once
    # under load instead of waiting its turn.
    return {
        "timeout": BUSY,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }


def _postgres() -> dict[str, Any]:
    return {
        "connect_timeout": 2,
        "tcp_user_timeout": UNHEARD_MS,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
    }


def _pool(size: int) -> dict[str, Any]:
    """Small: each process has one writer, one reader, and a page now and then.

    Its own attempts to come back are given up early, since they come ever more rarely;
    whoever wants a connection next begins a new one.
    """
    return {
        "min_size": 1,
        "max_size": size,
        "timeout": PATIENCE,
        "reconnect_timeout": PATIENCE,
    }
