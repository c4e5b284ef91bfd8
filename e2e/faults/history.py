"""What one client sent and heard, in order: the evidence that the checker reads."""

import json
import sys
import time
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path


class What(StrEnum):
    OPENED = "opened"
    WELCOME = "welcome"  # v: the seat it was given, 0 for none
    SENT = "sent"
    ACKED = "acked"
    REFUSED = "refused"  # for good: what is tried again is no refusal
    PUT_OFF = "put_off"
    SAW = "saw"
    CLOSED = "closed"  # v: the code


@dataclass(frozen=True, slots=True)
class Note:
    at: float
    what: What
    key: str = ""
    v: int = 0
    text: str = ""


@dataclass(slots=True)
class History:
    name: str
    room: str
    seat: int  # 0 watches
    notes: list[Note] = field(default_factory=list)

    def add(self, what: What, key: str = "", v: int = 0, text: str = "") -> None:
        # One state is heard by many, and kept once.
        note = Note(time.monotonic(), what, key, v, sys.intern(text))
        self.notes.append(note)

    def of(self, what: What) -> list[Note]:
        return [note for note in self.notes if note.what is what]

    @property
    def v(self) -> int:
        """The newest version that its screen shows."""
        return max((note.v for note in self.of(What.SAW)), default=0)

    def waits(self) -> list[tuple[float, float]]:
        """When each confirmed command was first sent, and how long it waited."""
        sent: dict[str, float] = {}
        waits: list[tuple[float, float]] = []
        for note in self.notes:
            if note.what is What.SENT:
                sent.setdefault(note.key, note.at)
            elif note.what is What.ACKED and note.key in sent:
                at = sent.pop(note.key)
                waits.append((at, note.at - at))
        return waits

    def save(self, folder: Path) -> None:
        """One line a note, so that a failure can be read afterwards."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps(asdict(note)) for note in self.notes]
        (folder / f"{self.name}.jsonl").write_text("\n".join(lines) + "\n")
