"""The process that thinks for the computer: a position in, a cell out, line by line.

It ends when nobody can ask it any more. The standard library and the engine are all it
loads, so it is small and starts quickly.
"""

import os
import signal
import sys
from typing import Final

from game.engine.board import Cell, Position
from game.engine.search import best
from game.engine.variants import VARIANTS

MEEK: Final = 10  # by so much its right to a processor is less than that of moves


def main() -> None:
    # A Ctrl-C is for who asks; what they no longer want is not asked.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(MEEK)
    for line in sys.stdin:
        sys.stdout.write(f"{answer(line)}\n")
        sys.stdout.flush()


def answer(line: str) -> Cell:
    """The cell to play, after the moves that follow the name of the variant."""
    variant, *moves = line.split()
    position = Position.start(VARIANTS[variant].rules)
    for cell in moves:
        position = position.play(position.turn, int(cell))
    return best(position)


if __name__ == "__main__":
    main()
