"""What the forms of a room may ask for."""

import pytest
from django.http import QueryDict

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
from home.orders import BadOrderError, Order, read, seat_of


@pytest.mark.parametrize(
    ("fields", "order"),
    [
        (
            "do=move&cell=4&ply=2&game=1&seat=1&key=k",
            Order("move", Move(4, ply=2, game=1), 1, "k", 4),
        ),
        ("do=move&cell=4&seat=2", Order("move", Move(4), 2, None, 4)),
        ("do=resign&game=3&seat=2", Order("resign", Resign(3), 2, None, None)),
        (
            "do=rematch&game=1&offer=&seat=1",
            Order("rematch", Rematch(1), 1, None, None),
        ),
        (
            "do=rematch&game=1&offer=9&seat=1",
            Order("rematch", Rematch(1, offer=9), 1, None, None),
        ),
        ("do=decline&game=1&seat=1", Order("decline", Decline(1), 1, None, None)),
        ("do=sit&seat=2", Order("sit", Sit(2), None, None, None)),
        (
            "do=update&variant=four&private=1&clock=60&seat=1",
            Order("update", Update("four", private=True, clock=60), 1, None, None),
        ),
        ("do=sit", Order("sit", Sit(), None, None, None)),
        (
            "do=update&variant=four&private=1&seat=1",
            Order("update", Update("four", private=True), 1, None, None),
        ),
        (
            "do=update&variant=four&private=&seat=1",
            Order("update", Update("four", private=False), 1, None, None),
        ),
        ("do=leave&seat=1", Order("leave", Leave(), 1, None, None)),
        ("do=hush&seat=1", Order("hush", Hush(on=True), 1, None, None)),
        ("do=unhush&seat=1", Order("unhush", Hush(on=False), 1, None, None)),
        ("do=close&seat=1&key=", Order("close", Close(), 1, None, None)),
    ],
)
def test_a_form_becomes_a_command(fields, order):
    assert read(QueryDict(fields)) == order


@pytest.mark.parametrize(
    "fields",
    [
        "",
        "do=",
        "do=cheat",
        "do=move",
        "do=move&cell=",
        "do=move&cell=-1",
        "do=move&cell=a1",
        "do=move&cell=1.0",
        "do=move&cell=4%0A",
        "do=move&cell=%D9%A4",
        "do=move&cell=9999999999",
        "do=move&cell=4&ply=x",
        "do=move&cell=4&key=two%20words",
        "do=resign&game=one",
        "do=update&variant=classic&clock=3601",
        "do=update&variant=classic&clock=-1",
        f"do=close&key={'k' * 65}",
    ],
)
def test_anything_else_is_refused(fields):
    with pytest.raises(BadOrderError):
        read(QueryDict(fields))


def test_seats_are_one_and_two():
    wishes = ["1", "2", "3", "", "watch", None]
    assert [seat_of(wish) for wish in wishes] == [1, 2, None, None, None, None]
