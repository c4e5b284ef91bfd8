from hypothesis import given
from hypothesis import strategies as st

from game.engine import lines

STRIDE = 8
PLACES = tuple(row * STRIDE + column for row in range(7) for column in range(7))
STEPS = (1, STRIDE, STRIDE + 1, STRIDE - 1)


def bits(*places):
    return sum(1 << place for place in places)


def test_a_ray_ends_at_the_edge_and_short_of_k_steps():
    horizontal, vertical, down, up = (
        ray for ray, _ in lines.rays(PLACES, STRIDE, 3)[PLACES.index(8)]
    )
    assert horizontal == bits(8, 9, 10)
    assert vertical == bits(0, 8, 16, 24)
    assert down == bits(8, 17, 26)
    assert up == bits(1, 8)


@given(k=st.integers(2, 7), data=st.data())
def test_a_line_is_found_exactly_when_its_last_bit_falls(k, data):
    middle = data.draw(st.sampled_from(PLACES))
    step = data.draw(st.sampled_from(STEPS))
    through = lines.rays(PLACES, STRIDE, k)[PLACES.index(middle)]
    behind = data.draw(st.integers(0, k - 1))
    line = [middle + (n - behind) * step for n in range(k)]
    if not set(line) <= set(PLACES):
        return
    missing = data.draw(st.sampled_from(line))
    assert lines.find(bits(*line), through, k) == step
    assert lines.find(bits(*line) ^ bits(missing), through, k) == 0


def test_k_bits_on_a_ray_with_a_hole_are_no_line():
    through = lines.rays(PLACES, STRIDE, 3)[PLACES.index(2)]
    assert lines.find(bits(0, 2, 3), through, 3) == 0


def test_of_two_lines_the_first_direction_is_told():
    through = lines.rays(PLACES, STRIDE, 3)[PLACES.index(0)]
    assert lines.find(bits(0, 1, 2, 8, 16), through, 3) == 1
    assert lines.find(bits(0, 8, 16, 9, 18), through, 3) == STRIDE


def test_a_run_reaches_as_far_as_the_bits_go():
    assert list(lines.run(bits(1, 2, 3, 4, 6), 3, 1)) == [1, 2, 3, 4]
    assert list(lines.run(bits(0, 9, 18, 36), 0, 9)) == [0, 9, 18]
    assert list(lines.run(bits(5), 5, 7)) == [5]
