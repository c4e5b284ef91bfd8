"""The sheet of paper a room is drawn on: all that room.html shows and its client takes over."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypedDict

import msgspec

from game.door import RoomView
from game.engine.events import Player
from game.engine.variants import VARIANTS
from game.protocol import SeatNumber, State
from home import scene as scenes
from home.board import Board, board_of
from home.scene import SEATS, Scene
from home.words import words_for

AWAY_AFTER: Final = 5_000
FORMS: Final = ("move", "act", "sit")
_state: Final = msgspec.json.Decoder(State)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who looks at the page, how they came and what they were just refused."""

    player: Player
    seat: SeatNumber | None
    full: bool = False
    refusal: str | None = None
    cell: int | None = None
    key: str | None = None  # to be used again: nothing is known of the first try


@dataclass(frozen=True, slots=True)
class Sign:
    """A signature line: a mark, and whoever put a name to it."""

    seat: SeatNumber
    mark: str
    name: str  # short enough for the line; empty while the seat is open
    whole: str
    tag: str
    has_turn: bool
    is_away: bool

    @property
    def ink(self) -> str:
        return f"by-{self.mark.lower()}"


@dataclass(frozen=True, slots=True)
class Step:
    """A move in the strip."""

    number: int
    name: str
    ink: str


class Sheet(TypedDict):
    scene: Scene
    state: State
    headline: str
    detail: str
    title: str
    actions: tuple[str, ...]
    words: Mapping[str, str]
    board: Board
    signs: list[Sign]
    score: str
    watching: str
    steps: list[Step]
    keys: dict[str, str]
    offer: int | None
    resign_wins: str
    plays: dict[str, str]
    waits: bool
    data: dict[str, object]


def scene_of(view: RoomView, visit: Visit) -> Scene:
    seats, now = view.presence.seats, _now()
    first, second = (
        seat is not None and not seat.here and now - seat.since > AWAY_AFTER
        for seat in seats
    )
    return Scene(
        state=_state.decode(view.text),
        words=words_for(view.state.variant.rules),
        seat=visit.seat,
        holds=view.state.seats_of(visit.player.id),
        away=(first, second),
        # Whoever looks on is not connected yet.
        spectators=view.presence.spectators + (visit.seat is None),
        full=visit.full and visit.seat is None,
        refusal=visit.refusal,
        cell=visit.cell,
    )


def sheet_of(view: RoomView, visit: Visit) -> Sheet:
    scene = scene_of(view, visit)
    state = scene.state
    return Sheet(
        scene=scene,
        state=state,
        headline=scenes.headline(scene),
        detail=scenes.detail(scene),
        title=scenes.title(scene),
        actions=scenes.actions(scene),
        words=scene.words,
        board=board_of(scene),
        signs=[_sign(scene, seat) for seat in SEATS],
        score=f"{state.score[0]}–{state.score[1]}",
        watching=_watching(scene),
        steps=_steps(scene),
        keys={form: visit.key or secrets.token_urlsafe(9) for form in FORMS},
        offer=state.offer.v if state.offer and state.offer.by != scene.seat else None,
        resign_wins=scene.say("resignWins", name=scene.name_of(scene.other)),
        plays=_plays(scene),
        waits=scenes.waits(scene),
        data=_data(view, scene),
    )


def _sign(scene: Scene, seat: SeatNumber) -> Sign:
    player, mark = scene.state.players[seat - 1], scene.mark_of(seat)
    tag = ""
    if seat == scene.seat:
        tag = scene.say("you")
    elif scene.seat is not None and seat in scene.holds:
        tag = scene.say("otherTab")
    whole = player.name if player else ""
    return Sign(
        seat=seat,
        mark=mark,
        name=scenes.clip(whole),
        whole=whole,
        tag=tag,
        has_turn=scene.state.turn == mark,
        is_away=scene.away[seat - 1],
    )


def _watching(scene: Scene) -> str:
    """For players alone: whoever watches reads it in the detail."""
    if scene.seat is None or scene.spectators == 0:
        return ""
    key = "oneWatching" if scene.spectators == 1 else "manyWatching"
    return scene.say(key, count=scene.spectators)


def _steps(scene: Scene) -> list[Step]:
    return [
        Step(number, scene.cell_name(cell), f"by-{scene.state.board[cell].lower()}")
        for number, cell in enumerate(scene.state.moves, start=1)
    ]


def _plays(scene: Scene) -> dict[str, str]:
    """The words on the buttons that give a seat."""
    return {f"sit{s}": scene.say("play", mark=scene.mark_of(s)) for s in SEATS} | {
        f"here{s}": scene.say("playHere", mark=scene.mark_of(s)) for s in SEATS
    }


def _data(view: RoomView, scene: Scene) -> dict[str, object]:
    """What the client starts from: the very state that was just drawn."""
    return {
        "state": msgspec.to_builtins(scene.state),
        "words": dict(scene.words),
        "seat": scene.seat,
        "holds": list(scene.holds),
        "seats": msgspec.to_builtins(view.presence.seats),
        "spectators": scene.spectators,
        "full": scene.full,
        "refusal": scene.refusal,
        "cell": scene.cell,
        "now": _now(),
    }


def _now() -> int:
    return time.time_ns() // 1_000_000
