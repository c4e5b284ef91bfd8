import asyncio
import os

from tictac.terminal.typed import Typed


async def test_lines_come_one_by_one_and_then_the_end():
    reading, writing = os.pipe()
    typed = Typed(reading)
    for part in ("b2\nre", "sign\nZo", "ë".encode()[:1], "ë".encode()[1:]):
        os.write(writing, part if isinstance(part, bytes) else part.encode())
    os.close(writing)
    async with asyncio.timeout(5):
        lines = [await typed.line() for _ in range(5)]
    assert lines == ["b2", "resign", "Zoë", None, None]
    os.close(reading)
