"""The client chooses the very sentences that the server chose for the first paint."""

import pytest
from playwright.async_api import Page

from e2e.modules import call
from home.tests.scenes import ROWS, name_of, seen_in, state_of, words_of


@pytest.fixture
def rows():
    """The whole table, as the browser needs it."""
    return [
        {
            "name": name_of(row),
            "state": state_of(row["state"]),
            "words": words_of(row["state"]),
            "seen": seen_in(row) | row.get("client", {}),
        }
        for row in ROWS
    ]


async def test_words_js_gives_the_answers_of_the_table(alice: Page, rows):
    await alice.goto("/")
    await alice.get_by_role("button", name="New room").click()
    await alice.wait_for_url("**/room/**")
    given = await call(
        alice,
        """
        const { headline, detail, title } = await find("words")
        const { Scene } = await find("scene")
        const { actions } = await find("actions")
        return given.map(({ state, words, seen }) => {
          const scene = new Scene({ state, words, ...seen })
          return {
            headline: headline(scene),
            detail: detail(scene),
            title: title(scene),
            actions: actions(scene),
          }
        })
        """,
        rows,
    )
    for row, answer in zip(ROWS, given, strict=True):
        expected = {"title": answer["title"]} | row
        said = {key: expected[key] for key in answer}
        assert answer == said, name_of(row)
