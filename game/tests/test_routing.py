import pytest

from game import closes
from game.tests.stage import ALICE, Tab

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "game/",
        "game/abc",
        "game/K7QX2",
        "game/K7QX2M/",
        "lobbyx",
        "echo/",
        "game/K7QX2M%0a",
    ],
)
async def test_there_is_no_socket_at_another_address(path):
    tab = Tab(ALICE, path, [])
    assert await (await tab.enters()).is_closed() == closes.NO_SUCH_ROOM
    await tab.wait()


async def test_a_code_of_no_room_is_accepted_and_told(rooms):
    tab = await Tab(ALICE, "game/K7QX2M", []).enters()
    assert await tab.is_closed() == closes.NO_SUCH_ROOM


async def test_a_room_and_the_lobby_have_their_sockets(tabs, code):
    await (await tabs(ALICE, f"game/{code}")).hears("welcome")
    await (await tabs(ALICE, "lobby")).hears("rooms")
