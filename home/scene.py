"""A room as one tab sees it: the headline, the detail and the actions that fit.

words.js chooses in the same way for the states that arrive later; scenes.json beside
the tests holds both to the same answers.
"""

from dataclasses import dataclass
from typing import Final

from game.engine.notation import cell_name
from game.protocol import SeatNumber, State
from home.words import Words

NAME_LENGTH: Final = 12
SEATS: Final[tuple[SeatNumber, SeatNumber]] = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`seat` is whom this tab acts for, `holds` what this person has in the room."""

    state: State
    words: Words
    seat: SeatNumber | None = None
    holds: tuple[SeatNumber, ...] = ()
    away: tuple[bool, bool] = (False, False)
    spectators: int = 0
    full: bool = False
    refusal: str | None = None
    cell: int | None = None  # what the refusal is about

    @property
    def mark(self) -> str | None:
        return self.mark_of(self.seat) if self.seat else None

    @property
    def other(self) -> SeatNumber:
        return 1 if self.seat == 2 else 2

    @property
    def open_seat(self) -> SeatNumber | None:
        return next((seat for seat in SEATS if not self.state.players[seat - 1]), None)

    @property
    def has_turn(self) -> bool:
        return self.seat is not None and self.state.turn == self.mark

    def mark_of(self, seat: SeatNumber) -> str:
        return self.state.marks[seat - 1]

    def seat_of(self, mark: str) -> SeatNumber:
        return 1 if self.state.marks[0] == mark else 2

    def name_of(self, seat: SeatNumber) -> str:
        """What to call a player: by the mark where the name would not tell them apart."""
        first, second = self.state.players
        player = self.state.players[seat - 1]
        if player is None or (first and second and first.name == second.name):
            return self.mark_of(seat)
        return clip(player.name)

    def say(self, key: str, **places: object) -> str:
        return self.words[key].format(**places)

    def cell_name(self, cell: int) -> str:
        return cell_name(cell, self.state.size[0])


def clip(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[:NAME_LENGTH].rstrip()}…"


def headline(scene: Scene) -> str:
    state = scene.state
    if state.status == "waiting":
        return scene.say("waitingFor", mark=scene.mark_of(scene.open_seat or 1))
    if state.turn is not None:
        if scene.has_turn:
            return scene.say("yourTurn")
        return scene.say("turn", name=scene.name_of(scene.seat_of(state.turn)))
    if state.winner is None:
        return scene.say("draw")
    if state.winner == scene.mark:
        return scene.say("youWin")
    return scene.say("wins", name=scene.name_of(scene.seat_of(state.winner)))


def title(scene: Scene) -> str:
    """Of the document: what a person sees of a tab that is not in front."""
    waiting = scene.state.status == "waiting"
    words = scene.say("waitingTitle") if waiting else headline(scene)
    return f"{words} · {scene.state.room} · tictac"


def detail(scene: Scene) -> str:
    if scene.refusal is not None:
        return refusal(scene, scene.refusal)
    if scene.state.status == "over":
        return _ending(scene)
    if scene.seat is None:
        if scene.full:
            return scene.say("full")
        return scene.say("watching", count=scene.spectators)
    if scene.state.status == "waiting":
        return scene.say("send")
    if scene.away[scene.other - 1]:
        return scene.say("away", name=scene.name_of(scene.other))
    return _last_move(scene)


def refusal(scene: Scene, code: str) -> str:
    """Why a command was refused, in this room's words."""
    state, cell = scene.state, scene.cell
    if code == "cell_taken" and cell is not None:
        if state.look == "drop":
            column = scene.cell_name(cell % state.size[0])[0]
            return scene.say("column_full", column=column)
        return scene.say(code, cell=scene.cell_name(cell))
    if code == "not_your_turn" and state.turn is not None:
        return scene.say(code, name=scene.name_of(scene.seat_of(state.turn)))
    known = code in scene.words and code not in {"cell_taken", "not_your_turn"}
    return scene.say(code if known else "not_allowed")


def _ending(scene: Scene) -> str:
    state, event = scene.state, scene.state.event
    if scene.seat is not None and state.offer is not None:
        key = "asked" if state.offer.by == scene.seat else "offered"
        return scene.say(key, name=scene.name_of(scene.other))
    if event.type == "declined" and scene.seat is not None and event.seat != scene.seat:
        return scene.say("declined", name=scene.name_of(scene.other))
    if event.type == "left" and event.seat is not None and state.reason != "left":
        return scene.say("left", name=scene.name_of(event.seat))
    return _result(scene)


def _result(scene: Scene) -> str:
    state = scene.state
    if state.winner is None:
        return scene.say("boardFull")
    if state.line:
        maker = state.board[state.line[0]]
        if maker == state.winner:
            cells = ", ".join(scene.cell_name(cell) for cell in state.line)
            return scene.say("line", cells=cells)
        return _by(scene, scene.seat_of(maker), "youMade", "made")
    loser = scene.seat_of("O" if state.winner == "X" else "X")
    if state.reason == "left":
        return _by(scene, loser, "youLeft", "left")
    return _by(scene, loser, "youResigned", "resigned")


def _last_move(scene: Scene) -> str:
    state = scene.state
    if state.last is None:
        if len(scene.holds) == 2 and state.game == 1:
            return scene.say("both", mark=scene.mark)
        return scene.say("goal", mark=scene.mark)
    mover = scene.seat_of(state.board[state.last])
    return _by(scene, mover, "youPlayed", "played", cell=scene.cell_name(state.last))


def _by(
    scene: Scene, seat: SeatNumber, mine: str, theirs: str, **places: object
) -> str:
    if seat == scene.seat:
        return scene.say(mine, **places)
    return scene.say(theirs, name=scene.name_of(seat), **places)


def actions(scene: Scene) -> tuple[str, ...]:
    """What may be done now, the most likely first."""
    if scene.seat is None:
        return _from_outside(scene)
    if scene.state.status == "waiting":
        return ("copy", "share", "qr", "close")
    if scene.state.status == "playing":
        return ("resign",)
    return _afterwards(scene)


def _from_outside(scene: Scene) -> tuple[str, ...]:
    here = tuple(f"here{seat}" for seat in scene.holds)
    if scene.open_seat is not None:
        return (f"sit{scene.open_seat}", *here, "share")
    if here or scene.full:
        return here or ("own",)
    return ("lobby",) if scene.state.status == "over" else ("share",)


def _afterwards(scene: Scene) -> tuple[str, ...]:
    state = scene.state
    if state.players[scene.other - 1] is None:
        return ("copy", "lobby")
    if state.offer is not None:
        mine = state.offer.by == scene.seat
        return ("asked", "withdraw") if mine else ("rematch", "decline")
    if state.event.type == "declined" and state.event.seat != scene.seat:
        return ("lobby",)
    return ("rematch", "lobby")


def waits(scene: Scene) -> bool:
    """Whether the next thing to happen here is up to somebody else."""
    state = scene.state
    if scene.seat is None or state.status == "waiting":
        return True
    if state.status == "playing":
        return not scene.has_turn
    return state.offer is not None and state.offer.by == scene.seat
