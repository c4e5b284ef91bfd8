"""What processes tell each other: who is at their rooms, and which rooms they list.

Leases, not counters: every process says again what is so, and what it has not said
for a while is so no more. A process that is killed is forgotten like one that left.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import msgspec

from game.layers import Poster
from game.outgoing import RoomRow
from game.presence import NOBODY, Counts

GROUP: Final = "processes"
SHARE_EVERY: Final = 5.0
LEASE: Final = 16.0


@dataclass(slots=True)
class Neighbour:
    until: float
    seats: dict[str, Counts] = field(default_factory=dict)
    rows: dict[str, RoomRow] = field(default_factory=dict)


class Gossip:
    """`changed` is called with the codes of which something new was heard."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        poster: Poster,
        changed: Callable[[Iterable[str]], None],
    ) -> None:
        self._loop = loop
        self._poster = poster
        self._changed = changed
        self._name = uuid4().hex
        self._neighbours: dict[str, Neighbour] = {}
        self._shared_at = 0.0

    def is_due(self) -> bool:
        return self._loop.time() - self._shared_at >= SHARE_EVERY

    def share(
        self,
        seats: Mapping[str, Counts],
        rows: Iterable[RoomRow] = (),
        gone: Iterable[str] = (),
        *,
        is_all: bool = False,
        is_asking: bool = False,
    ) -> None:
        """Tell the others; `is_all` when what is not said is so no more."""
        if is_all:
            self._shared_at = self._loop.time()
        message = {
            "type": "run_gossip",
            "from": self._name,
            "is_all": is_all,
            "is_asking": is_asking,
            "seats": dict(seats),
            "rows": msgspec.to_builtins(tuple(rows)),
            "gone": list(gone),
        }
        self._poster.post(GROUP, message)

    def hear(self, message: dict[str, Any]) -> bool:
        """Take it in; say whether a newcomer asks what is so here."""
        name = message["from"]
        if name == self._name:
            return False
        before = self._neighbours.get(name)
        told = Neighbour(
            self._loop.time() + LEASE,
            message["seats"],
            {row["code"]: msgspec.convert(row, RoomRow) for row in message["rows"]},
        )
        touched = {*told.seats, *told.rows, *message["gone"]}
        if before is not None:
            if message["is_all"]:
                touched |= {*before.seats, *before.rows}
            else:
                told.seats = before.seats | told.seats
                told.rows = before.rows | told.rows
                for code in message["gone"]:
                    told.rows.pop(code, None)
        self._neighbours[name] = told
        self._changed(touched)
        return bool(message["is_asking"])

    def forget(self) -> None:
        """Let go of neighbours that have not been heard for a lease."""
        now = self._loop.time()
        for name, neighbour in tuple(self._neighbours.items()):
            if neighbour.until < now:
                del self._neighbours[name]
                self._changed({*neighbour.seats, *neighbour.rows})

    def counts(self, code: str) -> Counts:
        """Who is at the room in all other processes together."""
        counts = [*NOBODY]
        for neighbour in self._neighbours.values():
            for place, number in enumerate(neighbour.seats.get(code, ())):
                counts[place] += number
        return counts

    def row(self, code: str) -> RoomRow | None:
        """As others list the room; who knows the newest of it is believed."""
        told = (neighbour.rows.get(code) for neighbour in self._neighbours.values())
        return max(filter(None, told), key=lambda row: row.at, default=None)
