"""What the load finds in a state without decoding it, and what it takes for sound."""

import json
from typing import Any

import pytest

from e2e.bench import wire

STATE: dict[str, Any] = {
    "type": "state",
    "v": 12,
    "game": 2,
    "ply": 3,
    "board": "XO..X....",
    "moves": [0, 1, 4],
    "turn": "O",
    "status": "playing",
    "marks": "OX",
    "offer": None,
}


def written(**changes: object) -> bytes:
    return json.dumps(STATE | changes, separators=(",", ":")).encode()


def test_numbers_are_found_wherever_they_end():
    text = written(offer={"kind": "rematch", "by": 1, "v": 9})
    assert wire.number(text, b'"v":') == 12
    assert wire.number(text, b'"ply":') == 3
    assert wire.number(text[text.index(b'"offer":') :], b'"v":') == 9
    assert wire.number(b'{"type":"ack","key":"a","v":7}', b'"v":') == 7


def test_letters_are_found_and_null_is_none_of_them():
    assert wire.letter(written(), b'"turn":') == ord("O")
    assert wire.letter(written(turn=None), b'"turn":') not in b"XO"


def test_a_state_that_agrees_with_itself_is_sound():
    assert wire.read_in_full(written())["v"] == 12


@pytest.mark.parametrize(
    "changes",
    [
        {"ply": 2},
        {"moves": [0, 4, 1]},
        {"moves": [0, 1, 5]},
        {"turn": None},
        {"status": "over"},
    ],
)
def test_a_state_at_odds_with_itself_is_not(changes: dict[str, object]):
    with pytest.raises(wire.WireError):
        wire.read_in_full(written(**changes))


def test_every_game_that_is_played_can_be_played():
    for cells in wire.GAMES:
        assert len(set(cells)) == len(cells)
        assert set(cells) <= set(range(9))
