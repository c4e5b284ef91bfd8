"""The sheet a room is drawn on: all that room.html shows and its client takes over."""

import secrets
import time
from dataclasses import dataclass
from typing import Final

import msgspec

from game.door import RoomView
from game.engine.events import Player
from game.incoming import SeatNumber
from game.outgoing import State
from home import telling
from home.actions import actions, waits
from home.board import board_of
from home.scene import SEATS, Scene, clip
from home.words import words_for

AWAY_AFTER: Final = 5_000
FORMS: Final = ("move", "act", "sit")
_state: Final = msgspec.json.Decoder(State)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a form was refused, what it was about, and the status that says so."""

    code: str
    status: int = 409
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
    clock: str
    runs: bool

    @property
    def ink(self) -> str:
        return f"by-{self.mark.lower()}"


@dataclass(frozen=True, slots=True)
class Step:
    """A move in the strip."""

    number: int
    name: str
    ink: str


def scene_of(
    view: RoomView,
    player: Player,
    seat: SeatNumber | None,
    refused: Refused | None = None,
    *,
    full: bool = False,
) -> Scene:
    """What this player sees who acts for that seat, if it is theirs."""
    holds = view.state.seats_of(player.id)
    seat = seat if seat in holds else None
    now = _now()
    first, second = (
        info is not None and not info.here and now - info.since > AWAY_AFTER
        for info in view.presence.seats
    )
    return Scene(
        state=_state.decode(view.text),
        words=words_for(view.state.variant.rules),
        seat=seat,
        holds=holds,
        away=(first, second),
        # Whoever looks on is not connected yet.
        spectators=view.presence.spectators + (seat is None),
        full=full and seat is None,
        refusal=refused.code if refused else None,
        cell=refused.cell if refused else None,
        now=now,
    )


def sheet_of(
    view: RoomView, scene: Scene, player: Player, key: str | None
) -> dict[str, object]:
    state = scene.state
    offer = state.offer
    return {
        "scene": scene,
        "state": state,
        "headline": telling.headline(scene),
        "detail": telling.detail(scene),
        "title": telling.title(scene),
        "is_drawn": telling.is_drawn(scene),
        "actions": actions(scene),
        "waits": waits(scene),
        "words": scene.words,
        "board": board_of(scene),
        "signs": [_sign(scene, seat) for seat in SEATS],
        "score": f"{state.score[0]}–{state.score[1]}",
        "watching": _watching(scene),
        "steps": _steps(scene),
        "keys": {form: key or secrets.token_urlsafe(9) for form in FORMS},
        "offer": offer.v if offer and offer.by != scene.seat else None,
        "resign_wins": scene.say("resignWins", name=scene.name_of(scene.other)),
        "plays": _plays(scene),
        "data": _data(view, scene) | {"me": player.id},
    }


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
        name=clip(whole),
        whole=whole,
        tag=tag,
        has_turn=scene.state.turn == mark,
        is_away=scene.away[seat - 1],
        clock=scene.clock_of(seat),
        runs=scene.runs(seat),
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
        "now": scene.now,
    }


def _now() -> int:
    return time.time_ns() // 1_000_000
