"""How one round of each kind of scene goes, and what of it is measured."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import cycle
from typing import Final, TypeAlias

from e2e.bench import checking, machine
from e2e.bench.client import Client
from e2e.bench.crowd import Crowd, come, leave, settle
from e2e.bench.figures import UNTIMED, Sample, Times
from e2e.bench.loop import Loop, TroubleError
from e2e.bench.players import Performer, Rusher
from e2e.bench.targets import Room, Target

# Give it the seconds it may take.
Round: TypeAlias = Callable[[float], Sample]
Rounds: TypeAlias = Iterator[Round]

JOINING_ROOMS: Final = 500
MOST_VISITORS: Final = 5_000
IDLE_ROOMS: Final = 1_000
FIRST_VISITORS: Final = 500  # until memory holds all that is made once
REST_SECONDS: Final = 1.0
SPARE_FILES: Final = 1_000


class Meter:
    """Begins to measure when it is made."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._cpu = target.cpu()
        self._load = time.process_time()
        self._start = time.perf_counter()

    def read(
        self, units: int, answers: Times = UNTIMED, screens: Times = UNTIMED
    ) -> Sample:
        seconds = time.perf_counter() - self._start
        load = time.process_time() - self._load
        if not units:
            raise TroubleError("Nothing was done in a whole round.")
        cpu = self._target.cpu() - self._cpu
        return Sample(units, seconds, cpu, load, answers, screens)


@contextlib.contextmanager
def moves(rooms: int, target: Target) -> Rounds:
    with _visit(Crowd(target, target.rooms(rooms))) as crowd:
        yield partial(_play, crowd, 1)


@contextlib.contextmanager
def fan_out(watchers: int, target: Target) -> Rounds:
    """One room: a move, and when the last has seen it the next; players see it too."""
    crowd = Crowd(target, target.open_rooms(1), Performer, watchers)
    with _visit(crowd):
        yield partial(_play, crowd, watchers + 2 if watchers else 1)


@contextlib.contextmanager
def refusals(rooms: int, target: Target) -> Rounds:
    with _visit(Crowd(target, target.open_rooms(rooms), Rusher)) as crowd:
        yield partial(_play, crowd, 1)


@contextlib.contextmanager
def joins(target: Target) -> Rounds:
    """Visitors come to rooms where two players sit."""
    with _visit(Crowd(target, target.rooms(JOINING_ROOMS))) as crowd:

        def round_of_joins(seconds: float) -> Sample:
            visitors: list[Client] = []
            meter = Meter(target)
            come(crowd.loop, _visitors(crowd, seconds, visitors))
            sample = meter.read(len(visitors))
            _see_off(crowd, visitors)
            return sample

        yield round_of_joins


@contextlib.contextmanager
def leaves(target: Target) -> Rounds:
    """The same visitors go, with a closing handshake, all at once."""
    with _visit(Crowd(target, target.rooms(JOINING_ROOMS))) as crowd:

        def round_of_leaves(seconds: float) -> Sample:
            visitors: list[Client] = []
            come(crowd.loop, _visitors(crowd, seconds, visitors))
            settle(crowd.loop, visitors)
            meter = Meter(target)
            leave(crowd.loop, visitors)
            return meter.read(len(visitors))

        yield round_of_leaves


@contextlib.contextmanager
def idle(connections: int, target: Target) -> Rounds:
    """A server just started, with its rooms; then all come and do nothing."""
    number = min(connections, machine.most_files() - SPARE_FILES)
    with target.again() as fresh:
        loop, rooms = Loop(), fresh.open_rooms(IDLE_ROOMS)

        def round_of_rest(_seconds: float) -> Sample:
            first = _guests(loop, fresh, rooms, FIRST_VISITORS)
            come(loop, first)
            leave(loop, first)
            loop.rest(REST_SECONDS)
            before = machine.memory_of(fresh.pids)
            guests, meter = _guests(loop, fresh, rooms, number), Meter(fresh)
            come(loop, guests)
            sample = meter.read(number)
            loop.rest(REST_SECONDS)
            settle(loop, guests)
            grown = machine.memory_of(fresh.pids) - before
            leave(loop, guests)
            return replace(sample, memory=grown / number)

        try:
            yield round_of_rest
        finally:
            loop.close()


def _guests(loop: Loop, target: Target, rooms: list[Room], number: int) -> list[Client]:
    return [
        Client(loop, target.ticket(rooms[place % len(rooms)], 0))
        for place in range(number)
    ]


def _visitors(crowd: Crowd, seconds: float, come: list[Client]) -> Iterator[Client]:
    """One after the other until the time is over; all of them are kept."""
    until = time.perf_counter() + seconds
    for room in cycle(crowd.rooms):
        if time.perf_counter() > until or len(come) == MOST_VISITORS:
            return
        come.append(Client(crowd.loop, crowd.target.ticket(room, 0)))
        yield come[-1]


def _see_off(crowd: Crowd, visitors: list[Client]) -> None:
    settle(crowd.loop, visitors)
    leave(crowd.loop, visitors)
    crowd.settle()


@contextlib.contextmanager
def _visit(crowd: Crowd) -> Iterator[Crowd]:
    """When they have left, the logs are compared with what they were told."""
    with crowd:
        yield crowd
    database = crowd.target.database
    if database and (findings := checking.check(database, crowd.accounts())):
        raise TroubleError(" ".join(findings[:3]))


def _play(crowd: Crowd, per_answer: int, seconds: float) -> Sample:
    crowd.settle()
    meter = Meter(crowd.target)
    crowd.play(seconds)
    tally = crowd.tally
    answers, screens = Times.of(tally.answer_times), Times.of(tally.screen_times)
    sample = meter.read(tally.answered * per_answer, answers, screens)
    crowd.settle()
    crowd.check()
    return sample
