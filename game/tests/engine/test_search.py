"""The computer's choice: never wrong on a small board, never slow on a large one."""

from random import Random
from time import thread_time

import pytest

from game.engine.board import Mark, Position
from game.engine.search import best
from game.engine.variants import VARIANTS
from game.tests.engine.games import BOARDS, after

RULES = {name: variant.rules for name, variant in VARIANTS.items()}


def winners_against(position, computer):
    """How each game ends in which the computer plays one mark and anybody the other."""
    if position.outcome is not None:
        yield position.outcome.winner
        return
    mine = position.turn is computer
    cells = [best(position)] if mine else position.legal_moves()
    for cell in cells:
        yield from winners_against(position.play(position.turn, cell), computer)


@pytest.mark.parametrize("variant", ["classic", "misere"])
@pytest.mark.parametrize("mark", Mark)
def test_it_never_loses_on_three_by_three_whatever_is_played(variant, mark):
    winners = list(winners_against(Position.start(RULES[variant]), mark))
    assert len(winners) > 40
    assert set(winners) <= {mark, None}


def test_a_player_without_a_plan_would_lose_some_of_these_games():
    """The control of the test above."""

    def first(position):
        if position.outcome is not None:
            yield position.outcome.winner
            return
        moves = position.legal_moves()
        for cell in moves[:1] if position.turn is Mark.O else moves:
            yield from first(position.play(position.turn, cell))

    assert Mark.X in set(first(Position.start(RULES["classic"])))


@pytest.mark.parametrize(
    ("variant", "played", "winning"),
    [
        ("classic", (0, 3, 1, 4), {2}),
        ("four", (0, 4, 1, 5, 2, 6), {3}),
        ("gomoku", (112, 97, 113, 98, 114, 99, 115, 100), {111, 116}),
        ("drop4", (35, 28, 36, 29, 37, 30), {38}),
    ],
)
def test_it_wins_where_it_can_rather_than_to_keep_the_other_from_winning(
    variant, played, winning
):
    assert best(after(RULES[variant], *played)) in winning


@pytest.mark.parametrize(
    ("variant", "played", "saving"),
    [
        ("classic", (0, 4, 1), {2}),
        ("four", (0, 15, 1, 14, 2), {3}),
        ("gomoku", (112, 0, 113, 1, 114, 116, 115), {111}),
        ("drop4", (35, 34, 28, 33, 21), {14}),
    ],
)
def test_it_keeps_the_other_from_winning(variant, played, saving):
    assert best(after(RULES[variant], *played)) in saving


def test_it_does_not_let_three_in_the_open_become_four():
    """A threat two moves away: five in a row could then no longer be prevented."""
    position = after(RULES["gomoku"], 112, 0, 113, 14, 114)
    assert best(position) in {110, 111, 115, 116}


@pytest.mark.parametrize("name", BOARDS)
def test_what_it_plays_is_allowed_and_always_the_same(name):
    chance, position = Random(7), Position.start(BOARDS[name])  # noqa: S311 - a game
    for _ in range(12):
        if position.outcome is not None:
            break
        cell = best(position, 500)
        assert cell in position.legal_moves()
        assert best(position, 500) == cell
        position = position.play(position.turn, cell)
        if position.outcome is None:
            position = position.play(
                position.turn, chance.choice(position.legal_moves())
            )


def test_nothing_is_to_be_played_when_the_game_is_over():
    with pytest.raises(ValueError, match="over"):
        best(after(RULES["classic"], 0, 3, 1, 4, 2))


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_beats_chance(variant):
    """As X or as O; on a small board chance may come to a draw."""
    chance, won = Random(3), 0  # noqa: S311 - a game
    for game in range(4):
        position, mine = Position.start(RULES[variant]), "XO"[game % 2]
        while position.outcome is None:
            is_mine = position.turn == mine
            moves = position.legal_moves()
            cell = best(position) if is_mine else chance.choice(moves)
            position = position.play(position.turn, cell)
        assert position.outcome.winner in {mine, None}
        won += position.outcome.winner == mine
    assert won >= 2


def test_the_first_moves_on_the_largest_board_take_well_under_a_second():
    position = Position.start(RULES["gomoku"])
    for _ in range(8):
        began = thread_time()
        cell = best(position)
        assert thread_time() - began < 1
        position = position.play(position.turn, cell)
