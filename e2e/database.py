"""Reads a server's tables from outside, whichever database has them."""

import sqlite3
from contextlib import closing
from typing import Any

import psycopg


def rows(database: str, sql: str) -> list[tuple[Any, ...]]:
    """What the question brings; the address is a URL, or a SQLite file's path."""
    if database.startswith("postgres"):
        with psycopg.connect(database, connect_timeout=5) as connection:
            return list(connection.execute(sql.encode()))
    address = f"file:{database}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
        return list(connection.execute(sql))
