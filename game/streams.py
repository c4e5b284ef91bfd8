"""`ws/streams`: the lobby and many rooms, watched over one socket.

Each stream is opened and closed by itself, and what goes wrong with one is told on that
one. A room that is open here has one more watcher; seats are for `ws/game/<code>`.
"""

from typing import Any, Final

from game import envelope, metrics, outgoing, protocol
from game.binding import Binding
from game.envelope import ECHO, LOBBY, ROOM, Heard, Open, Original
from game.errors import REFUSALS
from game.incoming import BadMessageError, Create, Delete, InLobby, Ping, Update
from game.outgoing import Message
from game.patience import Verdict
from game.presence import now_ms
from game.rooms import Rooms
from game.sockets import Socket
from game.stream import Stream

MAX_ROOMS: Final = 30
ONLY_SHOWS: Final = "Rooms are only shown here. Play over a room's own socket."


class Streams(Socket):
    def __init__(self) -> None:
        super().__init__()
        self._streams: dict[str, Stream] = {}
        self._binding: Binding | None = None

    # Socket events.

    async def opened(self) -> None:
        self.rooms = Rooms.here()
        self._binding = Binding(self.visitor, self._say_in_lobby, self._refuse_in_lobby)

    def closed(self) -> None:
        binding, self._binding = self._binding, None
        if binding is not None:
            binding.end()
        streams, self._streams = self._streams, {}
        for stream in streams.values():
            stream.end()

    def _receive(self, text: str | None) -> None:
        # Unlike elsewhere, what is too much or makes no sense is told on its stream.
        if self._close_code is not None:
            return
        heard = envelope.read(text)
        verdict = self._patience.heard(is_sense=heard.is_sense)
        if verdict is Verdict.TOO_FAST:
            self.refuse_on(heard.stream, "rate_limited", key=heard.key)
        elif verdict is Verdict.WELCOME:
            self._answer(heard)

    # Commands.

    def _answer(self, heard: Heard) -> None:
        match heard.said:
            case BadMessageError() as error:
                self.refuse_on(heard.stream, error.code, str(error), heard.key)
            case Open(name, is_wanted):
                if name == ECHO:  # which is always open
                    self.mailbox.reply(envelope.opened(name, is_open=True))
                elif is_wanted:
                    self._open_stream(name)
                else:
                    self._close_stream(name)
            case Original(text):
                answer = f'{{"original_message":{text}}}'
                self.mailbox.reply(envelope.wrapped(ECHO, answer))
            case Ping(v=v):
                self._pong(heard, v)
            case Create() | Update() | Delete() as frame:
                self._bind(frame)
            case _:
                self.refuse_on(heard.stream, "not_allowed", ONLY_SHOWS, heard.key)

    def _pong(self, heard: Heard, v: int) -> None:
        if heard.stream is None:
            self.say(outgoing.Pong(v=0, now=now_ms()))
        elif stream := self._found(heard.stream):
            stream.pong(v)
        else:
            self.refuse_on(heard.stream, "not_open", key=heard.key)

    def _bind(self, frame: InLobby) -> None:
        """Only the lobby's stream is read in such a way."""
        if self._binding is not None and self._found(LOBBY):
            self._binding.hear(frame)
        else:
            self.refuse_on(LOBBY, "not_open", key=frame.key)

    def _open_stream(self, name: str) -> None:
        stream = self._streams.get(name)
        if stream is not None and stream.is_wanted:
            if stream.is_open:
                stream.show()
        elif name != LOBBY and self._rooms_wanted() >= MAX_ROOMS:
            self.refuse_on(name, "too_many_streams")
        else:
            self._streams.setdefault(name, Stream(name, self)).want()

    def _rooms_wanted(self) -> int:
        return sum(s.is_wanted and s.is_of_room for s in self._streams.values())

    def _close_stream(self, name: str) -> None:
        self.mailbox.reply(envelope.opened(name, is_open=False))
        if stream := self._streams.get(name):
            stream.unwant()

    # Group messages.

    def run_lobby(self, message: dict[str, Any]) -> None:
        if stream := self._found(LOBBY):
            stream.hear(message["text"])

    def run_game(self, message: dict[str, Any]) -> None:
        if stream := self._found(f"{ROOM}{message['room']}"):
            stream.hear_game(message)

    def run_presence(self, message: dict[str, Any]) -> None:
        if stream := self._found(f"{ROOM}{message['room']}"):
            stream.hear_presence(message["text"])

    def run_chat(self, _message: dict[str, Any]) -> None:
        """Whoever watches many rooms at once does not listen in all of them."""

    def run_closed(self, message: dict[str, Any]) -> None:
        """The room is gone, and with it this stream alone."""
        if stream := self._found(f"{ROOM}{message['room']}"):
            self._close_stream(stream.name)

    def _found(self, name: str | None) -> Stream | None:
        """The stream, if it is open."""
        stream = self._streams.get(name or "")
        return stream if stream is not None and stream.is_open else None

    # What is bound to rooms.

    def _say_in_lobby(self, message: Message) -> None:
        self.mailbox.reply(envelope.wrapped(LOBBY, protocol.encode(message)))

    def _refuse_in_lobby(self, key: str | None, code: str, message: str) -> None:
        self.refuse_on(LOBBY, code, message, key)

    # For its streams.

    def forget(self, name: str) -> None:
        self._streams.pop(name, None)

    def refuse_on(
        self, stream: str | None, code: str, message: str = "", key: str | None = None
    ) -> None:
        """Tell it on the stream it was asked on, where that could be read."""
        metrics.REJECTIONS[code].inc()
        told = self._found(stream)
        message = message or REFUSALS[code]
        refusal = outgoing.Rejected(key, code, message, told.shown if told else 0)
        text = protocol.encode(refusal)
        self.mailbox.reply(envelope.wrapped(stream, text) if stream else text)
