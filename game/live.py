"""One room as this process knows it: a fold of its log, and who waits for an answer.

It is a cache and may be behind; game.memory keeps it current.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import msgspec

from game import protocol, render, summaries
from game.engine.board import Mark
from game.engine.commands import Actor, Command, Open, Sit, Update
from game.engine.errors import Rejection
from game.engine.events import Event, Millis
from game.engine.evolve import evolve
from game.engine.state import RoomState
from game.errors import KeyReusedError, RoomError
from game.log import Append, Entry
from game.presence import Presence

logger = logging.getLogger(__name__)

Seating: TypeAlias = tuple[str | None, str | None, tuple[Mark, Mark]]
Answer: TypeAlias = int | Rejection | RoomError
Reply: TypeAlias = Callable[[Answer], None]

# What may wait in a room: of those who watch, and of each seat, whatever the others do.
MAX_WATCHING: Final = 32
MAX_OF_SEAT: Final = 24
_encode: Final = msgspec.json.Encoder().encode


@dataclass(slots=True, eq=False)
class Ask:
    """A command on its way; `reply` is called once, with its `v` or its refusal."""

    command: Command
    by: Actor
    now: Millis
    key: str | None
    reply: Reply
    is_fresh: bool = False  # the log was read since it arrived
    # What it was to be answered, and in which state: unless the log has more.
    verdict: Answer = 0
    judged: RoomState | None = None

    def answer(self, answer: Answer) -> None:
        """Reply; what goes wrong with a caller is none of the room's business."""
        try:
            self.reply(answer)
        except Exception:
            logger.exception("A caller did not take its answer")

    @property
    def who(self) -> tuple[str, int]:
        """Who asks, and for which seat; nobody sits down on behalf of a seat.

        So a `sit` sent again is known although its sender holds a seat by now.
        """
        player = self.by.player.id if self.by.player else ""
        return player, 0 if isinstance(self.command, Sit) else self.by.seat or 0

    @property
    def body(self) -> str:
        return body_of(self.command)


def body_of(command: Command) -> str:
    """What two commands of the same key must have in common to be the same one."""
    name = type(command).__name__.lower()
    text = _encode(command).decode()
    # As it was stored before there were clocks.
    if isinstance(command, Open) and not command.clock:
        text = text.replace(',"clock":0}', "}")
    elif isinstance(command, Update) and command.clock is None:
        text = text.replace(',"clock":null}', "}")
    return f"{name} {text}"


@dataclass(slots=True, eq=False)
class LiveRoom:
    code: str
    state: RoomState
    text: str = ""
    receipts: dict[tuple[str, int, str], tuple[int, str]] = field(default_factory=dict)
    queue: deque[Ask] = field(default_factory=deque)
    is_busy: bool = False  # an append or a read is on its way
    is_writing: bool = False
    is_doubtful: bool = False  # the outcome of an append is not known
    presence: Presence = field(default_factory=Presence)
    idle_since: float = 0.0

    @classmethod
    def of(cls, code: str, entries: Sequence[Entry]) -> "LiveRoom":
        room = cls(code, evolve(None, entries[0].event))
        room._remember(entries[0])
        room.read(entries[1:])
        room.text = room._encoded()
        return room

    @property
    def group(self) -> str:
        return f"room_{self.code}"

    @property
    def seating(self) -> Seating:
        """What a socket's own place depends on; it changes far less than the state."""
        first, second = self.state.seats
        return (
            first.id if first else None,
            second.id if second else None,
            self.state.marks,
        )

    def read(self, entries: Iterable[Entry], text: str = "") -> bool:
        """Follow the log; say whether it held anything new.

        The text is what the state is known to look like on the wire, if it is.
        """
        before = self.state.v
        for entry in entries:
            if entry.v == self.state.v + 1:
                self.state = evolve(self.state, entry.event)
                self._remember(entry)
        if self.state.v == before:
            return False
        self.text = text or self._encoded()
        return True

    def take_over(self, append: Append, state: RoomState) -> None:
        """Take over what was just committed."""
        self.state = state
        self.text = self._encoded()
        if append.key is not None:
            identity = (append.player, append.seat, append.key)
            self.receipts[identity] = (state.v, append.body)

    def receipt(self, ask: Ask) -> int | None:
        """The `v` that this very command was confirmed with before."""
        if ask.key is None:
            return None
        player, seat = ask.who
        known = self.receipts.get((player, seat, ask.key))
        if known is None:
            return None
        v, body = known
        if body != ask.body:
            raise KeyReusedError
        return v

    def append(self, ask: Ask, events: Sequence[Event], state: RoomState) -> Append:
        player, seat = ask.who
        return Append(
            code=self.code,
            v=self.state.v + 1,
            events=events,
            player=player,
            seat=seat,
            key=ask.key,
            body=ask.body if ask.key else "",
            **summaries.changes(self.code, self.state, state, events),
        )

    def _remember(self, entry: Entry) -> None:
        if entry.key is not None:
            identity = (entry.player, entry.seat, entry.key)
            self.receipts[identity] = (entry.v, entry.body)

    def _encoded(self) -> str:
        return protocol.encode(render.state_message(self.code, self.state))
