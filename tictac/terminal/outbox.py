"""Commands that have no answer yet. Pure, but for the keys it makes.

Each has a key, so that sending it again is harmless: it happens once. After a
connection is lost, whatever stands here is sent again as it was.
"""

from secrets import token_urlsafe
from typing import Any, Final

from tictac.terminal.model import Message

# After a failed save, in seconds; the last goes on.
PAUSES: Final = (1.0, 2.0, 4.0, 8.0)


class Outbox:
    def __init__(self) -> None:
        self._letters: dict[str, Message] = {}
        self._failures: dict[str, int] = {}

    @property
    def is_empty(self) -> bool:
        return not self._letters

    @property
    def letters(self) -> list[Message]:
        """What is to be sent again, in the order it was asked for."""
        return list(self._letters.values())

    def put(self, command: dict[str, Any]) -> Message:
        """Keep it until it is answered; what to send."""
        key = token_urlsafe(12)
        self._letters[key] = {**command, "key": key}
        return self._letters[key]

    def get(self, key: str | None) -> Message | None:
        return self._letters.get(key or "")

    def answered(self, key: str | None) -> Message | None:
        """Forget the command with that key, and return it."""
        self._failures.pop(key or "", None)
        return self._letters.pop(key or "", None)

    def failed(self, key: str | None) -> float | None:
        """It could not be saved: in how many seconds to send it again."""
        if key not in self._letters:
            return None
        failures = self._failures.get(key, 0)
        self._failures[key] = failures + 1
        return PAUSES[min(failures, len(PAUSES) - 1)]

    def seated(self, seat: int | None) -> None:
        """Whoever comes back into a seat need not sit down, or without one leave it.

        A key is good for the seat it was sent for. Where that has changed, the command
        was done: only its answer was lost.
        """
        done = "leave" if seat is None else "sit"
        for key, letter in list(self._letters.items()):
            if letter["type"] == done:
                self.answered(key)
