"""What the tests of the game stand on: tabs, other processes, an outsider's view."""

import asyncio
import contextlib
import json
import sqlite3
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any, Final, Protocol, TypeVar

import psycopg
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.db import connection

from game import identity
from game.engine.commands import Actor, Command
from game.engine.errors import Rejection
from game.engine.events import Player
from game.errors import RoomError
from game.layers import LocalLayer
from game.live import Ask, LiveRoom
from game.presence import now_ms
from game.rooms import Rooms
from game.routing import sockets

T = TypeVar("T")

ALICE, BOB, CAROL = (Player(name.lower(), name) for name in ("Alice", "Bob", "Carol"))
alice, bob, carol = Actor(ALICE, 1), Actor(BOB, 2), Actor(CAROL)

PATIENCE = 5.0


class Tab(WebsocketCommunicator):
    """One socket of one person; presence is heard only by those who ask for it."""

    def __init__(
        self, player: Player | None, path: str, headers: list[tuple[bytes, bytes]]
    ) -> None:
        if player is not None:
            token = identity.token_for(identity.Pass(player)).encode()
            headers = [*headers, (b"authorization", b"Bearer " + token)]
        super().__init__(sockets, f"/ws/{path}", headers)

    async def enters(self) -> "Tab":
        is_in, code = await self.connect(timeout=PATIENCE)
        assert is_in, code
        return self

    async def says(self, **frame: Any) -> None:
        await self.send_input({"type": "websocket.receive", "text": json.dumps(frame)})

    async def sends(self, text: str) -> None:
        await self.send_input({"type": "websocket.receive", "text": text})

    async def hears(self, kind: str) -> dict[str, Any]:
        """The next message, which must be of that kind."""
        while True:
            output = await self.receive_output(timeout=PATIENCE)
            assert output["type"] == "websocket.send", output
            message: dict[str, Any] = json.loads(output["text"])
            if message["type"] == kind:
                return message
            assert message["type"] == "presence", message

    async def hears_nothing(self) -> None:
        """What was on its way has arrived, and none of it was for this one."""
        await asyncio.sleep(0.02)
        await self.says(type="ping", v=10**6)
        await self.hears("pong")

    async def hears_presence(self, here: list[bool], spectators: int) -> None:
        """Presence, and sooner or later just this."""
        while True:
            output = await self.receive_output(timeout=PATIENCE)
            message: dict[str, Any] = json.loads(output["text"])
            assert message["type"] == "presence", message
            seats = [seat["here"] for seat in message["seats"]]
            if (seats, message["spectators"]) == (here, spectators):
                return

    async def is_closed(self) -> int:
        """The code it is closed with; what comes before is skipped."""
        while True:
            output = await self.receive_output(timeout=PATIENCE)
            if output["type"] == "websocket.close":
                code: int = output["code"]
                await self.wait(timeout=PATIENCE)
                return code


class Process:
    """What another process would be: an event loop and rooms of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.rooms = self.run(self._rooms())

    async def _rooms(self) -> Rooms:
        # No message comes over from there: what is heard of it is read from the log.
        shared = channel_layers.set("default", LocalLayer())
        rooms = Rooms.here()
        channel_layers.set("default", shared)
        return rooms

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    def ask(
        self, code: str, command: Command, by: Actor, key: str | None = None
    ) -> int:
        return self.run(self.rooms.ask(code, command, by, key))

    def close(self) -> None:
        self.run(self.rooms.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


def submit(
    rooms: Rooms, room: LiveRoom, command: Command, by: Actor, key: str | None = None
) -> asyncio.Future[int]:
    """Submit as a socket does: to the room as it is cached, not read afresh."""
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def reply(result: int | Rejection | RoomError) -> None:
        if isinstance(result, int):
            answer.set_result(result)
        else:
            answer.set_exception(result)

    rooms.submit(room, Ask(command, by, now_ms(), key, reply))
    return answer


async def until(is_so: Callable[[], object], patience: float = PATIENCE) -> None:
    async with asyncio.timeout(patience):
        while not is_so():  # noqa: ASYNC110 - it looks on from outside
            await asyncio.sleep(0.005)


class Outsider(Protocol):
    """What both drivers have in common; places are marked as PostgreSQL's does."""

    def execute(self, sql: str, values: Sequence[object] = ()) -> Any: ...


class SqliteOutsider:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._database.execute(sql.replace("%s", "?"), values)


class PostgresOutsider:
    def __init__(self, database: psycopg.Connection) -> None:
        self._database = database

    def execute(self, sql: str, values: Sequence[object] = ()) -> psycopg.Cursor:
        # Without places a percent sign is just that, and there may be many statements.
        return self._database.execute(sql.encode(), values or None)


@contextlib.contextmanager
def outsider() -> Iterator[Outsider]:
    """A connection of nobody's: it sees what is committed and nothing else."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        options: dict[str, Any] = {"isolation_level": None, "check_same_thread": False}
        database = sqlite3.connect(settings["NAME"], timeout=0.2, **options)
        with contextlib.closing(database):
            yield SqliteOutsider(database)
        return
    with psycopg.connect(
        dbname=settings["NAME"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        host=settings["HOST"],
        port=settings["PORT"],
        autocommit=True,
    ) as postgres:
        yield PostgresOutsider(postgres)


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Somebody else writes, and does not come to an end."""
    with outsider() as database:
        database.execute(LOCKS[connection.vendor])
        yield
        database.execute("ROLLBACK")


LOCKS: Final = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": (
        "BEGIN; SET LOCAL lock_timeout = 200;"
        " LOCK TABLE game_room, game_event IN SHARE ROW EXCLUSIVE MODE"
    ),
}


def written() -> set[str]:
    """The codes of all rooms that have a log."""
    with outsider() as database:
        rows = database.execute("SELECT DISTINCT room_id FROM game_event")
        return {code for (code,) in rows}


def log_of(code: str) -> list[tuple[int, str]]:
    with outsider() as database:
        rows = database.execute(
            "SELECT v, type FROM game_event WHERE room_id = %s ORDER BY v", (code,)
        )
        return list(rows)


def ban(player_id: str) -> None:
    """As another process does it: nobody here is told."""
    _set_banned(player_id, "2026-01-01 00:00:00")


def unban(player_id: str) -> None:
    _set_banned(player_id, None)


def _set_banned(player_id: str, at: str | None) -> None:
    with outsider() as database:
        rows = database.execute(
            "UPDATE game_player SET banned_at = %s WHERE id = %s", (at, player_id)
        )
        assert rows.rowcount == 1
