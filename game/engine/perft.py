"""Counting move sequences: the proof that the rules are what they should be."""

from game.engine.board import Position


def perft(position: Position, depth: int) -> int:
    """How many sequences of exactly `depth` moves the rules allow from here."""
    if depth == 0:
        return 1
    moves = position.legal_moves()
    if depth == 1:
        return len(moves)
    turn = position.turn
    return sum(perft(position.play(turn, cell), depth - 1) for cell in moves)
