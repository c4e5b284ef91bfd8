"""Those who play, watch or press on, each in a closed loop: one command on its way,
and the next as soon as it was seen what came of the last.
"""

import json
import time
from array import array
from typing import Final

from e2e.bench import wire
from e2e.bench.client import Client, Ticket
from e2e.bench.loop import Loop, TroubleError
from e2e.bench.wire import Command

clock: Final = time.perf_counter

PLAYING: Final = frozenset(b"XO")
SAMPLED: Final = 256  # one state in so many is read in full
KEYS: Final = 1000  # of those who press on, before they begin anew


class Tally:
    """What all clients of one crowd sent and heard in a round, and how long it took."""

    def __init__(self) -> None:
        self.begin(0.0)

    def begin(self, seconds: float) -> None:
        self.until = clock() + seconds  # no command is sent after
        self.sent = self.answered = self.rejected = self.screens = 0
        # From a command's sending until its own answer, and until others see it.
        self.answer_times = array("d")
        self.screen_times = array("d")

    @property
    def is_over(self) -> bool:
        return clock() > self.until


class Table:
    """One room as the load knows it."""

    def __init__(self, code: str, tally: Tally) -> None:
        self.code = code
        self.tally = tally
        self.players: list[Player] = []
        self.watchers: list[Watcher] = []
        self.since = 0  # the version at which the first round began
        self.moves = self.rematches = 0  # confirmed
        self.waits = 0  # for so many screens until all show the same
        # Who asked for the newest versions, and when; one may overtake another.
        self.asked = [(0, 0.0)] * 4

    @property
    def screen(self) -> str:
        return self.players[0].state.decode()

    @property
    def everybody(self) -> list[Client]:
        return [*self.players, *self.watchers]

    def is_seen(self) -> None:
        """One more screen shows it; after the last one the game goes on."""
        self.waits -= 1
        if self.waits:
            return
        self.wait_for_all()
        self.tally.screens += self.waits
        seat, asked_at = self.asked[self.players[0].v & 3]
        if seat:
            self.tally.screen_times.append(clock() - asked_at)
        for player in self.players:
            player.act()

    def wait_for_all(self) -> None:
        self.waits = len(self.players) + len(self.watchers)


class Player(Client):
    """Sits in a seat and plays game after game."""

    def __init__(self, loop: Loop, ticket: Ticket, table: Table, seat: int) -> None:
        super().__init__(loop, ticket)
        self.table = table
        self.tally = table.tally
        self.seat = seat
        self.resume = ""
        self._is_seated = self._wants_seat = False
        self._answer = wire.sit(seat).answer
        self._asked_at = 0.0
        self._is_move = False

    @property
    def is_ready(self) -> bool:
        return self._is_seated and self.v > 0

    def was_welcomed(self, text: bytes) -> None:
        welcome = json.loads(text)
        self.resume = welcome.get("resume", self.resume)
        if welcome["seat"] == self.seat:
            # Else it had to ask for it, and is seated when that is confirmed.
            self._is_seated = self._is_seated or not self._wants_seat
        elif not self._wants_seat:
            self._wants_seat = True
            self.send(wire.sit(self.seat).frame)

    def saw(self, text: bytes) -> None:
        tally = self.tally
        tally.screens += 1
        if tally.screens % SAMPLED == 0:
            wire.read_in_full(text)
        seat, asked_at = self.table.asked[self.v & 3]
        if seat and seat != self.seat:
            tally.screen_times.append(clock() - asked_at)
        self.act()

    def act(self) -> None:
        """Send what is this player's to send now, if anything is."""
        text = self.state
        turn = wire.letter(text, b'"turn":')
        if turn not in PLAYING:
            if b'"status":"over"' in text:
                self._play_again(text)
        elif turn == text[text.index(b'"marks":"') + 8 + self.seat]:
            ply = wire.number(text, b'"ply":')
            self._ask(wire.move(wire.number(text, b'"game":'), ply))

    def was_acked(self, text: bytes) -> None:
        if not text.startswith(self._answer):
            raise TroubleError(f"Heard {text!r} instead of {self._answer!r}.")
        if not self._asked_at:
            self._is_seated = True
            return
        self.tally.answered += 1
        self.tally.answer_times.append(clock() - self._asked_at)
        if self._is_move:
            self.table.moves += 1
        else:
            self.table.rematches += 1

    def _play_again(self, text: bytes) -> None:
        game = wire.number(text, b'"game":')
        if b'"offer":null' in text:
            if self.seat == 1:
                self._ask(wire.offer_rematch(game), is_move=False)
        elif self.seat == 2:
            offer = wire.number(text[text.index(b'"offer":') :], b'"v":')
            self._ask(wire.agree(game, offer), is_move=False)

    def _ask(self, command: Command, *, is_move: bool = True) -> None:
        now = clock()
        if now > self.tally.until:
            return
        self._answer, self._is_move, self._asked_at = command.answer, is_move, now
        self.table.asked[self.v + 1 & 3] = self.seat, now
        self.tally.sent += 1
        self.send(command.frame)


class Performer(Player):
    """Plays before watchers, and waits until the last of them has seen it."""

    def saw(self, text: bytes) -> None:
        self.table.is_seen()


class Watcher(Client):
    def __init__(self, loop: Loop, ticket: Ticket, table: Table) -> None:
        super().__init__(loop, ticket)
        self._table = table

    def saw(self, text: bytes) -> None:
        self._table.is_seen()


class Rusher(Player):
    """Moves whenever it is not on turn, and is told so."""

    def act(self) -> None:
        text = self.state
        turn = wire.letter(text, b'"turn":')
        is_mine = turn == text[text.index(b'"marks":"') + 8 + self.seat]
        if is_mine or turn not in PLAYING:
            return
        self._number = (self._number + 1) % KEYS
        game, ply = wire.number(text, b'"game":'), wire.number(text, b'"ply":')
        self._ask(wire.move_out_of_turn(game, ply, self._number))

    def was_rejected(self, text: bytes) -> None:
        if not text.startswith(self._answer):
            super().was_rejected(text)
        tally = self.tally
        tally.answered += 1
        tally.rejected += 1
        tally.answer_times.append(clock() - self._asked_at)
        self.act()

    _number = 0
