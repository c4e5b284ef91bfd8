"""What was said, in the database: numbered, kept while new, once for each key."""

import pytest

from game import bans
from game.errors import RoomError
from game.models import Player as PlayerRow
from game.models import Remark as RemarkRow
from game.models import Report, Room
from game.remarks import LOBBY, Draft, Remark, newest, report, since, store
from game.talk import BURST, KEPT, PAUSE
from game.tests.stage import ALICE, BOB

pytestmark = pytest.mark.django_db

AT = 1_000_000


def say(text="Hello", player=ALICE, *, place=LOBBY, at=AT, key=None):
    (outcome,) = store([Draft(place, player, 0, text, at, key)])
    return outcome.code if isinstance(outcome, RoomError) else outcome.number


def open_room(code="K7QX2M", *, closed=False):
    fields = {"variant": "classic", "private": False, "status": "waiting"}
    times = {"opened_at": AT, "active_at": AT}
    Room.objects.create(code=code, closed=closed, **fields, **times)
    return code


def test_numbers_grow_in_each_place_alone():
    code = open_room()
    assert [say(), say(place=code), say(), say(place=code)] == [1, 1, 2, 2]
    assert [remark.number for remark in newest([code])[code]] == [1, 2]


def test_those_that_come_together_are_numbered_in_their_order():
    drafts = [Draft(LOBBY, who, 0, who.name, AT, None) for who in (ALICE, BOB, ALICE)]
    numbered = [(o.number, o.text) for o in store(drafts) if isinstance(o, Remark)]
    assert numbered == [(1, "Alice"), (2, "Bob"), (3, "Alice")]


def test_only_the_newest_are_kept_and_numbers_go_on():
    for number in range(KEPT + 10):
        assert say(f"{number}", at=AT + number * PAUSE) == number + 1
    kept = newest([LOBBY])[LOBBY]
    assert [remark.number for remark in kept] == list(range(11, KEPT + 11))
    assert RemarkRow.objects.count() == KEPT


def test_a_key_that_comes_again_is_said_once():
    first = say(key="k")
    assert say(key="k") == first
    assert say("else", key="k") == "bad_message"
    assert say(player=BOB, key="k") == first + 1
    assert RemarkRow.objects.count() == 2


def test_a_repeat_is_answered_even_when_one_has_been_too_fast():
    first = say(key="k")
    assert [say() for _ in range(BURST)][-1] == "chat_too_fast"
    assert say(key="k") == first


def test_a_person_is_too_fast_in_all_places_together():
    code = open_room()
    said = [say(place=place) for place in (LOBBY, code) * BURST]
    assert said[BURST:] == ["chat_too_fast"] * BURST
    assert say(player=BOB) == 4
    assert say(at=AT + PAUSE) == 5


def test_nobody_talks_in_a_room_that_is_closed_or_never_was():
    assert say(place=open_room(closed=True)) == "no_such_room"
    assert say(place="NEVER2") == "no_such_room"


def test_the_banned_do_not_talk():
    assert say() == 1
    bans.ban([ALICE.id])  # whoever only talked has a row for that
    assert say(at=AT + PAUSE) == "forbidden"
    assert say(player=BOB) == 2
    assert PlayerRow.objects.get(id=BOB.id).name == "Bob"


def test_how_far_all_places_have_grown():
    code = open_room()
    assert since(None) == (0, {})
    say(), say(), say(place=code)
    position, numbers = since(0)
    assert numbers == {LOBBY: 2, code: 1}
    assert since(position) == (position, {})


def test_a_report_keeps_what_was_said_once_for_each_who_complains():
    number = say("Bad words")
    for by in (BOB, BOB, ALICE):
        assert report(LOBBY, number, by, AT) is None
    RemarkRow.objects.all().delete()
    kept = Report.objects.filter(reporter=BOB.id).get()
    assert (kept.place, kept.player, kept.text) == (LOBBY, ALICE.id, "Bad words")
    assert Report.objects.count() == 2
    gone = report(LOBBY, number, BOB, AT)
    assert gone is not None
    assert gone.code == "chat_gone"
