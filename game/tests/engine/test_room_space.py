"""A log has an end: nothing new begins past it, what has begun goes on to its own."""

import pytest

from game.engine.checks import LONGEST_LOG
from game.engine.commands import (
    Close,
    Decline,
    Hush,
    Leave,
    Move,
    Rematch,
    Resign,
    Sit,
    Update,
)
from game.engine.errors import Code, Rejection
from game.engine.room import decide
from game.tests.engine.scenes import WON, Scene, alice, bob


def full(scene, *, events=LONGEST_LOG):
    return scene.state._replace(v=events)


@pytest.mark.parametrize(
    ("scene", "command", "by"),
    [
        (Scene(), Sit(2), bob),
        (Scene(), Update("four"), alice),
        (Scene().seat_bob(), Hush(on=True), alice),
        (Scene().seat_bob().play(*WON), Rematch(), bob),
    ],
)
def test_nothing_new_begins_in_a_room_that_is_used_up(scene, command, by):
    assert decide(full(scene, events=LONGEST_LOG - 1), command, by, 7)
    with pytest.raises(Rejection) as refusal:
        decide(full(scene), command, by, 7)
    assert refusal.value.code is Code.USED_UP


def test_what_has_begun_may_end():
    playing, over = Scene().seat_bob(), Scene().seat_bob().play(*WON)
    for command in (Move(0), Resign(), Leave()):
        assert decide(full(playing), command, alice, 7)
    over.do(Rematch(), bob)
    for answer in (Rematch(), Decline()):
        assert decide(full(over), answer, alice, 7)
    assert decide(full(Scene()), Close(), alice, 7)


def test_what_changes_nothing_needs_no_space():
    assert decide(full(Scene()), Sit(1), alice, 7) == ()
    assert decide(full(Scene()), Update("classic"), alice, 7) == ()
