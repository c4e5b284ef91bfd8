"""What the room page shows, before it is markup."""

import time
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from game.door import RoomView
from game.engine.events import Player
from game.engine.variants import VARIANTS
from game.outgoing import Presence, SeatInfo, State
from home.scene import Scene
from home.sheet import Refused, scene_of, sheet_of
from home.tests.scenes import state_of

ALICE, BOB = Player("alice-id", "Alice"), Player("bob-id", "Bob")
NOW = time.time_ns() // 1_000_000
HERE = SeatInfo(here=True, since=NOW)


def view(name, holders=(ALICE, BOB), seats=(HERE, HERE), spectators=0):
    """A room as the door hands it out, in the state of that name."""
    state = msgspec.convert(state_of(name), State)

    def mine(person):
        held = zip((1, 2), holders, strict=True)
        return tuple(seat for seat, holder in held if holder and holder.id == person)

    fold: Any = SimpleNamespace(variant=VARIANTS[state.variant], seats_of=mine)
    text = msgspec.json.encode(state).decode()
    return RoomView("K7QX2M", fold, text, Presence(seats=seats, spectators=spectators))


def sheet(name, seat=1, *, refused=None, full=False, key=None, **room):
    """What Alice's page shows."""
    seen = view(name, **room)
    scene = scene_of(seen, ALICE, seat, refused, full=full)
    return sheet_of(seen, scene, ALICE, key)


def test_signature_lines_say_who_is_who():
    first, second = sheet("moved")["signs"]
    assert (first.name, first.tag, first.ink, first.has_turn) == (
        "Alice",
        "you",
        "by-x",
        False,
    )
    assert (second.name, second.tag, second.ink, second.has_turn) == (
        "Bob",
        "",
        "by-o",
        True,
    )


def test_a_clock_stands_beside_each_name_and_one_of_them_runs():
    for sign in sheet("moved")["signs"]:
        assert (sign.clock, sign.runs) == ("", False)
    first, second = sheet("timed")["signs"]
    assert (first.clock, second.clock) == ("1:00", "0:00")  # long ago, Bob's time ran
    assert (first.runs, second.runs) == (False, True)


def test_a_part_of_a_second_is_shown_as_a_whole_one():
    state = msgspec.convert(state_of("timed"), State)
    assert state.clock is not None
    scene = Scene(state=state, words={}, now=state.clock.at + 58_999)
    assert scene.clock_of(2) == "0:02"


def test_an_open_seat_has_no_name():
    _, second = sheet("alone", holders=(ALICE, None), seats=(HERE, None))["signs"]
    assert (second.name, second.whole, second.mark) == ("", "", "O")


def test_a_long_name_is_cut_and_kept_whole():
    _, second = sheet("long name")["signs"]
    assert (second.name, second.whole) == ("Bartholomew…", "Bartholomew Long")


def test_the_other_tab_of_one_browser_is_called_so():
    _, second = sheet("begun", holders=(ALICE, ALICE))["signs"]
    assert second.tag == "you, other tab"
    watching = sheet("begun", seat=None, holders=(ALICE, ALICE))
    assert [sign.tag for sign in watching["signs"]] == ["", ""]


@pytest.mark.parametrize(("ago", "is_away"), [(4_000, False), (6_000, True)])
def test_who_is_gone_for_five_seconds_is_away(ago, is_away):
    gone = SeatInfo(here=False, since=time.time_ns() // 1_000_000 - ago)
    drawn = sheet("moved", seats=(HERE, gone))
    assert [sign.is_away for sign in drawn["signs"]] == [False, is_away]
    assert drawn["detail"] == ("Bob is away." if is_away else "You played b2.")


def test_a_player_sees_how_many_watch():
    said = [sheet("begun", spectators=count)["watching"] for count in (0, 1, 3)]
    assert said == ["", "1 watching", "3 watching"]


def test_whoever_watches_is_counted_before_their_socket_is_open():
    drawn = sheet("begun", seat=None, spectators=2)
    assert (drawn["watching"], drawn["detail"]) == ("", "You're watching. 3 here.")
    assert drawn["data"]["spectators"] == 3


def test_the_strip_has_every_move_in_its_players_ink():
    steps = [(step.number, step.name, step.ink) for step in sheet("answered")["steps"]]
    assert steps == [(1, "b2", "by-x"), (2, "a1", "by-o")]


def test_the_score_is_by_seat():
    assert sheet("misere lost")["score"] == "0–1"


def test_an_offer_of_the_other_seat_is_what_a_form_may_agree_to():
    assert sheet("offered by Bob")["offer"] == 9
    assert sheet("offered by Alice")["offer"] is None
    assert sheet("won")["offer"] is None


def test_resigning_says_who_wins():
    assert sheet("moved")["resign_wins"] == "Resign this game? Bob wins."


def test_seats_are_offered_by_their_marks():
    plays = sheet("second game")["plays"]
    assert plays["sit1"] == "Play O"
    assert plays["here2"] == "Play X here"


def test_each_form_has_a_key_of_its_own_unless_one_is_to_be_used_again():
    keys = sheet("begun")["keys"]
    assert len(set(keys.values())) == len(keys) == 3
    assert set(sheet("begun", key="again")["keys"].values()) == {"again"}


def test_the_client_starts_from_what_was_drawn():
    data = sheet("moved", refused=Refused(code="stale"), full=True)["data"]
    wire = {"type": "state"} | state_of("moved")
    # Tuples become lists on their way into the page.
    assert msgspec.json.decode(msgspec.json.encode(data["state"])) == wire
    assert (data["seat"], data["holds"], data["refusal"]) == (1, [1], "stale")
    assert data["me"] == ALICE.id
    # Whoever has a seat does not come to find the room full.
    assert data["full"] is False
