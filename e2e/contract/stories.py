"""Stories that together use every message of the contract, on any server."""

from typing import Final

from e2e.bot import Bot, Frame
from e2e.contract.cast import Cast, alternate


async def a_game_a_rematch_and_a_resignation(cast: Cast) -> None:
    room, alice, bob = await cast.sit_down()
    carol = await cast.join(f"{room.path}?seat=watch")
    assert (await alice.hear("welcome"))["mark"] == "X"
    assert (await carol.hear("welcome"))["seat"] is None

    await alternate(alice, bob, 0, 3, 1, 4, 2)
    over = await carol.hear("state", status="over")
    assert (over["winner"], over["line"], over["reason"]) == ("X", [0, 1, 2], "line")
    assert over["score"] == [1, 0, 0]

    await alice.ask("rematch", game=1)
    assert (await bob.hear("state", event={"type": "offered", "seat": 1}))["offer"]
    await alice.ask("decline", game=1)
    await bob.hear("state", event={"type": "withdrawn", "seat": 1})
    await alice.ask("rematch", game=1)
    await bob.hear("state", event={"type": "offered", "seat": 1})
    await bob.ask("decline", game=1)
    await alice.hear("state", event={"type": "declined", "seat": 2})

    offered = await bob.ask("rematch", game=1)
    await alice.hear("state", v=offered["v"])
    await alice.ask("rematch", game=1, offer=offered["v"])
    assert (await alice.hear("welcome", mark="O"))["seat"] == 1
    assert (await carol.hear("state", game=2))["marks"] == "OX"

    await bob.hear("state", game=2)
    await bob.ask("resign", game=2)
    over = await carol.hear("state", game=2, status="over")
    assert (over["winner"], over["reason"], over["score"]) == (
        "O",
        "resigned",
        [2, 0, 0],
    )


async def leaving_a_game_and_its_seat(cast: Cast) -> None:
    room, alice, bob = await cast.sit_down()
    carol = await cast.join(room.path)
    await alternate(alice, bob, 4)
    await bob.ask("leave")
    over = await alice.hear("state", status="over")
    assert (over["winner"], over["reason"], over["players"][1]) == ("X", "left", None)
    await bob.hear("welcome", seat=2)
    assert (await bob.hear("welcome"))["seat"] is None

    await carol.hear("state", status="over")
    await carol.ask("sit", seat=2)
    fresh = await alice.hear("state", game=2)
    assert (fresh["score"], fresh["marks"], fresh["status"]) == (
        [0, 0, 0],
        "OX",
        "playing",
    )


async def who_is_here(cast: Cast) -> None:
    room, alice, bob = await cast.sit_down()
    carol = await cast.join(f"{room.path}?seat=watch")
    await alice.until(
        lambda frame: (
            frame["type"] == "presence"
            # Bob watched too, before he sat down.
            and all(seat and seat["here"] for seat in frame["seats"])
            and frame["spectators"] == 1
        )
    )
    await carol.close()
    await alice.hear("presence", spectators=0)
    await bob.close()
    alone = await alice.until(
        lambda frame: (
            frame["type"] == "presence" and frame["seats"][1]["here"] is False
        ),
        len(alice.heard) - 1,
    )
    assert alone["seats"][0]["here"] is True


async def a_ping_that_is_behind_gets_the_state(cast: Cast) -> None:
    _, alice, _ = await cast.sit_down()
    v = alice.state["v"]
    start = len(alice.heard)
    await alice.send("ping", v=v)
    await alice.hear("pong", v=v)
    await alice.send("ping", v=v - 1)
    await alice.hear("pong", v=v)
    told = [f["type"] for f in alice.heard[start:] if f["type"] != "presence"]
    assert told == ["pong", "state", "pong"]


async def a_key_makes_a_command_happen_once(cast: Cast) -> None:
    _, alice, bob = await cast.sit_down()
    move = {"cell": 4, "ply": 0, "game": 1, "key": "once"}
    first = await alice.ask("move", **move)
    await bob.hear("state", last=4)
    again = await alice.ask("move", **move)
    assert first == again == {"type": "ack", "key": "once", "v": first["v"]}
    other = await alice.ask("move", **move | {"cell": 5})
    assert other["code"] == "bad_message"
    assert bob.state["moves"] == [4]


async def a_key_is_good_on_the_next_connection(cast: Cast) -> None:
    """The answer is lost; the same command again is answered, and happens once."""
    room, alice, bob = await cast.sit_down()
    token = (await bob.hear("welcome"))["resume"]
    await alternate(alice, bob, 0)
    move = {"cell": 8, "ply": 1, "game": 1, "key": "kept"}
    await bob.send("move", **move)
    await bob.close()
    back = await cast.join(room.path, token=token)
    answer = await back.ask("move", **move)
    assert answer["type"] == "ack"
    assert (await alice.hear("state", v=answer["v"]))["moves"] == [0, 8]


async def coming_back_with_a_token(cast: Cast) -> None:
    room, alice, bob = await cast.sit_down()
    welcome = await bob.hear("welcome")
    assert welcome["seat"] is None
    await bob.close()
    back = await cast.join(room.path, token=welcome["resume"])
    assert (await back.hear("welcome"))["seat"] == 2
    await back.hear("state")
    await alternate(alice, back, 0, 8)


async def two_tabs_of_one_browser_are_two_players(cast: Cast) -> None:
    room = await cast.open_room()
    creator = await cast.join(f"{room.path}?seat=1", cookie=room.cookie)
    joiner = await cast.join(f"{room.path}?seat=2", cookie=room.cookie)
    assert (await joiner.hear("welcome"))["seat"] is None
    await joiner.ask("sit", seat=2)
    assert (await joiner.hear("welcome", seat=2))["mark"] == "O"
    assert (await creator.hear("welcome", holds=[1, 2]))["seat"] == 1
    bare = await cast.join(room.path, cookie=room.cookie)
    welcome = await bare.hear("welcome")
    assert welcome["seat"] is None
    assert "resume" not in welcome
    for bot in (creator, joiner):
        await bot.hear("state", status="playing")
    await alternate(creator, joiner, 0, 1, 2)


async def marks_fall_where_there_is_gravity(cast: Cast) -> None:
    _, alice, bob = await cast.sit_down("drop4")
    assert alice.state["open"] == [35, 36, 37, 38, 39, 40, 41]
    await alternate(alice, bob, 3, 3)
    assert alice.state["moves"] == [38, 31]
    assert alice.state["open"] == [35, 36, 37, 24, 39, 40, 41]


async def the_lobby_follows_public_rooms(cast: Cast) -> None:
    viewer = await cast.join("/ws/lobby")
    await viewer.hear("rooms")
    hidden = await cast.open_room(private=True)
    await cast.join(hidden.path, cookie=hidden.cookie)
    room = await cast.open_room()
    alice = await cast.join(room.path, cookie=room.cookie)
    await _listed(viewer, room.code, status="waiting", open=2)
    bob = await cast.join(room.path)
    await bob.ask("sit")
    await _listed(viewer, room.code, status="playing", open=None)
    late = await cast.join("/ws/lobby")
    snapshot = await late.hear("rooms")
    codes = {row["code"] for rows in ("waiting", "playing") for row in snapshot[rows]}
    assert room.code in codes
    assert hidden.code not in codes
    await alice.close()
    await bob.close()
    await viewer.until(
        lambda frame: frame["type"] == "changed" and room.code in frame["gone"]
    )
    await viewer.send_raw('{"type": "sit", "key": "here"}')
    assert (await viewer.hear("rejected", key="here"))["code"] == "not_allowed"
    await viewer.send("ping")
    await viewer.hear("pong", v=0)


async def the_lobby_is_bound_to_its_rooms(cast: Cast) -> None:
    """Created, updated and deleted from the list that everybody sees change."""
    viewer = await cast.join("/ws/lobby")
    alice = await cast.join("/ws/lobby")
    created = await alice.ask("create", variant="four", key="new")
    code = created["room"]
    assert (created["seat"], created["v"]) == (1, 2)
    assert await alice.ask("create", variant="four", key="new") == created
    token = created["resume"]
    player = await cast.join(f"/ws/game/{code}", token=token)
    assert (await player.hear("welcome"))["seat"] == 1
    await _listed(viewer, code, variant="four")

    back = await cast.join("/ws/lobby", token=token)
    assert (await back.ask("update", room=code, variant="drop4"))["v"] == 3
    state = await player.hear("state", variant="drop4")
    assert (state["size"], state["event"]) == ([7, 6], {"type": "updated", "seat": 1})
    await _listed(viewer, code, variant="drop4")
    assert (await back.ask("update", room=code, private=True))["v"] == 4
    await _gone(viewer, code)
    told = len(viewer.heard)
    assert (await back.ask("update", room=code, private=False))["v"] == 5
    await viewer.until(lambda frame: code in frame.get("created", ()), told)

    for name in ("update", "delete"):
        refused = await viewer.ask(name, room=code)
        assert refused["code"] == "forbidden"
    bad = await back.ask("update", room=code, variant="chess")
    assert bad["code"] == "bad_message"
    assert (await back.ask("delete", room="AAAAAA"))["code"] == "no_such_room"

    told = len(viewer.heard)
    deleted = await back.ask("delete", room=code, key="gone")
    assert deleted == {"type": "ack", "key": "gone", "v": 6}
    assert await player.closed() == 4004
    await _gone(viewer, code, told)
    assert await back.ask("delete", room=code, key="gone") == deleted


async def the_echo_says_everything_back(cast: Cast) -> None:
    caller = await cast.call()
    for text in ("hello", "", '{"type": "ping"}', "Grüße ☃ 🦊", "x" * 4096):
        await caller.call(text)
        await caller.hear("echo", payload=f"You said: {text}")
    await caller.send_raw(b"hello")
    assert (await caller.hear("rejected"))["code"] == "bad_message"
    await caller.call("still here")
    await caller.hear("echo", payload="You said: still here")


async def many_streams_on_one_socket(cast: Cast) -> None:
    """The lobby and two rooms over one socket; one of them goes, the others go on."""
    wall = await cast.join("/ws/streams")
    first, alice, bob = await cast.sit_down()
    second, carol, dave = await cast.sit_down("four")
    rooms = [f"room:{room.code}" for room in (first, second)]

    await wall.send_frame({"stream": "echo", "payload": {"n": [1, None], "s": "ж"}})
    echo = await wall.until(lambda frame: frame.get("stream") == "echo")
    assert echo["payload"] == {"original_message": {"n": [1, None], "s": "ж"}}
    await wall.send_frame({"stream": "lobby", "open": True})
    snapshot = await _on(wall, "lobby", "rooms")
    assert {first.code, second.code} <= {row["code"] for row in snapshot["playing"]}
    for stream in rooms:
        await _switch(wall, stream, is_open=True)
        assert (await _on(wall, stream, "state"))["ply"] == 0
        assert (await _on(wall, stream, "presence"))["spectators"] == 1
    await alternate(alice, bob, 4, 0)
    await alternate(carol, dave, 5)
    await _on(wall, rooms[0], "state", moves=[4, 0])
    await _on(wall, rooms[1], "state", moves=[5])

    await wall.send_frame(
        {"stream": rooms[0], "payload": {"type": "ping", "v": 1, "key": "k"}}
    )
    assert (await _on(wall, rooms[0], "pong"))["v"] == alice.state["v"]
    await wall.send_raw(
        f'{{"stream":"{rooms[0]}","payload":{{"type":"move","cell":8,"key":"m"}}}}'
    )
    refused = await _on(wall, rooms[0], "rejected", key="m")
    assert refused["code"] == "not_allowed"
    await wall.send_frame({"stream": "room:222222", "open": True})
    gone = await _on(wall, "room:222222", "rejected")
    assert gone["code"] == "no_such_room"
    await wall.send_frame({"stream": "nowhere", "open": True})
    assert (await _on(wall, "nowhere", "rejected"))["code"] == "no_such_stream"
    await wall.send_raw("{")
    assert (await wall.hear("rejected"))["code"] == "bad_message"

    await _switch(wall, rooms[0], is_open=False)
    told = len(wall.heard)
    await alternate(alice, bob, 1)
    await alternate(dave, carol, 6)
    await _on(wall, rooms[1], "state", moves=[5, 6])
    assert not any(frame.get("stream") == rooms[0] for frame in wall.heard[told:]), (
        "closed is closed"
    )
    await wall.send("ping")
    await wall.hear("pong", v=0)


async def _switch(bot: Bot, stream: str, *, is_open: bool) -> None:
    frame = {"stream": stream, "open": is_open}
    await bot.send_frame(frame)
    await bot.until(lambda heard: heard == frame)


async def _on(bot: Bot, stream: str, type: str, **fields: object) -> Frame:  # noqa: A002
    """Wait for a payload on that stream."""

    def fits(frame: Frame) -> bool:
        wanted = {"type": type, **fields}.items()
        payload = frame.get("payload", {})
        return frame.get("stream") == stream and all(
            payload.get(name) == value for name, value in wanted
        )

    return dict((await bot.until(fits))["payload"])


async def talk_in_a_room(cast: Cast) -> None:
    room, alice, bob = await cast.sit_down()
    carol = await cast.join(room.path)
    await carol.hear("welcome")
    said = await alice.ask("chat", text=" Good\nluck! ", key="c1")
    assert said == {"type": "ack", "key": "c1", "v": alice.state["v"]}
    for bot in (alice, bob, carol):
        heard = await bot.hear("chat")
        assert (heard["id"], heard["text"], heard["from"]["seat"]) == (
            1,
            "Good luck!",
            1,
        )
    assert (await alice.ask("chat", text="Good luck!", key="c1"))["type"] == "ack"
    await carol.ask("chat", text="Hello")
    heard = await bob.hear("chat", text="Hello")
    assert (heard["id"], heard["from"]["seat"]) == (2, None)
    assert (await bob.ask("chat", text="\u200b"))["code"] == "chat_text"
    answers = [await carol.ask("chat", text=f"{n}") for n in range(6)]
    assert answers[-1]["code"] == "chat_too_fast"

    assert (await bob.ask("report", id=2))["type"] == "ack"
    assert (await bob.ask("report", id=99))["code"] == "chat_gone"

    assert (await carol.ask("hush", on=True))["code"] == "forbidden"
    assert (await bob.ask("hush", on=True))["type"] == "ack"
    await carol.hear("state", hushed=True)
    assert (await carol.ask("chat", text="But"))["code"] == "forbidden"
    assert (await alice.ask("chat", text="Thanks"))["type"] == "ack"
    assert (await alice.ask("hush", on=False))["type"] == "ack"

    late = await cast.join(f"{room.path}?seat=watch")
    told = [chat["text"] for chat in (await late.hear("chats"))["chats"]]
    assert told[:3] == ["Good luck!", "Hello", "0"]
    back = await cast.join(f"{room.path}?seat=watch&chat=1")
    assert (await back.hear("chats"))["chats"][0]["id"] == 2
    start = len(alice.heard)
    await alice.send("ping", v=alice.state["v"], chat=1)
    again = await alice.until(lambda frame: frame["type"] == "chats", start)
    assert again["chats"][0]["text"] == "Hello"


async def talk_in_the_lobby(cast: Cast) -> None:
    alice, bob = await cast.join("/ws/lobby"), await cast.join("/ws/lobby")
    for bot in (alice, bob):
        await bot.hear("rooms")
    assert (await alice.ask("chat", text="Anybody there?"))["type"] == "ack"
    heard = await bob.hear("chat", text="Anybody there?")
    assert heard["from"]["seat"] is None
    assert (await bob.ask("report", id=heard["id"]))["type"] == "ack"
    late = await cast.join(f"/ws/lobby?chat={heard['id'] - 1}")
    assert (await late.hear("chats"))["chats"][0] == heard


async def _listed(viewer: Bot, code: str, **fields: object) -> None:
    await viewer.until(
        lambda frame: any(
            row["code"] == code and fields.items() <= row.items()
            for row in frame.get("rows", ())
        )
    )


async def _gone(viewer: Bot, code: str, start: int = 0) -> None:
    await viewer.until(lambda frame: code in frame.get("gone", ()), start)


STORIES: Final = (
    a_game_a_rematch_and_a_resignation,
    leaving_a_game_and_its_seat,
    who_is_here,
    a_ping_that_is_behind_gets_the_state,
    a_key_makes_a_command_happen_once,
    a_key_is_good_on_the_next_connection,
    coming_back_with_a_token,
    two_tabs_of_one_browser_are_two_players,
    marks_fall_where_there_is_gravity,
    the_lobby_follows_public_rooms,
    the_lobby_is_bound_to_its_rooms,
    the_echo_says_everything_back,
    many_streams_on_one_socket,
    talk_in_a_room,
    talk_in_the_lobby,
)
