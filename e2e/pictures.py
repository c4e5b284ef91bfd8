"""Pictures of every scene, and the few that go into the README."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from e2e.people import Faults, People
from e2e.scenes import SCENES
from e2e.scenes.cast import introduce
from e2e.server import running
from tictac.browser import on_path

SIZES: Final[dict[str, ViewportSize]] = {
    "phone": {"width": 360, "height": 640},
    "desktop": {"width": 1280, "height": 800},
}
THEMES: Final = ("light", "dark")

SHEET: Final = """<!doctype html><meta charset="utf-8"><title>Every state</title>
<style>
body { margin: 24px; width: 2000px; background: #888; font: 16px system-ui }
section { display: flex; gap: 12px; align-items: start; margin-bottom: 32px }
h2 { width: 160px; font-size: 18px } img { height: 480px }
</style>
"""
# The README's pictures: scenes on a ground, each at a place of its own.
GROUND: Final = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; width: %dpx; height: %dpx; position: relative; background: #e6e8e4 }
img { position: absolute; border-radius: 10px; outline: 2px solid #7f858f }
</style>
"""
Place = tuple[str, int, int, int]  # a picture, and its left, top and width
README: Final[dict[str, tuple[int, int, list[Place]]]] = {
    "readme": (
        1450,
        692,
        [
            ("pending-desktop-light", 40, 40, 980),
            ("won-phone-dark", 1064, 40, 344),
        ],
    ),
    "states": (
        1410,
        512,
        [
            ("waiting-phone-light", 34, 34, 250),
            ("pending-phone-dark", 307, 34, 250),
            ("connection-lost-phone-light", 580, 34, 250),
            ("rematch-offered-phone-dark", 853, 34, 250),
            ("drop4-pending-phone-light", 1126, 34, 250),
        ],
    ),
    "lobby": (1160, 755, [("lobby-full-desktop-light", 40, 40, 1080)]),
}


def take(
    out: Path, readme: Path | None, only: Sequence[str], say: Callable[[str], None]
) -> None:
    """Play the scenes of these names, or else all, on a server of their own."""
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="tictac-pictures-") as folder,
        running(Path(folder)) as server,
    ):
        asyncio.run(_take(server.url, out, only, say))
    sheet = out / "index.html"
    sheet.write_text(_sheet(out), encoding="utf-8")
    asyncio.run(_render(sheet.resolve().as_uri(), out / "sheet.png"))
    if readme is not None:
        readme.mkdir(parents=True, exist_ok=True)
        for name, picture in README.items():
            source = out / f"{name}.html"
            source.write_text(_composed(*picture), encoding="utf-8")
            asyncio.run(_render(source.resolve().as_uri(), readme / f"{name}.png"))


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = os.environ.get("TICTAC_BROWSER") or next(on_path(), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        await browser.close()


async def _take(
    url: str, out: Path, only: Sequence[str], say: Callable[[str], None]
) -> None:
    async with browsing() as browser:
        people = People(browser, url, Faults(), keeps_traces=False)
        await introduce(people)
        for name, scene in SCENES.items():
            if only and name not in only:
                continue
            say(name)
            page = await scene(people)
            for size, viewport in SIZES.items():
                await page.set_viewport_size(viewport)
                for theme in THEMES:
                    await _shoot(page, theme, out / f"{name}-{size}-{theme}.png")
            await people.close_pages()
        await people.part(None)


async def _shoot(page: Page, theme: str, path: Path) -> None:
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await page.screenshot(path=path, animations="disabled")


def _sheet(out: Path) -> str:
    sections = [
        f"<section><h2>{escape(name)}</h2>"
        + "".join(
            f'<img src="{name}-{size}-{theme}.png" alt="">'
            for size in SIZES
            for theme in THEMES
        )
        + "</section>"
        for name in SCENES
        if (out / f"{name}-phone-light.png").exists()
    ]
    return SHEET + "\n".join(sections)


def _composed(width: int, height: int, places: list[Place]) -> str:
    return GROUND % (width, height) + "\n".join(
        f'<img src="{file}.png" alt="" width="{wide}" '
        f'style="left: {left}px; top: {top}px">'
        for file, left, top, wide in places
    )


async def _render(source: str, picture: Path) -> None:
    async with browsing() as browser:
        page = await browser.new_page(viewport={"width": 400, "height": 400})
        await page.goto(source)
        width, height = await page.locator("body").evaluate(
            "({ scrollWidth, scrollHeight }) => [scrollWidth, scrollHeight]"
        )
        await page.set_viewport_size({"width": width, "height": height})
        await page.screenshot(path=picture)
