"""What the client knows of its room: whatever the server said last. Pure, but for time.

A state is the whole truth at its `v`: one that is not newer is forgotten, so what is
late, doubled or out of order does no harm. The server decides; no rule is here.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Message: TypeAlias = dict[str, Any]

SEATS = (1, 2)


def own_ms() -> int:
    """Of a clock that nobody sets."""
    return time.monotonic_ns() // 1_000_000


@dataclass
class Model:
    state: Message | None = None
    presence: Message | None = None
    seat: int | None = None
    mark: str | None = None
    seat_left: int | None = None
    # What makes a program the same person at its next connection.
    resume: str | None = None
    # Whose seat it was, for words about those who have left it.
    names: dict[int, str] = field(default_factory=dict)
    now: Callable[[], int] = own_ms
    # How far the server's clock is before that one.
    ahead: int = 0

    @property
    def v(self) -> int:
        return self.state["v"] if self.state else 0

    @property
    def is_over(self) -> bool:
        return self.state is not None and self.state["status"] == "over"

    @property
    def is_my_turn(self) -> bool:
        state = self.state
        return (
            state is not None and self.mark is not None and state["turn"] == self.mark
        )

    @property
    def open_seats(self) -> list[int]:
        if self.state is None:
            return []
        return [seat for seat in SEATS if self.state["players"][seat - 1] is None]

    @property
    def time_left(self) -> tuple[int, int] | None:
        """What each has left by now, in milliseconds, where there is a clock."""
        # A server may be older than this.
        clock = self.state.get("clock") if self.state else None
        if clock is None:
            return None
        gone = self.now() + self.ahead - clock["at"]
        first, second = (
            max(0, left - gone) if seat == clock["running"] else left
            for seat, left in zip(SEATS, clock["left"], strict=True)
        )
        return first, second

    def hear(self, message: Message) -> bool:
        """Take a message in; whether there is something new to be seen."""
        match message.get("type"):
            case "welcome":
                return self._welcome(message)
            case "state":
                return self._state(message)
            case "presence":
                is_news = message != self.presence
                self.presence = message
                return is_news
            case _:
                return False

    def name(self, seat: int | None) -> str:
        """How to call whoever holds a seat, or held it last."""
        if seat is None:
            return "Somebody"
        return self.names.get(seat, "Somebody")

    def seat_of(self, mark: str) -> int:
        """Marks swap with every game, seats stay."""
        return 1 + self.state["marks"].index(mark) if self.state else 1

    def mark_of(self, seat: int) -> str:
        mark: str = self.state["marks"][seat - 1] if self.state else "?"
        return mark

    def _welcome(self, message: Message) -> bool:
        before = self.seat, self.mark
        self.seat_left = None if message["seat"] else self.seat or self.seat_left
        self.seat, self.mark = message["seat"], message["mark"]
        self.resume = message.get("resume", self.resume)
        self.ahead = message["now"] - self.now()
        return before != (self.seat, self.mark)

    def _state(self, message: Message) -> bool:
        if message["v"] <= self.v:
            return False
        self.state = message
        if clock := message.get("clock"):
            # It was that time there when this was said, or later.
            self.ahead = max(self.ahead, clock["at"] - self.now())
        for seat, player in zip(SEATS, message["players"], strict=True):
            if player is not None:
                self.names[seat] = player["name"]
        if name := message["event"].get("name"):
            self.names[message["event"]["seat"]] = name
        return True
