"""Rows that change in one process, heard of in every other: with Redis and without."""

import asyncio
import http.client
import time
from contextlib import AsyncExitStack

import pytest

from e2e.bot import Bot
from e2e.contract.cast import Cast
from e2e.server import Kind, Server

MANY_ROOMS = 100
CLOSE_ALL = """
from game import door
from game.engine.commands import Close
codes = {codes!r}
answers = dict(door.submit_to_all(codes, Close()))
assert len(answers) == len(codes)
assert all(isinstance(answer, int) for answer in answers.values()), answers
"""


@pytest.mark.parametrize("kind", [Kind.UVICORN])  # those of many have Redis
async def test_without_redis_what_changes_elsewhere_is_heard_within_a_look(
    serve, contract, tmp_path
):
    """Two servers on one SQLite; who waits is at the one, who asks at the other."""
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'both.sqlite3'}"}
    first, second = serve(**settings), serve(**settings)
    async with Cast(first, contract) as here, Cast(second, contract) as there:
        room = await here.open_room()
        player = await there.join(f"{room.path}?seat=1", cookie=room.cookie)
        viewer = await there.join("/ws/lobby")
        await lists(viewer, room.code)
        asker = await here.join("/ws/lobby", cookie=room.cookie)
        assert (await asker.ask("update", room=room.code, variant="four"))["v"] == 3
        began = time.monotonic()
        await player.hear("state", variant="four")
        await lists(viewer, room.code, variant="four")
        assert time.monotonic() - began < 5
        await asker.ask("update", room=room.code, private=True)
        await unlists(viewer, {room.code})
        assert (await asker.ask("delete", room=room.code))["type"] == "ack"
        assert await player.closed() == 4004


@pytest.mark.parametrize("kind", [Kind.UVICORN])
async def test_without_redis_a_hundred_closed_at_once_are_gone_at_every_server(
    serve, contract, tmp_path
):
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'both.sqlite3'}"}
    await close_a_hundred(contract, [serve(**settings), serve(**settings)])


@pytest.mark.parametrize("kind", [Kind.MANY])
@pytest.mark.smoke
async def test_with_redis_every_process_hears_of_what_changed_in_one(serve, contract):
    server = serve()
    async with Cast(server, contract) as cast:
        # As many as make it likely that every process has one.
        viewers = [await cast.join("/ws/lobby") for _ in range(12)]
        askers = [await cast.join("/ws/lobby") for _ in range(6)]
        for number, asker in enumerate(askers):
            created = await asker.ask("create", variant="classic", key="new")
            code, token = created["room"], created["resume"]
            path = f"/ws/game/{code}"
            player = await cast.join(path, token=token)
            for viewer in viewers:
                await lists(viewer, code, variant="classic")
            elsewhere = await cast.join("/ws/lobby", token=token)
            updated = await elsewhere.ask("update", room=code, variant="gomoku")
            assert updated["type"] == "ack", updated
            await player.hear("state", variant="gomoku")
            for viewer in viewers:
                await lists(viewer, code, variant="gomoku")
            # Every process remembers it now, and that somebody was there.
            for _ in range(9):
                await asyncio.to_thread(look, server, code, token)
            if number % 2:
                await elsewhere.ask("update", room=code, private=True)
            else:
                await elsewhere.ask("delete", room=code)
                assert await player.closed() == 4004
            for viewer in viewers:
                await unlists(viewer, {code})
            late = await cast.join("/ws/lobby")
            assert code not in str((await late.hear("rooms"))["waiting"])


@pytest.mark.parametrize("kind", [Kind.MANY])
async def test_with_redis_a_hundred_closed_at_once_are_gone_everywhere(serve, contract):
    await close_a_hundred(contract, [serve()])


async def close_a_hundred(contract, servers: list[Server]) -> None:
    """By another process yet, which serves nobody, as a command of the project does."""
    async with AsyncExitStack() as exits:
        casts = [
            await exits.enter_async_context(Cast(server, contract))
            for server in servers
        ]
        viewers = [await cast.join("/ws/lobby") for cast in casts for _ in range(3)]
        players: dict[str, Bot] = {}
        for number in range(MANY_ROOMS):
            cast = casts[number % len(casts)]
            room = await cast.open_room()
            players[room.code] = await cast.join(room.path, cookie=room.cookie)
        shown = [await rows_of(viewer) for viewer in viewers]
        script = CLOSE_ALL.format(codes=list(players))
        began = time.monotonic()
        await asyncio.to_thread(
            servers[0].manage, "shell", "--no-imports", "-c", script
        )
        codes = await asyncio.gather(*(bot.closed() for bot in players.values()))
        assert codes == [4004] * MANY_ROOMS
        for viewer, codes_shown in zip(viewers, shown, strict=True):
            await unlists(viewer, codes_shown)
        assert time.monotonic() - began < 20


def look(server: Server, code: str, token: str) -> None:
    connection = http.client.HTTPConnection(server.host)
    headers = {"Authorization": f"Bearer {token}"}
    connection.request("GET", f"/api/rooms/{code}?seat=1", headers=headers)
    assert connection.getresponse().status == 200
    connection.close()


async def lists(viewer: Bot, code: str, **fields: object) -> None:
    wanted = {"code": code, **fields}.items()

    def fits(frame):
        rows = [*frame.get("rows", ()), *frame.get("waiting", ())]
        return any(wanted <= row.items() for row in rows)

    await viewer.until(fits)


async def unlists(viewer: Bot, codes: set[str]) -> None:
    """Its list, put together from all it was told, shows none of them any more."""
    start = max(0, len(viewer.heard) - 1)
    await viewer.until(lambda _: not listed(viewer) & codes, start)


async def rows_of(viewer: Bot) -> set[str]:
    """What it lists, once there is as much as a list shows."""
    start = max(0, len(viewer.heard) - 1)
    await viewer.until(lambda _: len(listed(viewer)) >= 40, start)
    return listed(viewer)


def listed(viewer: Bot) -> set[str]:
    codes: set[str] = set()
    for frame in viewer.heard:
        if frame["type"] == "rooms":
            codes = {row["code"] for row in (*frame["waiting"], *frame["playing"])}
        elif frame["type"] == "changed":
            codes |= {row["code"] for row in frame["rows"]}
            codes -= set(frame["gone"])
    return codes
