import pytest

from game.engine.rules import Rules
from game.engine.variants import VARIANTS, Look, Variant


def test_the_table_holds_the_games_that_ship():
    assert dict(VARIANTS) == {
        "classic": Variant("classic", Rules(3, 3, 3), Look.HASH),
        "misere": Variant("misere", Rules(3, 3, 3, misere=True), Look.HASH),
        "four": Variant("four", Rules(4, 4, 4), Look.HASH),
        "gomoku": Variant("gomoku", Rules(15, 15, 5), Look.HASH),
        "drop4": Variant("drop4", Rules(7, 6, 4, gravity=True), Look.DROP),
    }


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError):
        VARIANTS["classic"] = VARIANTS["four"]  # type: ignore[index]
