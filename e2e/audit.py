"""Compares what clients were told with the server's log, read straight from its tables.

The log is the truth: a state is right when it is the fold of the log at its `v`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec

from e2e.database import rows
from game import protocol, render
from game.engine.events import EVENTS, Event
from game.engine.evolve import evolve
from game.engine.state import RoomState

Frame: TypeAlias = dict[str, Any]

LINES: Final = (
    "SELECT room_id, v, type, data, key, seat FROM game_event ORDER BY room_id, v"
)


@dataclass(frozen=True)
class Line:
    v: int
    event: Event
    key: str | None
    seat: int


Log: TypeAlias = Mapping[str, Sequence[Line]]


@dataclass(frozen=True)
class Account:
    """What one client says that it sent and heard."""

    code: str
    sent: list[Frame]
    heard: list[Frame]


def read_log(database: str) -> Log:
    log = defaultdict(list)
    for code, v, name, data, key, seat in rows(database, LINES):
        event = msgspec.json.decode(data, type=EVENTS[name])
        log[code].append(Line(v, event, key, seat))
    return log


def disagreements(log: Log, accounts: Iterable[Account]) -> list[str]:
    """Everything in the accounts that the log does not bear out, and the reverse."""
    by_room = defaultdict(list)
    for account in accounts:
        by_room[account.code].append(account)
    return [
        f"{code}: {problem}"
        for code, told in by_room.items()
        for problem in _problems(log.get(code, ()), code, told)
    ]


def states_of(code: str, lines: Sequence[Line]) -> dict[int, Frame]:
    """The state at every version, as the wire words it."""
    states: dict[int, Frame] = {}
    state: RoomState | None = None
    for line in lines:
        state = evolve(state, line.event)
        states[line.v] = json.loads(protocol.encode(render.state_message(code, state)))
    return states


def _problems(
    lines: Sequence[Line], code: str, accounts: Sequence[Account]
) -> Iterator[str]:
    if [line.v for line in lines] != list(range(1, len(lines) + 1)):
        yield "the log has gaps"
        return
    states = states_of(code, lines)
    for account in accounts:
        yield from _told_otherwise(states, account)
    yield from _keys_astray(lines, accounts)


def _told_otherwise(states: Mapping[int, Frame], account: Account) -> Iterator[str]:
    shown = [frame for frame in account.heard if frame["type"] == "state"]
    for frame in shown:
        if frame != states.get(frame["v"]):
            yield f"a client saw another state at {frame['v']}: {frame}"
    versions = [frame["v"] for frame in shown]
    if versions != sorted(versions):
        yield f"a client saw time run backwards: {versions}"
    if not versions or versions[-1] != len(states):
        yield f"a client ends at {versions[-1:]}, the log at {len(states)}"


def _keys_astray(lines: Sequence[Line], accounts: Sequence[Account]) -> Iterator[str]:
    """Each key confirmed stands in the log at that very place, and no other does."""
    stored = {line.key: line.v for line in lines if line.key is not None}
    if len(stored) != sum(line.key is not None for line in lines):
        yield "a key stands in the log twice"
    confirmed: dict[str, int] = {}
    for account in accounts:
        for frame in account.heard:
            if frame["type"] != "ack":
                continue
            if confirmed.setdefault(frame["key"], frame["v"]) != frame["v"]:
                yield f"one command, two answers: {frame}"
    for key in confirmed.keys() | stored.keys():
        told, kept = confirmed.get(key), stored.get(key)
        if told != kept:
            yield f"{key}: confirmed at {told}, in the log at {kept}"
