"""Work that goes on for ever: begun again whenever it breaks, for whatever reason."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from game import metrics

logger = logging.getLogger(__name__)

PATIENCE: Final = 1.0  # seconds that a broker may take for anything
SHORTEST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 2.0  # between two attempts to reach it


async def keep(
    work: Callable[[], Awaitable[None]],
    broker: str,
    trouble: tuple[type[Exception], ...],
) -> None:
    """Do it for ever; between two attempts wait a little, and longer each time.

    `trouble` is what it raises when the broker is away.
    """
    pause = SHORTEST_PAUSE
    while True:
        began = _now()
        try:
            await work()
        except trouble as error:
            metrics.LAYER_ERRORS.inc()
            if pause == SHORTEST_PAUSE or _has_worked(began):
                logger.warning("%s is away: %s %s", broker, type(error).__name__, error)
        except Exception:
            # Whatever it was, to be deaf or mute for good would be worse.
            metrics.LAYER_ERRORS.inc()
            logger.exception("The link to %s broke", broker)
        if _has_worked(began):
            pause = SHORTEST_PAUSE
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 2)


def _has_worked(began: float) -> bool:
    """Not one more attempt of the same outage."""
    return _now() - began > LONGEST_PAUSE + PATIENCE


def _now() -> float:
    return asyncio.get_running_loop().time()
