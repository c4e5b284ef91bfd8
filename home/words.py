"""Every sentence of the room page, for the server and for its client alike.

One catalogue, whole sentences with named places; which of them fits is `home.scene`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from game.engine.rules import Rules

Text = str | Promise
Words = Mapping[str, str]

SENTENCES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        # Headlines
        "waitingFor": _("Waiting for {mark}"),
        "waitingTitle": _("Waiting"),
        "yourTurn": _("Your turn"),
        "turn": _("{name}'s turn"),
        "youWin": _("You win"),
        "wins": _("{name} wins"),
        "draw": _("Draw"),
        "abandoned": _("Abandoned"),
        "sending": _("Sending…"),
        "offline": _("Offline"),
        # Details
        "send": _("Send the link, or say the code."),
        "watching": _("You're watching. {count} here."),
        "full": _("Both seats are taken, so you're watching."),
        "both": _("You hold both seats in this browser. This tab plays {mark}."),
        "youPlayed": _("You played {cell}."),
        "played": _("{name} played {cell}."),
        "boardFull": _("The board is full."),
        "nobodyPlayed": _("Nobody has played on."),
        "outOfTime": _("{name} ran out of time."),
        "youOutOfTime": _("You ran out of time."),
        "resigned": _("{name} resigned."),
        "youResigned": _("You resigned."),
        "left": _("{name} left."),
        "youLeft": _("You left."),
        "asked": _("Asked {name} for a rematch."),
        "offered": _("{name} wants a rematch."),
        "declined": _("{name} said no thanks."),
        "away": _("{name} is away."),
        "pencil": _("Pencil until it is saved."),
        "reconnecting": _("Reconnecting…"),
        "safe": _("Reconnecting… Your game is safe."),
        "kept": _("Your move is kept."),
        "offlineSafe": _("Your game is safe."),
        # Names and numbers
        "you": _("you"),
        "otherTab": _("you, other tab"),
        "openSeat": _("open seat"),
        "oneWatching": _("1 watching"),
        "manyWatching": _("{count} watching"),
        "score": _("Score {mine} to {theirs}"),
        "noMoves": _("No moves yet"),
        # Cells
        "grid": _("Board, {columns} by {rows}"),
        "empty": _("{cell}, empty"),
        "marked": _("{cell}, {mark}"),
        "lastMove": _("{cell}, {mark}, last move"),
        "winning": _("{cell}, {mark}, winning line"),
        "pending": _("{cell}, {mark}, sending"),
        "column": _("Column {column}, {filled} of {rows} filled"),
        # Actions whose text changes
        "play": _("Play {mark}"),
        "playHere": _("Play {mark} here"),
        "place": _("Place"),
        "placeAt": _("Place {cell}"),
        "resignWins": _("Resign this game? {name} wins."),
        "copied": _("Link copied"),
        "copy": _("Copy link"),
        "share": _("Share"),
    }
)

# What is said, and never shown.
SPOKEN: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "sayYourTurn": _("Your turn."),
        "sayTurn": _("{name}'s turn."),
        "sayJoined": _("{name} joined as {mark}."),
        "sayYouAre": _("You are {mark}."),
        "sayPlayed": _("{name} played {mark} on {cell}."),
        "sayYouWin": _("You win."),
        "sayYouWinLine": _("You win: {cells}."),
        "sayWins": _("{name} wins."),
        "sayWinsLine": _("{name} wins: {cells}."),
        "sayDraw": _("Draw."),
        "sayAbandoned": _("The game was abandoned."),
        "sayScore": _("Score {mine} to {theirs}."),
        "sayTimeLeft": _("{name} has {time} left."),
        "sayYourTimeLeft": _("You have {time} left."),
        "saySeconds": _("{seconds} s"),
        "sayMinutes": _("{minutes} min {seconds} s"),
        "saySecondsLeft": _("{seconds} seconds left."),
        "sayNewGame": _("New game."),
        "sayYouAreNow": _("You are {mark} now."),
        "sayBack": _("{name} is back."),
        "saySending": _("Sending {cell}."),
        "sayLost": _("Connection lost. Your game is safe."),
        "sayConnected": _("Connected."),
        "sayCopied": _("Link copied."),
        "sayNoMoves": _("No moves yet."),
        "sayWaiting": _("Waiting for {mark}."),
        "sayRow": _("Row {row}: {cells}."),
        "sayEmpty": _("empty"),
    }
)

# By the code of a rejection, and by the number of a close that is final or slow.
REFUSALS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "bad_message": _("That didn't arrive whole. Try again."),
        "unknown_type": _("This page is older than the server. Reload to go on."),
        "not_seated": _("You're watching, so you can't play."),
        "seat_taken": _("Someone just took that seat. You're watching."),
        "waiting": _("Nobody to play yet. Send the link."),
        "not_your_turn": _("It's {name}'s turn."),
        "cell_taken": _("{cell} is taken. Choose an empty cell."),
        "column_full": _("Column {column} is full."),
        "out_of_range": _("That cell isn't on this board."),
        "not_allowed": _("The rules don't allow that now."),
        "begun": _("Somebody has joined, so the room stays as it is."),
        "game_over": _("This game is over."),
        "stale": _("The board changed first. Look, then play."),
        "no_offer": _("That offer is gone."),
        "used_up": _("This room is used up. Open another one."),
        "rate_limited": _("Too fast. Wait a moment."),
        "forbidden": _("You can't do that in this room."),
        "unavailable": _("Not saved yet. Trying again…"),
        "stuck": _("We can't save right now."),
        "4000": _("This page is out of date."),
        "4001": _("You're signed out."),
        "banned": _("You can't play here any more."),
        "4003": _("This room isn't open to you."),
        "4004": _("This room is gone."),
        "4008": _("Slow down a little. Back in a moment."),
        "4012": _("The server is being updated. Your game is safe."),
        "4013": _("Too many tabs are open. Close one."),
    }
)

# The sentences that name how many in a row, by that number; 0 stands for the others.
_WINS: Final[Mapping[int, Text]] = {
    3: _("You are {mark}. Three in a row wins."),
    4: _("You are {mark}. Four in a row wins."),
    5: _("You are {mark}. Five in a row wins."),
    0: _("You are {mark}. {k} in a row wins."),
}
_LOSES: Final[Mapping[int, Text]] = {
    3: _("You are {mark}. Three in a row loses."),
    4: _("You are {mark}. Four in a row loses."),
    5: _("You are {mark}. Five in a row loses."),
    0: _("You are {mark}. {k} in a row loses."),
}
_LINE: Final[Mapping[int, Text]] = {
    3: _("Three in a row: {cells}."),
    4: _("Four in a row: {cells}."),
    5: _("Five in a row: {cells}."),
    0: _("{k} in a row: {cells}."),
}
_MADE: Final[Mapping[int, Text]] = {
    3: _("{name} made three in a row."),
    4: _("{name} made four in a row."),
    5: _("{name} made five in a row."),
    0: _("{name} made {k} in a row."),
}
_YOU_MADE: Final[Mapping[int, Text]] = {
    3: _("You made three in a row."),
    4: _("You made four in a row."),
    5: _("You made five in a row."),
    0: _("You made {k} in a row."),
}


def words_for(rules: Rules) -> Words:
    """The catalogue in the language of this request, for a game under these rules."""

    def counted(by_number: Mapping[int, Text]) -> str:
        return str(by_number.get(rules.k, by_number[0])).replace("{k}", str(rules.k))

    plain = {**SENTENCES, **SPOKEN, **REFUSALS}
    return {key: str(text) for key, text in plain.items()} | {
        "goal": counted(_LOSES if rules.misere else _WINS),
        "line": counted(_LINE),
        "made": counted(_MADE),
        "youMade": counted(_YOU_MADE),
    }
