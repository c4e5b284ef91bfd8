"""Why the rules refuse a command: stable codes for programs, sentences for people.

The law of `game.engine`: pure values and functions on the standard library alone.
No framework, no socket, no clock, no randomness; time is an argument.
"""

from enum import StrEnum
from typing import Final


class Code(StrEnum):
    """The reasons for a refusal; clients know them by these words, so they stay."""

    NOT_SEATED = "not_seated"
    SEAT_TAKEN = "seat_taken"
    WAITING = "waiting"
    NOT_YOUR_TURN = "not_your_turn"
    CELL_TAKEN = "cell_taken"
    NOT_ALLOWED = "not_allowed"
    OUT_OF_RANGE = "out_of_range"
    GAME_OVER = "game_over"
    STALE = "stale"
    NO_OFFER = "no_offer"
    FORBIDDEN = "forbidden"
    USED_UP = "used_up"


SENTENCES: Final = {
    Code.NOT_SEATED: "You do not hold a seat in this room.",
    Code.SEAT_TAKEN: "That seat is taken.",
    Code.WAITING: "The game begins when both seats are taken.",
    Code.NOT_YOUR_TURN: "It is not your turn.",
    Code.CELL_TAKEN: "That cell is taken.",
    Code.NOT_ALLOWED: "The rules do not allow that now.",
    Code.OUT_OF_RANGE: "There is no such cell on this board.",
    Code.GAME_OVER: "This game is over.",
    Code.STALE: "The game has moved on since you looked.",
    Code.NO_OFFER: "There is no such offer to answer.",
    Code.FORBIDDEN: "That is not yours to do.",
    Code.USED_UP: "This room is used up. Open another one.",
}


class Rejection(Exception):  # noqa: N818 - a refused command is an answer, not an error
    """A command the rules refuse; nothing has changed."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return SENTENCES[self.code]
