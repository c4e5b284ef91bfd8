"""`ws/echo`: says back what it hears, for whoever wants to know how the line is."""

from collections.abc import Callable
from functools import partial

from game import protocol
from game.sockets import Socket


class Echo(Socket):
    """Its frames are any text at all; what is not, or too much, is refused as ever."""

    async def opened(self) -> None:
        """It has no groups, and nothing to tell before it is told something."""

    def read(self, text: str | None) -> tuple[str | None, Callable[[], None]]:
        said = protocol.plain(text)
        return None, partial(self.mailbox.reply, f"You said: {said}")
