"""Everybody in some rooms of one target: they come, play a round, agree, and leave."""

from collections.abc import Iterable, Sequence
from itertools import islice

from e2e.bench import wire
from e2e.bench.checking import Account
from e2e.bench.client import Client
from e2e.bench.loop import Loop, TroubleError
from e2e.bench.players import Player, Table, Tally, Watcher
from e2e.bench.targets import Room, Target

AT_ONCE = 64  # connections being opened
PRESENCE_SECONDS = 0.5  # until the last news of who came has come


class Crowd:
    def __init__(
        self,
        target: Target,
        rooms: Sequence[Room],
        kind: type[Player] = Player,
        watchers: int = 0,
    ) -> None:
        self.target = target
        self.rooms = rooms
        self.loop = Loop()
        self.tally = Tally()
        self.tables = [self._table(room, kind, watchers) for room in rooms]

    def __enter__(self) -> "Crowd":
        try:
            come(self.loop, [p for table in self.tables for p in table.players])
            come(self.loop, [w for table in self.tables for w in table.watchers])
            for room, table in zip(self.rooms, self.tables, strict=True):
                room.resumes |= {p.seat: p.resume for p in table.players if p.resume}
            self.settle()
            self.loop.rest(PRESENCE_SECONDS)
            for table in self.tables:
                table.since = table.players[0].v
        except BaseException:
            self.loop.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                leave(self.loop, self.everybody)
        finally:
            self.loop.close()

    @property
    def everybody(self) -> list[Client]:
        return [client for table in self.tables for client in table.everybody]

    def play(self, seconds: float) -> None:
        """Act for so long, and wait for all that follows."""
        tally, screens = self.tally, len(self.tables[0].everybody)
        tally.begin(seconds)
        for table in self.tables:
            table.wait_for_all()
            for player in table.players:
                player.act()

        def is_done() -> bool:
            return (
                tally.is_over
                and tally.answered == tally.sent
                and tally.screens == (tally.sent - tally.rejected) * screens
            )

        self.loop.run(is_done)

    def settle(self) -> None:
        settle(self.loop, self.everybody)

    def check(self) -> None:
        """All screens of a room show the same, letter by letter, and it makes sense."""
        for table in self.tables:
            screens = {client.state for client in table.everybody}
            if len(screens) != 1:
                raise TroubleError(f"In {table.code} screens differ: {screens}")
            wire.read_in_full(screens.pop())

    def accounts(self) -> list[Account]:
        """What they can tell of each room at the end."""
        return [
            Account(table.code, table.since, table.moves, table.rematches, table.screen)
            for table in self.tables
        ]

    def _table(self, room: Room, kind: type[Player], watchers: int) -> Table:
        table = Table(room.code, self.tally)
        ticket = self.target.ticket
        table.players += [
            kind(self.loop, ticket(room, seat), table, seat) for seat in (1, 2)
        ]
        table.watchers += [
            Watcher(self.loop, ticket(room, 0), table) for _ in range(watchers)
        ]
        return table


def come(loop: Loop, clients: Iterable[Client]) -> None:
    """Open them, so many at a time, until each was shown its room."""
    waiting, opening = iter(clients), set[Client]()

    def is_done() -> bool:
        opening.difference_update([client for client in opening if client.is_ready])
        for client in islice(waiting, AT_ONCE - len(opening)):
            client.open()
            opening.add(client)
        return not opening

    loop.run(is_done)


def settle(loop: Loop, clients: Sequence[Client]) -> None:
    """Everybody asks for the newest version, and has it."""
    asked = sum(client.pongs for client in clients) + len(clients)
    for client in clients:
        client.ping()
    loop.run(
        lambda: (
            sum(client.pongs for client in clients) == asked
            and all(client.is_up_to_date for client in clients)
        )
    )


def leave(loop: Loop, clients: Sequence[Client]) -> None:
    for client in clients:
        client.leave()
    loop.run(lambda: all(client.is_gone for client in clients))
