"""The page's own modules, called from a test: what they answer, as data."""

from typing import Any

from playwright.async_api import Page

# Preloaded under a name that carries a hash, so that the page has them already.
_CALL = """async (given) => {
  const find = (name) => import(
    document.querySelector(`link[rel=modulepreload][href*="/js/${name}."]`).href)
  %s
}"""


async def call(page: Page, code: str, given: Any = None) -> Any:
    """Run the code in the page; `await find("words")` is one of its modules."""
    return await page.evaluate(_CALL % code, given)
