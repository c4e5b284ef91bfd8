"""Talk at a room and in the lobby, over sockets, and by way of other processes."""

import asyncio
import time
from functools import partial

import pytest
from django.db import OperationalError

from game import bans, database, remarks, talks
from game.engine.commands import Hush
from game.models import Remark as RemarkRow
from game.remarks import LOBBY, Draft
from game.rooms import Rooms
from game.talk import BURST, KEPT
from game.tests import stage
from game.tests.stage import ALICE, BOB, CAROL, Tab, until

pytestmark = pytest.mark.django_db(transaction=True)

OURS = {"default": {"BACKEND": "game.layers.LocalLayer"}}
STOCK = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


@pytest.fixture(autouse=True, params=[OURS, STOCK], ids=["ours", "stock"])
def _layer(request, settings):
    settings.CHANNEL_LAYERS = request.param


@pytest.fixture
def elsewhere(at_the_door):
    """Say something by way of a process from which no message comes over."""

    async def say(text, place=LOBBY, at=1_000_000):
        draft = Draft(place, CAROL, 0, text, at, None)
        return await at_the_door(remarks.store, [draft])

    return say


@pytest.fixture
def kept(at_the_door):
    return lambda: at_the_door(RemarkRow.objects.count)


async def in_lobby(tabs, player, query=""):
    tab = await tabs(player, f"lobby{query}")
    await tab.hears("rooms")
    talk = Rooms.here().chats.talks.at(LOBBY)
    assert talk is not None
    await until(lambda: talk.is_loaded)
    return tab


async def says(tab: Tab, text, key="k"):
    await tab.says(type="chat", text=text, key=key)
    assert (await tab.hears("ack"))["key"] == key


async def test_what_is_said_is_confirmed_then_told_to_all(alice_and_bob, kept):
    alice, bob = alice_and_bob
    await alice.says(type="chat", text=" Hello\n Bob! ", key="c1")
    assert await alice.hears("ack") == {"type": "ack", "key": "c1", "v": 3}
    heard = [await tab.hears("chat") for tab in (alice, bob)]
    assert heard[0] == heard[1]
    by = {"who": talks.alias_of("alice"), "name": "Alice", "seat": 1}
    assert (heard[0]["id"], heard[0]["from"], heard[0]["text"]) == (1, by, "Hello Bob!")
    assert await kept() == 1


async def test_it_is_stored_before_anybody_hears_of_it(alice_and_bob, monkeypatch):
    """The control: while the database takes its time, nobody hears anything."""
    alice, bob = alice_and_bob
    may_store = asyncio.Event()
    loop, store = asyncio.get_running_loop(), remarks.store

    def slow(drafts):
        asyncio.run_coroutine_threadsafe(may_store.wait(), loop).result(1)
        return store(drafts)

    monkeypatch.setattr(remarks, "store", slow)
    await alice.says(type="chat", text="Hello", key="c1")
    for tab in (alice, bob):
        await tab.hears_nothing()
    may_store.set()
    await alice.hears("ack")
    await bob.hears("chat")


async def test_a_key_sent_twice_is_said_once(alice_and_bob):
    alice, bob = alice_and_bob
    for _ in range(2):
        await alice.says(type="chat", text="Hello", key="c1")
    await alice.hears("ack")
    kinds = {(await alice.receive_json_from())["type"] for _ in range(2)}
    assert kinds == {"ack", "chat"}
    await bob.hears("chat")
    await alice.says(type="chat", text="Hello", key="c1")
    await alice.hears("ack")
    await alice.says(type="chat", text="Bye", key="c1")
    assert (await alice.hears("rejected"))["code"] == "bad_message"
    for tab in (alice, bob):
        await tab.hears_nothing()


async def test_who_comes_later_hears_what_was_said_before(tabs, alice_and_bob, game):
    alice, _ = alice_and_bob
    for number in range(3):
        await says(alice, f"{number}", f"k{number}")
        await alice.hears("chat")
    for query, ids in (("", [1, 2, 3]), ("?chat=1", [2, 3]), ("?chat=x", [1, 2, 3])):
        carol = await tabs(CAROL, f"game/{game}{query}")
        await carol.hears("welcome")
        await carol.hears("state")
        assert [chat["id"] for chat in (await carol.hears("chats"))["chats"]] == ids
    up_to_date = await tabs(CAROL, f"game/{game}?chat=3")
    await up_to_date.hears("welcome")
    await up_to_date.hears("state")
    await up_to_date.hears_nothing()


async def test_the_first_to_come_hears_it_from_the_database(tabs, elsewhere):
    for number in range(KEPT + 5):
        await elsewhere(f"{number}", at=number * 10_000)
    alice = await in_lobby(tabs, ALICE)
    chats = (await alice.hears("chats"))["chats"]
    assert [chat["id"] for chat in chats] == list(range(6, KEPT + 6))


async def test_a_ping_brings_what_was_missed(alice_and_bob):
    alice, bob = alice_and_bob
    await says(alice, "Hello")
    await alice.hears("chat")
    await bob.hears("chat")
    await bob.says(type="ping", v=3, chat=0)
    assert [chat["id"] for chat in (await bob.hears("chats"))["chats"]] == [1]
    await bob.hears("pong")
    await bob.says(type="ping", v=3, chat=1)
    await bob.hears("pong")


async def test_a_person_is_too_fast_on_two_sockets_together(tabs):
    here, there = await in_lobby(tabs, ALICE), await in_lobby(tabs, ALICE)
    for number in range(BURST):
        await (here, there)[number % 2].says(type="chat", text=f"{number}")
    await there.says(type="chat", text="more", key="m")
    refusal = await there.hears("rejected")
    assert (refusal["code"], refusal["key"]) == ("chat_too_fast", "m")
    bob = await in_lobby(tabs, BOB)
    await bob.says(type="chat", text="Hi", key="b")


async def test_what_cannot_be_seen_is_refused(tabs, kept):
    alice = await in_lobby(tabs, ALICE)
    await alice.says(type="chat", text="\u200b", key="c1")
    refusal = await alice.hears("rejected")
    assert (refusal["code"], refusal["key"]) == ("chat_text", "c1")
    assert await kept() == 0


async def test_the_banned_are_not_heard(tabs, at_the_door):
    """Also before their socket is closed."""
    alice, bob = await in_lobby(tabs, ALICE), await in_lobby(tabs, BOB)
    await says(alice, "Hello")
    await alice.hears("chat")
    await bob.hears("chat")
    await at_the_door(bans.ban, [ALICE.id])
    await alice.says(type="chat", text="And bye", key="c2")
    answer = await alice.receive_output(timeout=5)
    assert answer["type"] == "websocket.close" or "forbidden" in answer["text"]
    await bob.hears_nothing()


async def test_what_another_process_stored_is_told_in_order(tabs, elsewhere, settings):
    """Its message was lost: found by the next remark, or by looking."""
    settings.POSITION_CHECK = 0.05
    alice, bob = await in_lobby(tabs, ALICE), await in_lobby(tabs, BOB)
    await elsewhere("found by looking")
    assert (await bob.hears("chat"))["id"] == 1
    await alice.hears("chat")
    settings.POSITION_CHECK = 60
    await asyncio.sleep(0.1)
    await elsewhere("found by the next", at=2_000_000)
    await says(alice, "Hello")
    for tab in (alice, bob):
        told = [(await tab.hears("chat"))["id"] for _ in range(2)]
        assert told == [2, 3]


async def test_news_of_another_process_is_told_once_and_without_gaps(tabs, elsewhere):
    alice = await in_lobby(tabs, ALICE)
    await says(alice, "Hello")
    await alice.hears("chat")
    news = []
    for number in range(3):
        (remark,) = await elsewhere(f"{number}", at=number * 10_000)
        news.append(talks._message(remark))
    known = Rooms.here().chats.talks
    for message in (news[1], news[0], news[0], news[2], news[1]):
        known.hear(message)
    assert [(await alice.hears("chat"))["id"] for _ in range(3)] == [2, 3, 4]
    await alice.hears_nothing()


async def test_where_players_want_quiet_only_they_talk(tabs, alice_and_bob, game, kept):
    alice, bob = alice_and_bob
    carol = await tabs(CAROL, f"game/{game}")
    await carol.hears("welcome")
    await carol.hears("state")
    await carol.says(type="hush", on=True, key="c1")
    assert (await carol.hears("rejected"))["code"] == "forbidden"
    await alice.says(type="hush", on=True, key="a1")
    await alice.hears("ack")
    for tab in (alice, bob, carol):
        assert (await tab.hears("state"))["hushed"] is True
    await carol.says(type="chat", text="Hello", key="c2")
    refusal = await carol.hears("rejected")
    assert (refusal["code"], refusal["key"]) == ("forbidden", "c2")
    assert await kept() == 0
    await says(bob, "Quiet!")
    for tab in (alice, bob, carol):
        assert (await tab.hears("chat"))["text"] == "Quiet!"
    # A player is one, also in a tab that only watches.
    watching = await tabs(ALICE, f"game/{game}?seat=watch&chat=1")
    await watching.hears("welcome")
    assert (await watching.hears("state"))["hushed"] is True
    await says(watching, "Me too")
    for tab in (alice, bob, carol):
        await tab.hears("chat")
    await bob.says(type="hush", on=False)
    for tab in (alice, bob, carol):
        assert "hushed" not in await tab.hears("state")
    await says(carol, "Hello")


async def test_what_another_process_hushed_holds_here(tabs, rooms, game, other_process):
    carol = await tabs(CAROL, f"game/{game}")
    await carol.hears("welcome")
    await carol.hears("state")
    other_process.ask(game, Hush(on=True), stage.bob)
    await rooms.find(game)
    assert (await carol.hears("state"))["hushed"] is True
    await carol.says(type="chat", text="Hello", key="c1")
    assert (await carol.hears("rejected"))["code"] == "forbidden"


@pytest.fixture
def looks(monkeypatch):
    """How many looks for what others stored are under way: they take their time."""
    counts = {"now": 0, "most": 0, "all": 0}
    read, since = database.read, remarks.since

    def look(position):
        time.sleep(0.02)
        return since(position)

    def counted(loop, work, done, failed):
        is_look = getattr(work, "func", None) is look
        if is_look:
            counts["now"] += 1
            counts["all"] += 1
            counts["most"] = max(counts["most"], counts["now"])
        read(loop, work, partial(finish, is_look, done), failed)

    def finish(is_look, done, answer):
        counts["now"] -= is_look
        done(answer)

    monkeypatch.setattr(remarks, "since", look)
    monkeypatch.setattr(database, "read", counted)
    return counts


async def no_more(looks):
    await until(lambda: not looks["now"])
    await asyncio.sleep(0.05)
    before = looks["all"]
    await asyncio.sleep(0.1)
    return looks["all"] == before


async def test_looks_into_a_slow_database_do_not_pile_up(tabs, settings, looks):
    """By the clock alone there would be thousands in memory after a few seconds."""
    settings.POSITION_CHECK = 0.001
    await in_lobby(tabs, ALICE)
    await until(lambda: looks["all"] > 3)
    assert looks["most"] == 1


async def test_where_nobody_is_nothing_looks(tabs, settings, looks):
    settings.POSITION_CHECK = 0.01
    alice = await in_lobby(tabs, ALICE)
    await until(lambda: looks["all"] > 1)
    await alice.disconnect(timeout=5)
    assert await no_more(looks)


async def test_what_is_closed_stops_looking_though_somebody_is_there(
    tabs, rooms, settings, looks
):
    settings.POSITION_CHECK = 0.01
    await in_lobby(tabs, ALICE)
    await until(lambda: looks["all"] > 1)
    await rooms.close()
    assert await no_more(looks)


async def test_many_places_are_read_in_parts(tabs, rooms, monkeypatch):
    monkeypatch.setattr(talks, "MOST", 2)
    known = rooms.chats.talks
    came: list[talks.Talk] = []
    for number in range(5):
        known.enter(f"ROOM{number}", came.append)
    await until(lambda: len(came) == 5)
    assert {talk.place for talk in came} == {f"ROOM{number}" for number in range(5)}
    for talk in came:
        known.leave(talk.place)


async def test_who_knows_more_than_this_process_is_told_nothing_twice(tabs, elsewhere):
    """They come from another process, whose news are still on their way here."""
    alice = await in_lobby(tabs, ALICE)
    bob = await in_lobby(tabs, BOB, "?chat=1")
    known = Rooms.here().chats.talks
    for number in range(2):
        (remark,) = await elsewhere(f"{number}", at=number * 10_000)
        known.hear(talks._message(remark))
    assert [(await alice.hears("chat"))["id"] for _ in range(2)] == [1, 2]
    assert (await bob.hears("chat"))["id"] == 2


async def test_while_storage_is_away_nothing_is_told(alice_and_bob, monkeypatch):
    alice, bob = alice_and_bob

    def broken(_drafts):
        raise OperationalError

    monkeypatch.setattr(remarks, "store", broken)
    await alice.says(type="chat", text="Hello", key="c1")
    assert (await alice.hears("rejected"))["code"] == "unavailable"
    await bob.hears_nothing()
