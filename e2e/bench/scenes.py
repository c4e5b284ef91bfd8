"""The table of scenes: what is measured, at which targets."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from e2e.bench import rounds
from e2e.bench.rounds import Round
from e2e.bench.targets import Target

Make: TypeAlias = Callable[[Target], AbstractContextManager[Round]]

TICTAC: Final = "tictac"
PICOWS: Final = "picows"
RELAY: Final = "relay"
MANY: Final = "many"

ROOMS: Final = (10, 100, 500, 1000, 2000)
WATCHERS: Final = (2, 100, 500, 2000, 5000)
# Where the relay is measured, too: elsewhere it takes too long.
RELAY_ROOMS: Final = (100, 500)
RELAY_WATCHERS: Final = (500, 2000)
CONNECTIONS: Final = 10_000


@dataclass(frozen=True)
class Scene:
    """Whoever is slow to let people in comes first: they may not be silent for long."""

    name: str
    title: str
    make: Make
    references: tuple[str, ...] = (PICOWS,)
    ours: tuple[str, ...] = (TICTAC,)
    is_quick: bool = False
    is_steady: bool = False  # one round tells all

    def targets(self, *, against: bool) -> tuple[str, ...]:
        return (*self.references, *self.ours) if against else self.ours


def choose(names: Sequence[str] | None, *, quick: bool) -> list[Scene]:
    if unknown := set(names or ()) - set(SCENES):
        known = ", ".join(SCENES)
        raise ValueError(
            f"No such scene: {', '.join(sorted(unknown))}. Known: {known}."
        )
    if names:
        return [SCENES[name] for name in names]
    return [scene for scene in SCENES.values() if scene.is_quick or not quick]


def moves_scene(rooms: int) -> str:
    return f"moves-{rooms}"


def watchers_scene(watchers: int) -> str:
    return f"watchers-{watchers}"


def _scenes() -> Iterator[Scene]:
    for number in ROOMS:
        yield Scene(
            moves_scene(number),
            f"move, {number:,} rooms",
            partial(rounds.moves, number),
            (RELAY, PICOWS) if number in RELAY_ROOMS else (PICOWS,),
            is_quick=number == 100,
        )
    for number in WATCHERS:
        yield Scene(
            watchers_scene(number),
            f"delivery, {number:,} watchers",
            partial(rounds.fan_out, number),
            (RELAY, PICOWS) if number in RELAY_WATCHERS else (PICOWS,),
            is_quick=number == 500,
        )
    refusals = partial(rounds.refusals, 100)
    yield Scene("rejected", "rejected move", refusals, is_quick=True)
    everybody = (RELAY, PICOWS)
    yield Scene("joins", "connect and join", rounds.joins, everybody, is_quick=True)
    yield Scene("leaves", "leave", rounds.leaves, everybody)
    yield Scene("one-room", "move, one room alone", partial(rounds.fan_out, 0))
    idle = partial(rounds.idle, CONNECTIONS)
    yield Scene("idle", "idle connection", idle, is_steady=True)
    many = partial(rounds.moves, 100)
    yield Scene(MANY, "move, two processes", many, (), (MANY, TICTAC))


SCENES: Final = {scene.name: scene for scene in _scenes()}
