"""Servers of every kind, held to one contract."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from e2e.conftest import EVERY_KIND, Serve, quiet
from e2e.contract.cast import Cast
from e2e.contract.checking import Contract
from e2e.server import Server


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract.read()


@pytest.fixture(params=EVERY_KIND)
def either_server(
    request: pytest.FixtureRequest, serve_for_session: Serve
) -> Iterator[Server]:
    server = serve_for_session(request.param)
    with quiet(server):
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def cast(either_server: Server, contract: Contract) -> AsyncIterator[Cast]:
    async with Cast(either_server, contract) as cast:
        yield cast
