"""`ws/echo`: says back what it hears, for whoever wants to know how the line is."""

from msgspec import Struct

from game import protocol
from game.sockets import Socket


class Said(Struct):
    text: str
    key: None = None


def said(text: str | None) -> Said:
    return Said(protocol.plain(text))


class Echo(Socket):
    """Its frames are any text at all; what is not, or too much, is refused as ever."""

    parse = staticmethod(said)

    def heard(self, frame: Said) -> None:
        self.mailbox.reply(f"You said: {frame.text}")
