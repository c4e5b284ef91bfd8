"""Which sentence fits a room; words.js is held to the same table."""

import pytest

from home import telling
from home.tests.scenes import FIRST_PAINT, name_of, scene, seen_in


@pytest.mark.parametrize("row", FIRST_PAINT, ids=name_of)
def test_the_table_of_scenes(row):
    seen = scene(row["state"], **seen_in(row))
    assert telling.headline(seen) == row["headline"]
    assert telling.detail(seen) == row["detail"]
    assert telling.title(seen) == row.get("title", telling.title(seen))
