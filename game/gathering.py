"""How long to wait for company before a trip to the database.

What one turn of the event loop brings always goes together. In a crowd it is worth a
moment more: one trip costs what many passengers do.
"""

import asyncio
from collections.abc import Callable
from typing import Final

CROWD: Final = 8  # who went together the last time
MOMENT: Final = 0.002  # seconds


def soon(
    loop: asyncio.AbstractEventLoop, last: int, depart: Callable[[], None]
) -> None:
    if last >= CROWD:
        loop.call_later(MOMENT, depart)
    else:
        loop.call_soon(depart)
