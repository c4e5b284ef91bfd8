"""What waits to be written to one socket, and the writing of it.

Replies wait in a small queue that may not overflow; of every other kind only the
newest is kept, so a slow reader skips to the present instead of filling memory.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Final, TypeAlias

from game.lane import Lane, frame_of
from game.round import Round

logger = logging.getLogger(__name__)

Send: TypeAlias = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]

MAX_REPLIES: Final = 64
SOON_ENOUGH: Final = 8  # answers to a burst of frames in one packet


class Mailbox:
    """Fill it at any time; nothing here ever waits.

    A send that does not suspend, which is nearly every one, costs no task: it is
    stepped once, by hand. One that does suspend goes on in a task, bounded by
    `timeout`; `on_stuck` is called when it runs out, or when replies overflow. Where
    the server offers a lane, a send is one call with a frame that is shared by all.
    """

    def __init__(
        self,
        send: Send,
        timeout: float,
        on_stuck: Callable[[], None],
        lane: Lane | None = None,
    ) -> None:
        self._send = send
        self._lane = lane
        self._loop = asyncio.get_running_loop()
        self._round = Round.of(self._loop)
        self._timeout = timeout
        self._on_stuck = on_stuck
        self._replies: deque[str] = deque()
        self._newest: dict[str, str] = {}
        self._writing: asyncio.Task[None] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._is_open = True

    def reply(self, text: str) -> None:
        """Queue what may not be skipped."""
        if len(self._replies) >= MAX_REPLIES:
            self._stuck()
            return
        self._replies.append(text)
        if self._lane is None or len(self._replies) >= SOON_ENOUGH:
            self._write()
        elif len(self._replies) == 1:
            # Soon, or before: a state that follows at once takes it along.
            self._round.at_end(self._loop, self._flush)

    def put(self, slot: str, text: str) -> None:
        """Leave the newest of its kind; an older one not yet written is forgotten."""
        lane = self._lane
        if lane is None or not self._is_idle or not lane.write(frame_of(text)):
            self._newest[slot] = text
            self._write()

    def forget(self, slot: str) -> None:
        """What waits there is not wanted any more."""
        self._newest.pop(slot, None)

    def close(self) -> None:
        """Write what waits, if it can be written at once, and nothing more."""
        self._write()
        self._is_open = False
        self._replies.clear()
        self._newest.clear()
        if self._deadline is not None:
            self._deadline.cancel()
        if self._writing is not None:
            self._writing.cancel()

    @property
    def _is_idle(self) -> bool:
        """Nothing waits, and something could be written: so it nearly always is."""
        return (
            self._is_open
            and not self._replies
            and not self._newest
            and self._writing is None
        )

    def _flush(self) -> None:
        if self._replies:
            self._write()

    def _write(self) -> None:
        if self._lane is not None and self._has_written_frames(self._lane):
            return
        while self._is_open and self._writing is None:
            text = self._next()
            if text is None:
                return
            sending = self._send({"type": "websocket.send", "text": text})
            try:
                suspended_on = sending.send(None)
            except StopIteration:
                continue
            except Exception:
                # The peer is gone; the server tells the consumer so by itself.
                logger.debug("A send failed", exc_info=True)
                self._is_open = False
                return
            self._go_on(_Rest(sending, suspended_on))

    def _has_written_frames(self, lane: Lane) -> bool:
        """Write all that waits in one go, unless the peer is behind."""
        if not self._is_open or self._writing is not None:
            return False
        texts = (*self._replies, *self._newest.values())
        if texts and not lane.write(b"".join(map(frame_of, texts))):
            return False
        self._replies.clear()
        self._newest.clear()
        return True

    def _next(self) -> str | None:
        if self._replies:
            return self._replies.popleft()
        if not self._newest:
            return None
        slot = next(iter(self._newest))
        return self._newest.pop(slot)

    def _go_on(self, rest: Awaitable[None]) -> None:
        self._writing = self._loop.create_task(_finish(rest))
        self._writing.add_done_callback(self._written)
        self._deadline = self._loop.call_later(self._timeout, self._stuck)

    def _written(self, writing: asyncio.Task[None]) -> None:
        self._writing = None
        if self._deadline is not None:
            self._deadline.cancel()
        if writing.cancelled() or writing.exception() is not None:
            self._is_open = False
        self._write()

    def _stuck(self) -> None:
        if self._is_open:
            self.close()
            self._on_stuck()


class _Rest:
    """The rest of a coroutine that was stepped once and waits for a future."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], suspended_on: Any) -> None:
        self._coroutine = coroutine
        self._suspended_on = suspended_on

    def __await__(self) -> Generator[Any, Any, None]:
        waiting_for = self._suspended_on
        try:
            while True:
                try:
                    value = yield waiting_for
                except BaseException as error:  # noqa: BLE001 - passed on, not handled
                    waiting_for = self._coroutine.throw(error)
                else:
                    waiting_for = self._coroutine.send(value)
        except StopIteration:
            return


async def _finish(rest: Awaitable[None]) -> None:
    await rest
