"""Two hundred games at once through real sockets, and an audit of all that was said."""

import asyncio
import copy
import resource
from collections.abc import Callable
from typing import Any, Final

import pytest
import pytest_asyncio

from e2e.audit import Account, Log, disagreements, read_log
from e2e.bot import Frame
from e2e.conftest import quiet
from e2e.tables import Table

GAMES: Final = 200
NO_LIMIT: Final = {"SOCKET_BURST": "1000000", "SOCKET_RATE": "1000000"}


@pytest.fixture
def busy_server(kind, serve_for_session):
    """Its clients are in more of a hurry than people; and they are many."""
    allow_many_sockets()
    server = serve_for_session(kind, **NO_LIMIT)
    with quiet(server):
        yield server


@pytest.mark.timeout(240)
async def test_all_clients_of_many_games_saw_what_the_log_says(busy_server):
    opening, start = asyncio.Semaphore(20), asyncio.Barrier(GAMES)
    tables = [Table(busy_server, number, opening, start) for number in range(GAMES)]
    async with asyncio.TaskGroup() as group:
        told = [group.create_task(table.play()) for table in tables]
    accounts = [account for table in told for account in table.result()]
    log = read_log(busy_server.database)
    assert disagreements(log, accounts) == []
    assert len({account.code for account in accounts}) == GAMES
    assert len(accounts) == 3 * GAMES
    # The script did what it set out to do: nothing here was agreement in silence.
    answers = [frame for account in accounts for frame in account.heard]
    codes = {frame["code"] for frame in answers if frame["type"] == "rejected"}
    assert codes >= {"not_your_turn", "cell_taken", "out_of_range", "stale"}
    keys = [(id(a), f["key"]) for a in accounts for f in a.sent if "key" in f]
    assert len(keys) - len(set(keys)) > GAMES, "too few were sent twice"


TAMPERINGS: Final[dict[str, Callable[[list[Account], Log], None]]] = {}


def tampering(change: Callable[[list[Account], Any], None]) -> None:
    TAMPERINGS[change.__name__] = change


@tampering
def a_mark_moves(accounts, _log):
    newest(accounts[2], "state")["board"] = "X" * 9


@tampering
def a_score_is_off_by_one(accounts, _log):
    newest(accounts[0], "state")["score"][2] += 1


@tampering
def a_state_is_of_another_version(accounts, _log):
    newest(accounts[1], "state")["v"] -= 1


@tampering
def a_client_is_left_behind(accounts, _log):
    last, heard = newest(accounts[2], "state"), accounts[2].heard
    heard[:] = [frame for frame in heard if frame != last]  # it may come twice


@tampering
def states_come_in_the_wrong_order(accounts, _log):
    accounts[0].heard.reverse()


@tampering
def a_move_was_confirmed_and_is_lost(accounts, _log):
    accounts[0].heard.append({"type": "ack", "key": "lost", "v": 3})


@tampering
def a_move_was_confirmed_elsewhere(accounts, _log):
    newest(accounts[0], "ack")["v"] += 1


@tampering
def a_move_was_stored_and_never_confirmed(accounts, _log):
    ack = newest(accounts[1], "ack")
    accounts[1].heard[:] = [frame for frame in accounts[1].heard if frame != ack]


@tampering
def the_end_of_the_log_is_lost(accounts, log):
    log[accounts[0].code].pop()


@tampering
def a_line_of_the_log_is_lost(accounts, log):
    del log[accounts[0].code][3]


@tampering
def the_room_is_lost(accounts, log):
    del log[accounts[0].code]


@pytest_asyncio.fixture(loop_scope="session")
async def one_game(busy_server):
    accounts = await Table(busy_server).play()
    log = read_log(busy_server.database)
    return accounts, {accounts[0].code: log[accounts[0].code]}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS.keys())
async def test_the_audit_notices(one_game, tamper):
    accounts, log = copy.deepcopy(one_game)
    assert disagreements(log, accounts) == []
    tamper(accounts, log)
    assert disagreements(log, accounts)


def newest(account: Account, kind: str) -> Frame:
    return next(frame for frame in reversed(account.heard) if frame["type"] == kind)


def allow_many_sockets() -> None:
    """Three for each game, on either side; the server inherits the limit."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096 if most == resource.RLIM_INFINITY else min(4096, most)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
