"""What each message and each field means, said once, for the contract document.

A test holds these tables and the structs of game.protocol to each other.
"""

from collections.abc import Mapping
from typing import Any, Final

from game import talk
from game.codes import CodeConverter
from game.engine.clock import MOST
from game.engine.events import EVENTS
from game.engine.variants import VARIANTS
from game.errors import REFUSALS

INTRODUCTION: Final = """\
Rooms with a short code, two seats, any number of people watching, and an authoritative
server. A socket carries text frames, one JSON object each, from a client at most 4096
bytes and 32 levels deep. What is named here keeps its meaning; fields and types may be
added without a new version, so ignore what you do not know. docs/protocol.md tells the
same as a story, with a bot.
"""

STREAMS: Final = """\
The lobby and up to 30 rooms over one socket, each as a stream of its own: `echo`,
`lobby`, `room:<code>`. Every frame names its stream; what is wrong with one is told on
that one, and the others go on. Rooms are for watching here. A `ping` without a stream
keeps the socket; a frame of which no stream can be read is `rejected` without one.
"""

MESSAGES: Final[Mapping[str, str]] = {
    "Sit": "Take a seat; from then on this socket acts for it.",
    "Move": "Play a cell on the board that was seen.",
    "Resign": "Give the running game up.",
    "Rematch": "Offer another game, or agree to the other seat's offer.",
    "Decline": "Refuse the other seat's offer, or take one's own back.",
    "Leave": "Give the seat up; in a game with a mark on the board that loses it.",
    "Create": "Open a room, in seat 1; the answer says where it is.",
    "Update": "Make one's own room another one, while it waits.",
    "Delete": "Close one's own room, where one waits alone.",
    "Hush": "As a player, have those who watch not talk, or talk again.",
    "Say": "Say something to everybody who is here.",
    "Report": "Lay what somebody said before whoever runs the server.",
    "Ping": "Say that one is alive, and the newest version one has.",
    "Welcome": "Who this socket acts for: said first, and again when it changes.",
    "State": "The whole truth about the room; apply it when its `v` is newer.",
    "Ack": "A command with a key is committed, and happened once.",
    "Rejected": "A command is refused, and nothing has changed.",
    "Presence": "Who is here, and who is away since when.",
    "Chat": "What somebody said; show each `id` once, in order.",
    "Chats": "What was said before, and was not heard yet; at most the last 50.",
    "Pong": "The answer to a ping; a state comes first to who is behind.",
    "Rooms": "The rooms the lobby lists, the newest 50 of each kind: said first.",
    "Changed": "What was created, updated and deleted since the last message.",
    "Open": "Open a stream, or close it; the answer looks the same.",
    "Payload": "A message on a stream, in either direction.",
}

FIELDS: Final[Mapping[str, str]] = {
    "Frame.key": (
        "Chosen by the client; comes back with the answer. The same key and command"
        " again, from the same seat, is answered again but happens once."
    ),
    "Sit.seat": "The seat wanted; any open one when left out.",
    "Move.cell": (
        "Cell 0 is top left, in reading order. Where marks fall, any cell of a column"
        " means that column."
    ),
    "Move.ply": "How many marks one saw on the board; `stale` when there are others.",
    "Move.game": "The game meant; `stale` when it is not the current one.",
    "Resign.game": "The game meant; `stale` when it is not the current one.",
    "Rematch.game": "The game meant; `stale` when it is not the current one.",
    "Rematch.offer": "The `v` of the offer agreed to; left out to make one.",
    "Decline.game": "The game meant; `stale` when it is not the current one.",
    "Create.variant": "Which game is to be played.",
    "Create.private": "Whether no list shows the room.",
    "Create.computer": "Whether the computer takes seat 2, and the game begins.",
    "Create.clock": "Seconds each player has for a game; 0 is as long as they like.",
    "Update.room": "The room's code.",
    "Update.variant": "Which game it becomes; the same as before when left out.",
    "Update.private": "Whether no list shows it; as before when left out.",
    "Update.clock": "Seconds each has for a game, 0 for no clock; or as before.",
    "Delete.room": "The room's code.",
    "Hush.on": "Whether only players may talk from now on.",
    "Say.text": (
        "One line of at most 300 characters; controls, and what cannot be seen, are"
        " taken out."
    ),
    "Report.id": "The `id` of the chat message.",
    "Ping.v": "The newest `v` one has.",
    "Ping.chat": (
        "The `id` of a chat message up to which one has all there are; whatever is"
        " newer is sent again. Left out: nothing is."
    ),
    "Welcome.proto": "The version of this contract.",
    "Welcome.room": "The room's code.",
    "Welcome.seat": "The seat this socket acts for; null watches.",
    "Welcome.mark": "That seat's mark in the current game.",
    "Welcome.now": "The server's clock, in milliseconds since 1970.",
    "Welcome.holds": "Every seat this person has: another tab may act for the other.",
    "Welcome.resume": (
        "To come back as the same player: `Authorization: Bearer …` at the next"
        " handshake. Only for those who brought no cookie."
    ),
    "State.v": "Counts the room's events: 1, 2, 3…",
    "State.room": "The room's code.",
    "State.variant": "Which game this is.",
    "State.private": "Whether the lobby keeps quiet about it.",
    "State.size": "Columns and rows.",
    "State.k": "So many in a row decide the game.",
    "State.look": "How to draw the board.",
    "State.game": "Counts the games in this room, from 1.",
    "State.ply": "How many marks are on the board.",
    "State.board": "One letter a cell: X, O, or a dot where it is empty.",
    "State.moves": "The cells played, in order.",
    "State.open": "The cells a mark may come to lie on, where not all empty ones are.",
    "State.turn": "Whose mark is to be played; null while nobody may move.",
    "State.status": "Whether it waits for players, is played, or is over.",
    "State.winner": "The mark that won; null while undecided, and for a draw.",
    "State.line": "The cells that decided it.",
    "State.reason": "Why the game is over; null while it is not.",
    "State.last": "The cell played last in this game.",
    "State.marks": "The mark of seat 1 and of seat 2 in this game; they swap.",
    "State.players": "Who holds seat 1 and seat 2; null is an open seat.",
    "State.score": "Games won by seat 1, won by seat 2, and drawn.",
    "State.offer": "The offer that waits for an answer.",
    "State.clock": "What time the players have; null where they may think for ever.",
    "State.hushed": "True while only players may talk; left out while everybody may.",
    "State.event": "What happened last.",
    "Ack.key": "The command's key.",
    "Ack.v": "The version with which it is committed.",
    "Ack.room": "The code of the room that was created, and only then.",
    "Ack.seat": "The seat one has in the room that was created.",
    "Ack.resume": "As in a welcome: to come to the room as who created it.",
    "Rejected.key": "The command's key; null when it had none, or none could be read.",
    "Rejected.code": "Why, for programs.",
    "Rejected.message": "Why, for people, in English; it may change.",
    "Rejected.v": "The room's version; a state follows to who was behind.",
    "Presence.seats": "Seat 1 and seat 2; null is an open seat.",
    "Presence.spectators": "How many sockets watch.",
    "Chat.id": "Counts what was said in this room, or in the lobby: 1, 2, 3…",
    "Chat.from": "Who said it.",
    "Chat.text": "What was said: plain text, one line.",
    "Chat.at": "When it was said, in milliseconds since 1970.",
    "Chats.chats": "What was said, in order.",
    "Speaker.who": "The same for the same person everywhere, and different for others.",
    "Speaker.name": "What they were called then.",
    "Speaker.seat": "The seat they acted for; null watched, or stood in the lobby.",
    "Pong.v": "The room's newest version; 0 in the lobby.",
    "Pong.now": "The server's clock, in milliseconds since 1970.",
    "Rooms.waiting": "Rooms with an open seat and somebody there.",
    "Rooms.playing": "Rooms with a game one may watch.",
    "Changed.rows": (
        "Rooms that were created or updated; their status says which list."
    ),
    "Changed.gone": "Codes of rooms that were deleted, or are no longer listed.",
    "Changed.created": "Which of the rows were not listed before.",
    "Open.stream": "Which one: `echo`, `lobby`, or `room:` and a code.",
    "Open.open": "Whether it is to be open; from the server: whether it is.",
    "Payload.stream": "Which one it is said on.",
    "Payload.payload": (
        "What would go over the lobby's or the room's own socket; on `echo` any object,"
        " which comes back as `original_message`."
    ),
    "PlayerInfo.name": "What they are called.",
    "PlayerInfo.kind": "Who stands behind the name.",
    "ClockInfo.left": "Milliseconds that seat 1 and seat 2 had left at `at`.",
    "ClockInfo.running": "Whose time runs; null while nobody's does.",
    "ClockInfo.at": "When that was, by the server's clock, in milliseconds since 1970.",
    "OfferInfo.kind": "What is offered.",
    "OfferInfo.by": "The seat that offers.",
    "OfferInfo.v": "Names the offer: send it back to agree.",
    "EventInfo.type": "The name of the event.",
    "EventInfo.seat": "The seat it was about, if any.",
    "EventInfo.name": "Who left, since `players` no longer tells.",
    "SeatInfo.here": "Whether somebody is connected for that seat.",
    "SeatInfo.since": "Since when, in milliseconds since 1970.",
    "RoomRow.code": "The room's code.",
    "RoomRow.variant": "Which game this is.",
    "RoomRow.look": "How to draw the board.",
    "RoomRow.size": "Columns and rows.",
    "RoomRow.status": "Whether it waits for players, is played, or is over.",
    "RoomRow.board": "One letter a cell: X, O, or a dot where it is empty.",
    "RoomRow.players": "The names at seat 1 and seat 2; null is an open seat.",
    "RoomRow.kinds": "What they are: a guest, an account or a bot.",
    "RoomRow.clock": "Seconds each player has for a game; 0 is as long as they like.",
    "RoomRow.marks": "The mark of seat 1 and of seat 2 in this game.",
    "RoomRow.turn": "Whose mark is to be played.",
    "RoomRow.score": "Games won by seat 1, won by seat 2, and drawn.",
    "RoomRow.open": "The seat one may take.",
    "RoomRow.at": "When the last event was, in milliseconds since 1970.",
}

_CODE: Final = {"pattern": f"^{CodeConverter.regex}$"}
_BOARD: Final = {"pattern": "^[XO.]+$"}
_MARKS: Final = {"enum": ["XO", "OX"]}
_VARIANT: Final = {"examples": list(VARIANTS)}
_COUNT: Final = {"minimum": 0}
_CLOCK: Final = {"minimum": 0, "maximum": MOST}

# What the types alone do not say.
SHAPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "Welcome.proto": {"const": 1},
    "Welcome.room": _CODE,
    "State.v": {"minimum": 1},
    "State.room": _CODE,
    "State.variant": _VARIANT,
    "State.game": {"minimum": 1},
    "State.ply": _COUNT,
    "State.board": _BOARD,
    "State.marks": _MARKS,
    "Create.variant": _VARIANT,
    "Create.clock": _CLOCK,
    "NewRoom.clock": _CLOCK,
    "Update.room": _CODE,
    "Update.variant": _VARIANT,
    "Update.clock": _CLOCK,
    "Delete.room": _CODE,
    "Ack.room": _CODE,
    "Rejected.code": {"enum": list(REFUSALS)},
    "Presence.spectators": _COUNT,
    "Chat.id": {"minimum": 1},
    "Chat.text": {"minLength": 1, "maxLength": talk.LONGEST},
    "Chats.chats": {"minItems": 1, "maxItems": talk.KEPT},
    "Ping.chat": {"minimum": 0},
    "EventInfo.type": {"enum": [*EVENTS, "withdrawn"]},
    "RoomRow.code": _CODE,
    "RoomRow.variant": _VARIANT,
    "RoomRow.board": _BOARD,
    "RoomRow.marks": _MARKS,
    "RoomRow.clock": _CLOCK,
}
