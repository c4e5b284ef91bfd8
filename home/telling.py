"""Which sentence fits a room: its headline, its detail and the page's title.

words.js chooses in the same way for the states that arrive later; scenes.json beside
the tests holds both to the same answers.
"""

from game.incoming import SeatNumber
from home.scene import Scene


def headline(scene: Scene) -> str:
    state = scene.state
    if state.status == "waiting":
        return scene.say("waitingFor", mark=scene.mark_of(scene.open_seat or 1))
    if state.turn is not None:
        if scene.has_turn:
            return scene.say("yourTurn")
        return scene.say("turn", name=scene.name_of(scene.seat_of(state.turn)))
    if state.winner is None:
        return scene.say("draw" if is_drawn(scene) else "abandoned")
    if state.winner == scene.mark:
        return scene.say("youWin")
    return scene.say("wins", name=scene.name_of(scene.seat_of(state.winner)))


def title(scene: Scene) -> str:
    """Of the document: what a person sees of a tab that is not in front."""
    waiting = scene.state.status == "waiting"
    words = scene.say("waitingTitle") if waiting else headline(scene)
    return f"{words} · {scene.state.room} · tictac"


def is_drawn(scene: Scene) -> bool:
    """What was abandoned counts for nobody, and is no draw."""
    state = scene.state
    is_over = state.status == "over" and state.winner is None
    return is_over and state.reason != "abandoned"


def detail(scene: Scene) -> str:
    if scene.refusal is not None:
        return _refusal(scene, scene.refusal)
    if scene.state.status == "over":
        return _ending(scene)
    if scene.seat is None:
        key = "full" if scene.full else "watching"
        return scene.say(key, count=scene.spectators)
    if scene.state.status == "waiting":
        return scene.say("send")
    if scene.away[scene.other - 1]:
        return scene.say("away", name=scene.name_of(scene.other))
    return _last_move(scene)


def _refusal(scene: Scene, code: str) -> str:
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
        return scene.say("boardFull" if is_drawn(scene) else "nobodyPlayed")
    if state.line:
        maker = state.board[state.line[0]]
        if maker == state.winner:
            cells = ", ".join(scene.cell_name(cell) for cell in state.line)
            return scene.say("line", cells=cells)
        return _by(scene, scene.seat_of(maker), "youMade", "made")
    loser = scene.seat_of("O" if state.winner == "X" else "X")
    if state.reason == "left":
        return _by(scene, loser, "youLeft", "left")
    if state.reason == "time":
        return _by(scene, loser, "youOutOfTime", "outOfTime")
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
