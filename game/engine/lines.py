"""Lines of set bits on one integer; nothing here knows of cells, marks or rules.

A board of bits has one spare column per row, never set, so a shifted board cannot
wrap into the next row. Only the lines through the newest bit are looked at, each by
shifting and masking: the cost does not grow with the board or with what lies on it.
"""

from typing import TypeAlias

Bits: TypeAlias = int
Step: TypeAlias = int
Ray: TypeAlias = tuple[Bits, Step]


def rays(places: tuple[int, ...], stride: int, k: int) -> tuple[tuple[Ray, ...], ...]:
    """For each bit's place the bits less than `k` steps away, direction by direction.

    Horizontal, vertical, diagonal down, diagonal up.
    """
    board = sum(1 << place for place in places)
    return tuple(
        tuple(
            (_through(board, place, step, k), step)
            for step in (1, stride, stride + 1, stride - 1)
        )
        for place in places
    )


def find(mine: Bits, through: tuple[Ray, ...], k: int) -> Step:
    """The step of the first direction with `k` in a row, or 0."""
    for ray, step in through:
        near = mine & ray
        if near.bit_count() >= k and _has_run(near, step, k):
            return step
    return 0


def run(mine: Bits, place: int, step: Step) -> range:
    """The unbroken run of set bits through `place`, `step` apart, lowest first."""
    first = last = place
    while first >= step and mine >> (first - step) & 1:
        first -= step
    while mine >> (last + step) & 1:
        last += step
    return range(first, last + 1, step)


def _through(board: Bits, place: int, step: Step, k: int) -> Bits:
    reach = run(board, place, step)
    near = range(place - (k - 1) * step, place + k * step, step)
    return sum(1 << place for place in near if place in reach)


def _has_run(near: Bits, step: Step, k: int) -> bool:
    length = 1
    while near and length < k:
        grown = min(length, k - length)
        near &= near >> step * grown
        length += grown
    return near != 0
