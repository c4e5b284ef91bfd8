"""Compares what clients were told with what the database holds; neither is trusted.

It reads the tables by itself and folds the logs with the rules alone: nothing that
serves a game takes part in judging it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import msgspec

from e2e.database import rows
from e2e.faults.history import History, Note, What
from game import protocol, render
from game.engine.board import Mark
from game.engine.errors import Rejection
from game.engine.events import EVENTS, Event, Moved
from game.engine.evolve import evolve
from game.engine.state import RoomState

SQL: Final = "SELECT room_id, v, type, data, seat, key FROM game_event ORDER BY id"


@dataclass(frozen=True, slots=True)
class Row:
    v: int
    event: Event
    seat: int
    key: str | None


Log: TypeAlias = list[Row]


@dataclass
class Verdict:
    """Counts of what may never happen; each case has its sentence in `findings`."""

    confirmed: int = 0
    lost: int = 0
    doubled: int = 0
    holes: int = 0
    findings: list[str] = field(default_factory=list)

    def find(self, sentence: str) -> None:
        self.findings.append(sentence)


def read_logs(database: str) -> dict[str, Log]:
    """Every room's rows in the order of `v`; the address is a URL, or a SQLite file."""
    logs: defaultdict[str, Log] = defaultdict(list)
    for room, v, name, data, seat, key in rows(database, SQL):
        event = msgspec.json.decode(data, type=EVENTS[name])
        logs[room].append(Row(v, event, seat, key))
    for log in logs.values():
        log.sort(key=lambda row: row.v)
    return dict(logs)


def read_positions(database: str) -> dict[str, int]:
    sql = "SELECT room_id, MAX(v) FROM game_event GROUP BY room_id"
    return {str(room): int(v) for room, v in rows(database, sql)}


def check(logs: Mapping[str, Log], histories: Iterable[History]) -> Verdict:
    verdict = Verdict()
    told: defaultdict[str, list[History]] = defaultdict(list)
    for history in histories:
        told[history.room].append(history)
    for room, group in told.items():
        log = logs.get(room, [])
        _check_log(verdict, room, log)
        texts = _states(verdict, room, log)
        for history in group:
            _check_answers(verdict, history, log)
            _check_screen(verdict, history, texts)
    return verdict


def _check_log(verdict: Verdict, room: str, log: Log) -> None:
    for number, row in enumerate(log, 1):
        if row.v != number:
            verdict.holes += 1
            verdict.find(f"{room}: v {row.v} stands where {number} should")
            break
    keys = [row.key for row in log if row.key is not None]
    for key in {key for key in keys if keys.count(key) > 1} if _doubled(keys) else ():
        verdict.doubled += 1
        verdict.find(f"{room}: {key} happened {keys.count(key)} times")


def _doubled(keys: Sequence[str]) -> bool:
    return len(set(keys)) != len(keys)


def _states(verdict: Verdict, room: str, log: Log) -> dict[int, str]:
    """What each version looks like on the wire, by the rules alone."""
    texts: dict[int, str] = {}
    state: RoomState | None = None
    for row in log:
        try:
            _check_turn(state, row.event)
            state = evolve(state, row.event)
        except (Rejection, ValueError, TypeError) as error:
            verdict.find(f"{room}: v {row.v} breaks the rules: {error}")
            break
        texts[state.v] = protocol.encode(render.state_message(room, state))
    return texts


def _check_turn(state: RoomState | None, event: Event) -> None:
    if isinstance(event, Moved) and state is not None:
        mark: Mark = state.mark_of(event.seat)
        if state.turn is not mark:
            raise ValueError(f"{mark} moved out of turn")


def _check_answers(verdict: Verdict, history: History, log: Log) -> None:
    rows = {row.key: row for row in log if row.key is not None}
    answers: defaultdict[str, set[tuple[What, int]]] = defaultdict(set)
    for note in history.notes:
        if note.what in {What.ACKED, What.REFUSED}:
            v = note.v if note.what is What.ACKED else 0
            answers[note.key].add((note.what, v))
    sent = {note.key: note for note in history.of(What.SENT)}
    for key, given in answers.items():
        who = f"{history.room}: {history.name}"
        if len(given) > 1:
            verdict.find(f"{who} heard different answers to {key}: {sorted(given)}")
        for what, v in given:
            if what is What.ACKED:
                verdict.confirmed += 1
                _check_kept(verdict, who, sent[key], v, rows.get(key))
            elif key in rows:
                verdict.find(f"{who} was refused {key}, which stands in the log")


def _check_kept(
    verdict: Verdict, who: str, sent: Note, v: int, row: Row | None
) -> None:
    if row is None or row.v != v:
        verdict.lost += 1
        found = "is not in the log" if row is None else f"stands at v {row.v}"
        verdict.find(f"{who} was confirmed {sent.key} at v {v}; it {found}")
        return
    frame: dict[str, Any] = json.loads(sent.text)
    if isinstance(row.event, Moved):
        is_same = frame["type"] == "move" and row.seat == row.event.seat
        if not is_same:
            verdict.find(f"{who} sent {sent.text}; the log says {row.event}")


def _check_screen(verdict: Verdict, history: History, texts: Mapping[int, str]) -> None:
    who = f"{history.room}: {history.name}"
    for note in history.of(What.SAW):
        if texts.get(note.v) != note.text:
            verdict.find(
                f"{who} saw {note.text} where the log says {texts.get(note.v)}"
            )
            break
    newest = max(texts, default=0)
    if history.v != newest:
        verdict.find(f"{who} ended at v {history.v}, the log at {newest}")
    _check_seats(verdict, who, history)


def _check_seats(verdict: Verdict, who: str, history: History) -> None:
    """Once in its seat, a player is never welcomed without it."""
    seated = False
    for note in history.of(What.WELCOME):
        if seated and note.v != history.seat:
            verdict.find(f"{who} lost its seat")
            return
        seated = seated or note.v == history.seat
