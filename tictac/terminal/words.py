"""What the client says about its room, in sentences. Pure."""

from typing import Any, Final

from tictac.terminal.board import cell_name
from tictac.terminal.model import SEATS, Message, Model

HELP: Final = """\
b2        play that cell (where marks fall, the letter of a column is enough)
sit       take an open seat; `sit 1` or `sit 2` takes that one
resign    give the game up
rematch   ask for another game, or agree to one
decline   say no to a rematch, or take your own offer back
leave     give the seat up; in a game with a mark on the board that loses it
look      show the board again, and the time left
quit      go, and leave the seat as it is
help      this"""

REFUSALS: Final = {
    "bad_message": "That didn't arrive whole. Try again.",
    "unknown_type": "The server doesn't know that command; it may be older than this.",
    "not_seated": "You're watching, so you can't do that. Type sit to play.",
    "seat_taken": "That seat is taken. You're watching.",
    "waiting": "Nobody to play yet. Tell somebody the code.",
    "game_over": "This game is over. Type rematch to play another.",
    "stale": "The board changed first. Look, then play.",
    "no_offer": "That offer is gone.",
    "used_up": "This room is used up. Open another one.",
    "out_of_range": "That cell isn't on this board.",
    "not_allowed": "The rules of this game don't allow that now.",
    "rate_limited": "Too fast. Wait a moment.",
    "forbidden": "You can't do that in this room.",
    "unavailable": "Not saved yet. Trying again…",
}
# By the name of the event, told of somebody else and of oneself.
NEWS: Final = {
    "sat": "{name} joined as {mark}.",
    "updated": "{name} made it another room.",
    "left": "{name} left.",
    "moved": "{name} played {cell}.",
    "resigned": "{name} resigned.",
    "timed_out": "{name} ran out of time.",
    "offered": "{name} wants a rematch. Type rematch or decline.",
    "declined": "{name} said no thanks.",
    "withdrawn": "{name} wants no rematch any more.",
}
YOUR_NEWS: Final = {
    "sat": "You joined as {mark}.",
    "updated": "You made it another room.",
    "left": "You left.",
    "moved": "You played {cell}.",
    "resigned": "You resigned.",
    "timed_out": "You ran out of time.",
    "offered": "You asked for a rematch.",
    "declined": "You said no thanks.",
    "withdrawn": "You took the offer back.",
}
CLOSES: Final = {
    4000: "The server doesn't understand this program. It may be out of date.",
    4001: "You can't play here any more.",
    4003: "There is no such room, or it isn't open to you.",
    4004: "There is no such room, or no longer.",
    4013: "Too many connections are open. Close one.",
}
DOWN: Final = {
    4008: "Slow down a little. Back in a moment.",
    4012: "The server is being updated. Your game is safe.",
}


def no_code(text: str) -> str:
    return (
        f"{text[:40]!r} is no code. A code has 6 or 8 letters and digits, like K7QX2M."
    )


def no_server(server: str, *, has_answered: bool) -> str:
    if has_answered:
        return f"What answers at {server} is no tictac server, or is not ready."
    return f"No server answers at {server}. Is it running?"


def headline(model: Model) -> str:
    """The truth in one line: whose turn it is, or how it ended."""
    state = model.state
    if state is None:
        return "Connecting…"
    if state["status"] == "waiting":
        marks = " and ".join(model.mark_of(seat) for seat in model.open_seats)
        return f"Waiting for {marks}. The code is {state['room']}."
    if state["status"] == "over":
        return _result(model, state)
    if model.is_my_turn:
        return f"Your turn. You are {model.mark}."
    return f"{_owner(model, state['turn'])} turn."


def news(model: Model) -> str | None:
    """What happened last, where there is something to be said of it."""
    state = model.state
    if state is None:
        return None
    kind, seat = state["event"]["type"], state["event"]["seat"]
    if kind == "rematched":
        return f"Game {state['game']}. Marks have swapped."
    if kind not in NEWS or (kind == "moved" and state["last"] is None):
        return None
    # Whoever has left a seat hears that it is theirs no more before it is told.
    own = model.seat_left if kind == "left" else model.seat
    is_mine = seat is not None and seat == own
    return (YOUR_NEWS if is_mine else NEWS)[kind].format(
        name=model.name(seat),
        mark=model.mark_of(seat),
        cell=cell_name(state["last"], state) if state["last"] is not None else "",
    )


def score(model: Model) -> str:
    """Who plays what, and what each has won."""
    if model.state is None:
        return ""
    *wins, draws = model.state["score"]
    told = []
    for seat in SEATS:
        player = model.state["players"][seat - 1]
        name = model.name(seat) if player else "open seat"
        you = ", you" if seat == model.seat else ""
        told.append(f"{name} ({model.mark_of(seat)}{you}) {wins[seat - 1]}")
    return f"Score: {told[0]}, {told[1]}, drawn {draws}."


def presence(model: Model) -> str | None:
    """Who is here, and who is away."""
    message = model.presence
    if message is None or model.state is None:
        return None
    told = []
    for seat, info in zip(SEATS, message["seats"], strict=True):
        if info is not None:
            told.append(f"{model.name(seat)}{'' if info['here'] else ' (away)'}")
    told.append(f"{message['spectators']} watching")
    return f"Here: {', '.join(told)}."


def refusal(model: Model, rejected: Message, command: Message | None) -> str:
    """By its code; a code nobody knew when this was written brings its own words."""
    code, state = rejected["code"], model.state
    if code == "not_your_turn" and state and state["turn"]:
        return f"It's {_owner(model, state['turn'], start=False)} turn."
    if code == "cell_taken" and state and command and "cell" in command:
        name = cell_name(command["cell"], state)
        if state["look"] == "drop":
            return f"Column {name[0]} is full."
        return f"{name} is taken. Choose an empty cell."
    return REFUSALS.get(code) or rejected["message"]


def _result(model: Model, state: dict[str, Any]) -> str:
    told = "Abandoned." if state["reason"] == "abandoned" else "Draw."
    if state["winner"]:
        seat = model.seat_of(state["winner"])
        told = "You win." if seat == model.seat else f"{model.name(seat)} wins."
    if state["line"]:
        cells = ", ".join(cell_name(cell, state) for cell in state["line"])
        # Where a row loses, who made it is not who wins.
        maker = model.seat_of(state["board"][state["line"][0]])
        if state["winner"] and maker != model.seat_of(state["winner"]):
            who = "You" if maker == model.seat else model.name(maker)
            told += f" {who} made {state['k']} in a row: {cells}."
        else:
            told += f" {state['k']} in a row: {cells}."
    elif state["reason"] == "full":
        told += " The board is full."
    return told


def _owner(model: Model, mark: str, *, start: bool = True) -> str:
    seat = model.seat_of(mark)
    if seat == model.seat:
        return "Your" if start else "your"
    return f"{model.name(seat)}'s"
