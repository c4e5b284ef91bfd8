"""Finds a browser for the end-to-end tests, or gets one, or says how to get one."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

# The first draws pages only, no windows of its own: that is half the work.
NAMES: Final = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
)
PLACES: Final = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
APT_INSTALL: Final = ("install", "--yes", "--no-install-recommends")
# What each package manager is told, in order, until there is a browser. Playwright's
# own driver needs libatomic.
PACKAGES: Final = {
    "apt-get": (
        ("update",),
        (*APT_INSTALL, "chromium-headless-shell", "libatomic1"),
        (*APT_INSTALL, "chromium", "libatomic1"),
    ),
    "dnf": (("install", "--assumeyes", "chromium", "libatomic"),),
    "pacman": (("--sync", "--refresh", "--noconfirm", "chromium"),),
}


class NoBrowserError(Exception):
    """There is none and none could be had; the text names the command that helps."""


def find_or_install(wish: str) -> str:
    """Return the path of a browser that starts; `wish` is a path to use instead."""
    if wish:
        if starts(wish):
            return wish
        raise NoBrowserError(f"CHROMIUM_PATH names no working browser: {wish}.")
    for candidate in candidates():
        if starts(candidate) and driver_starts():
            return candidate
    raise NoBrowserError(f"No browser for the end-to-end tests; {advice()}")


def candidates() -> Iterator[str]:
    """Browsers in the order of their price; the later ones are installed first."""
    yield from installed()
    run((sys.executable, "-m", "playwright", "install", "chromium"))
    yield from playwrights_own()
    if os.geteuid() == 0 and (manager := package_manager()):
        for arguments in PACKAGES[manager]:
            run((manager, *arguments))
            yield from installed()


def on_path() -> Iterator[str]:
    return filter(None, map(shutil.which, NAMES))


def installed() -> Iterator[str]:
    yield from on_path()
    yield from (str(place) for place in PLACES if place.exists())
    yield from playwrights_own()


def playwrights_own() -> Iterator[str]:
    if not driver_starts():
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if Path(path).exists():
        yield path


def starts(path: str) -> bool:
    """Whether it draws a page: one that lacks a library is no browser."""
    with tempfile.TemporaryDirectory(prefix="tictac-browser-") as profile:
        return run(
            (
                path,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={profile}",
                "--dump-dom",
                "about:blank",
            )
        )


def driver_starts() -> bool:
    """Whether Playwright itself runs; its node needs a library some lack."""
    return run((sys.executable, "-m", "playwright", "--version"))


def package_manager() -> str | None:
    return next(filter(shutil.which, PACKAGES), None)


def advice() -> str:
    manager = package_manager()
    if manager is None:
        return "install Chromium, or name one in CHROMIUM_PATH"
    return f"run: sudo {manager} {' '.join(PACKAGES[manager][-1])}"


def run(command: Sequence[str]) -> bool:
    try:
        return (
            subprocess.run(
                command, capture_output=True, timeout=600, check=False
            ).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
