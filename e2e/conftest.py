"""The running system for stories: servers, a browser, and Alice, Bob and Carol."""

import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from e2e.office import Office, Way
from e2e.people import Faults, People
from e2e.server import Kind, Server
from e2e.stacks import Stacks
from tictac.browser import on_path

HERE: Final = Path(__file__).parent
TROUBLE: Final = re.compile(r"Traceback|\bERROR\b|\bCRITICAL\b|Unhandled|never awaited")
FAILED: Final = pytest.StashKey[bool]()
BROWSER_FLAGS: Final = (
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

expect.set_options(timeout=10_000)

Serve = Callable[..., Server]
Network = Callable[..., Awaitable[tuple[Office, People]]]

MANY: Final = pytest.param(Kind.MANY, marks=pytest.mark.slow)
EVERY_KIND: Final = (Kind.UVICORN, Kind.DAPHNE, MANY)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tell every story on both stacks; on the second most of them wait for `--full`."""
    parametrized = metafunc.definition.iter_markers("parametrize")
    if "kind" in metafunc.fixturenames and not any(
        mark.args[0] == "kind" for mark in parametrized
    ):
        is_smoke = metafunc.definition.get_closest_marker("smoke")
        marks = () if is_smoke else (pytest.mark.slow,)
        kinds = (
            pytest.param(Kind.UVICORN, id=pytest.HIDDEN_PARAM),
            pytest.param(Kind.MANY, marks=marks),
        )
        metafunc.parametrize("kind", kinds, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One loop for all of them: the browser lives longer than a test."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)
            if pytest_asyncio.is_async_test(item):
                # Before a marker that pytest-asyncio's own mode adds.
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Server):
                report.sections.append((f"log of {name}", value.log[-20_000:]))
    return report


@pytest.fixture(scope="session")
def kind(request: pytest.FixtureRequest) -> Kind:
    """What the story is told on."""
    return Kind(request.param)


@pytest.fixture(scope="session")
def stacks() -> Iterator[Stacks]:
    with Stacks() as stacks:
        yield stacks


@pytest.fixture(scope="session")
def serve_for_session(
    stacks: Stacks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serve]:
    """Start a server that runs until the end, or return the one that does."""
    servers: dict[tuple[Kind, tuple[tuple[str, str], ...]], Server] = {}
    with ExitStack() as exits:

        def serve(kind: Kind, **settings: str) -> Server:
            wanted = kind, tuple(sorted(settings.items()))
            if wanted not in servers:
                folder = tmp_path_factory.mktemp(kind)
                server = stacks.running(folder, kind, **settings)
                servers[wanted] = exits.enter_context(server)
            return servers[wanted]

        yield serve


@pytest.fixture
def server(kind: Kind, serve_for_session: Serve) -> Iterator[Server]:
    """The server of most stories, as `play` or `serve` runs it."""
    server = serve_for_session(kind)
    with quiet(server):
        yield server


@pytest.fixture
def serve(
    kind: Kind, stacks: Stacks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serve]:
    """Start servers of this test's own, to be stopped, slowed or broken."""
    with ExitStack() as exits:

        def serve(**settings: str) -> Server:
            folder = tmp_path_factory.mktemp(kind)
            server = exits.enter_context(stacks.running(folder, kind, **settings))
            exits.enter_context(quiet(server))
            return server

        yield serve


@contextmanager
def quiet(server: Server) -> Iterator[None]:
    """Fail when the server's log tells of trouble in the meantime."""
    before = len(server.log)
    yield
    said = server.log[before:]
    if TROUBLE.search(said):
        pytest.fail(f"The server is in trouble:\n{said}", pytrace=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    named = os.environ.get("TICTAC_BROWSER")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=named or next(on_path(), None), args=BROWSER_FLAGS
        )
        yield browser
        await browser.close()


@pytest.fixture
def faults() -> Iterator[Faults]:
    """What browsers complained of; `faults.expect("status of 404")` lets it pass."""
    faults = Faults()
    yield faults
    if faults.unexpected:
        pytest.fail("\n".join(faults.unexpected), pytrace=False)


@pytest_asyncio.fixture(loop_scope="session")
async def people(
    request: pytest.FixtureRequest, browser: Browser, server: Server, faults: Faults
) -> AsyncIterator[People]:
    people = People(browser, server.url, faults)
    yield people
    evidence = None
    if request.node.stash.get(FAILED, False):
        story = re.sub(r"[^\w-]+", "-", request.node.nodeid.removeprefix("e2e/"))
        evidence = request.config.rootpath / "test-results" / story
        evidence.mkdir(parents=True, exist_ok=True)
    await people.part(evidence)


@pytest_asyncio.fixture(loop_scope="session")
async def network(browser: Browser, faults: Faults) -> AsyncIterator[Network]:
    """Build networks before a server, each with people whose browsers are in it."""
    faults.expect(r"WebSocket (connection|is closed)|ERR_|status of (40|42|50)")
    async with AsyncExitStack() as stack:

        async def build(server: Server, **ways: Way) -> tuple[Office, People]:
            office = await stack.enter_async_context(Office(server, **ways))
            clerks = People(browser, office.url, faults)
            stack.push_async_callback(clerks.part, None)
            return office, clerks

        yield build


@pytest_asyncio.fixture(loop_scope="session")
async def blocked(server: Server, network: Network) -> tuple[Office, People]:
    """A network that refuses WebSockets and nothing else, and those who are in it."""
    return await network(server)


@pytest.fixture
def clerks(blocked: tuple[Office, People]) -> People:
    return blocked[1]


@pytest_asyncio.fixture(loop_scope="session")
async def alice(people: People) -> Page:
    return await people.meet("Alice")


@pytest_asyncio.fixture(loop_scope="session")
async def bob(people: People) -> Page:
    return await people.meet("Bob")


@pytest_asyncio.fixture(loop_scope="session")
async def carol(people: People) -> Page:
    return await people.meet("Carol")
