"""People at browsers, each in a context of their own, where nothing may go wrong."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
)


class Faults:
    """What the browser complained of, less what a story says it expects."""

    def __init__(self) -> None:
        self._heard: list[str] = []
        self._expected: list[re.Pattern[str]] = []

    def expect(self, pattern: str) -> None:
        """Let complaints pass that contain the pattern, such as `status of 404`."""
        self._expected.append(re.compile(pattern))

    def add(self, text: str) -> None:
        self._heard.append(text)

    @property
    def unexpected(self) -> list[str]:
        return [
            fault
            for fault in self._heard
            if not any(pattern.search(fault) for pattern in self._expected)
        ]


class People:
    """Everybody in one story; a name a second time is the same person again."""

    def __init__(
        self, browser: Browser, url: str, faults: Faults, *, keeps_traces: bool = True
    ) -> None:
        self._browser = browser
        self._url = url
        self._faults = faults
        self._keeps_traces = keeps_traces
        self._contexts: dict[str, BrowserContext] = {}

    async def meet(self, name: str, **options: Any) -> Page:
        """Open a page in this person's browser; the options are Playwright's."""
        context = self._contexts.get(name)
        if context is None:
            context = await self._browser.new_context(base_url=self._url, **options)
            if self._keeps_traces:
                await context.tracing.start(snapshots=True)
            self._watch(name, context)
            self._contexts[name] = context
        return await context.new_page()

    def pages(self, name: str) -> list[Page]:
        """What this person has open, the oldest first."""
        return self._contexts[name].pages

    def whose(self, page: Page) -> str:
        return next(
            n for n, context in self._contexts.items() if context is page.context
        )

    async def close_pages(self) -> None:
        """Everybody closes every tab, and is still who they were."""
        for context in self._contexts.values():
            for page in context.pages:
                await page.close()

    async def part(self, evidence: Path | None) -> None:
        """Close every browser; keep traces and screenshots where there is a folder."""
        for name, context in self._contexts.items():
            if evidence is not None:
                await _keep(evidence, name, context)
            await context.close()

    def _watch(self, name: str, context: BrowserContext) -> None:
        faults, home = self._faults, self._url

        def console(message: ConsoleMessage) -> None:
            # A breach of the content security policy is told here, too.
            if message.type in {"error", "warning"}:
                faults.add(f"{name}: {message.type}: {message.text}")

        def request(request: Request) -> None:
            if not request.url.startswith((home, "data:", "blob:")):
                faults.add(f"{name}: a request that leaves home: {request.url}")

        context.on("console", console)
        context.on("weberror", lambda error: faults.add(f"{name}: {error.error}"))
        context.on("request", request)


async def _keep(evidence: Path, name: str, context: BrowserContext) -> None:
    for number, page in enumerate(context.pages, 1):
        with suppress(Error):  # a page that hangs has its story in the trace
            await page.screenshot(path=evidence / f"{name}-{number}.png")
    await context.tracing.stop(path=evidence / f"{name}.zip")
