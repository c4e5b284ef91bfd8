import pytest

from game import door, journal, presence, threshold
from game.engine.commands import Close, Leave, Move, Open, Resign, Sit
from game.engine.errors import Code, Rejection
from game.engine.events import Player
from game.errors import NoSuchRoomError, UnavailableError
from game.rooms import Rooms
from game.tests.stage import ALICE, BOB, CAROL, log_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room():
    return door.open_room(ALICE, Open("classic"))


@pytest.fixture
def playing(room):
    assert door.join(room, BOB) == 2
    return room


@pytest.fixture
def later(monkeypatch):
    """Let so many seconds pass, as presence sees it."""

    def wait(seconds):
        now = presence.now_ms() + seconds * 1000
        for module in ("door", "rooms", "memory", "lobby"):
            monkeypatch.setattr(f"game.{module}.now_ms", lambda: now)

    return wait


def test_a_room_is_opened_with_its_opener_in_seat_1(room):
    view = door.view(room)
    assert view.code == room
    assert view.state.seats == (ALICE, None)
    assert f'"room":"{room}"' in view.text
    assert [seat.here if seat else None for seat in view.presence.seats] == [
        False,
        None,
    ]


def test_a_room_that_is_not_there_is_said_so():
    for call in (door.view, lambda code: door.join(code, BOB)):
        with pytest.raises(NoSuchRoomError):
            call("AAAAAA")
    with pytest.raises(NoSuchRoomError):
        door.where("AAAAAA", BOB)


def test_the_house_asks_the_same_of_many_rooms_in_a_commit_or_two(monkeypatch):
    codes = [door.open_room(ALICE, Open("classic")) for _ in range(100)]
    groups = []
    store = journal.store

    def counted(appends):
        groups.append(len(appends))
        return store(appends)

    monkeypatch.setattr(journal, "store", counted)
    assert dict(door.submit_to_all(codes, Close())) == dict.fromkeys(codes, 3)
    assert sum(groups) == 100
    assert len(groups) < 10
    assert {log_of(code)[-1] for code in codes} == {(3, "closed")}


def test_what_becomes_of_each_of_many_is_told(playing, monkeypatch):
    monkeypatch.setattr(door, "MOST_AT_ONCE", 2)
    alone = door.open_room(ALICE, Open("classic"))
    codes = [alone, playing, "AAAAAA"]
    answers = dict(door.submit_to_all(iter(codes), Leave()))
    assert list(answers) == codes
    for code in (alone, playing):
        answer = answers[code]
        assert isinstance(answer, Rejection)
        assert answer.code is Code.NOT_SEATED
    assert isinstance(answers["AAAAAA"], NoSuchRoomError)


def test_a_room_is_opened_once_for_a_key():
    code = door.open_room(ALICE, Open("classic"), key="k1")
    assert door.open_room(ALICE, Open("classic"), key="k1") == code


def test_a_move_goes_through_the_door(playing):
    assert door.submit(playing, Move(4), ALICE, 1, "k1") == 4
    assert door.submit(playing, Move(4), ALICE, 1, "k1") == 4
    assert door.view(playing).state.moves == (4,)
    with pytest.raises(Rejection) as refusal:
        door.submit(playing, Move(0), ALICE, 1)
    assert refusal.value.code is Code.NOT_YOUR_TURN
    with pytest.raises(Rejection):
        door.submit(playing, Move(0), CAROL, 2)
    assert len(log_of(playing)) == 4


def test_storage_in_trouble_is_said_so(playing, storage):
    with storage.locked(), pytest.raises(UnavailableError):
        door.submit(playing, Move(4), ALICE, 1)
    assert door.submit(playing, Move(4), ALICE, 1) == 4


def test_the_view_of_a_seat_makes_it_live_for_a_while(room, later):
    door.view(room, BOB, 1)  # not Bob's seat
    door.view(room, ALICE)
    assert door.where(room, ALICE) == 1
    view = door.view(room, ALICE, 1)
    assert view.presence.seats[0] is not None
    assert view.presence.seats[0].here
    assert door.where(room, ALICE) is None
    later(5)
    assert door.where(room, ALICE) == 1


def test_a_page_without_scripts_stays_for_longer(room, later):
    door.stay(room, BOB, 1)  # not Bob's seat
    door.stay(room, ALICE, 2)
    assert door.where(room, ALICE) == 1
    door.stay(room, ALICE, 1)
    later(29)
    assert door.where(room, ALICE) is None
    later(31)
    assert door.where(room, ALICE) == 1


def test_who_joins_gets_the_open_seat(room):
    assert door.join(room, BOB) == 2
    assert door.view(room).state.seats == (ALICE, BOB)


def test_who_joins_and_is_away_from_a_seat_gets_it_back(playing):
    assert door.join(playing, ALICE) == 1
    assert door.join(playing, BOB) == 2
    assert len(log_of(playing)) == 3


def test_who_joins_while_live_in_one_seat_gets_the_other(room):
    door.view(room, ALICE, 1)
    assert door.join(room, ALICE) == 2


def test_who_joins_a_full_room_watches(playing):
    assert door.join(playing, CAROL) is None
    for seat in (1, 2):
        door.view(playing, (ALICE, BOB)[seat - 1], seat)
    assert door.join(playing, ALICE) is None


def test_who_comes_too_late_for_the_seat_watches(room, other_process, monkeypatch):
    ask = Rooms.ask

    async def late(self, code, command, by, key=None):
        if by.player is BOB:
            await ask(self, code, Sit(2), by.__class__(CAROL))
        return await ask(self, code, command, by, key)

    monkeypatch.setattr(Rooms, "ask", late)
    assert door.join(room, BOB) is None


def test_who_joins_a_room_closed_meanwhile_is_told(room, monkeypatch):
    async def refuse(*_args):
        raise Rejection(Code.FORBIDDEN)

    monkeypatch.setattr(Rooms, "ask", refuse)
    with pytest.raises(Rejection):
        door.join(room, BOB)


def test_a_bare_link_leads_to_the_seat_that_is_to_move(room):
    assert door.where(room, ALICE) == 1
    assert door.where(room, BOB) is None
    door.submit(room, Sit(2), ALICE)
    assert door.where(room, ALICE) == 1
    door.submit(room, Move(4), ALICE, 1)
    assert door.where(room, ALICE) == 2
    door.view(room, ALICE, 2)
    assert door.where(room, ALICE) == 1


def test_the_listing_shows_rooms_where_somebody_is(room):
    assert door.listing().waiting == ()
    door.view(room, ALICE, 1)
    assert [row.code for row in door.listing().waiting] == [room]
    door.join(room, BOB)
    assert [row.code for row in door.listing().playing] == [room]


def test_ones_own_games_come_with_ones_turn_first(room):
    assert door.games_of(Player("nobody", "Nobody")) == []
    playing = [door.open_room(ALICE, Open("classic", private=True)) for _ in range(2)]
    for code in playing:
        door.join(code, BOB)
    door.submit(playing[0], Move(4), ALICE, 1)
    mine = door.games_of(ALICE)
    assert mine[0].row.code == playing[1]
    assert {own.row.code for own in mine} == {room, *playing}
    assert [own.is_my_turn for own in mine] == [True, False, False]
    assert {own.seat for own in mine} == {1}
    bobs = door.games_of(BOB)
    assert [(own.row.code, own.seat) for own in bobs if own.is_my_turn] == [
        (playing[0], 2)
    ]


def test_a_game_with_oneself_is_two_rows(room):
    door.submit(room, Sit(2), ALICE)
    assert [(own.seat, own.is_my_turn) for own in door.games_of(ALICE)] == [
        (1, True),
        (2, False),
    ]


def test_a_room_one_has_left_is_none_of_ones_games(playing):
    door.submit(playing, Resign(), BOB, 2)
    assert len(door.games_of(BOB)) == 1
    door.submit(playing, Leave(), BOB, 2)
    assert door.games_of(BOB) == []


def test_closing_the_door_forgets_and_it_opens_again(playing):
    threshold.close()
    threshold.close()
    assert door.submit(playing, Move(4), ALICE, 1) == 4


async def test_a_page_in_a_server_comes_to_the_servers_own_rooms(
    rooms, game, at_the_door
):
    room = await rooms.find(game)
    assert await at_the_door(door.submit, game, Move(4), ALICE, 1) == 4
    assert room.state.moves == (4,)
    assert (await at_the_door(door.view, game)).state is room.state
    with pytest.raises(NoSuchRoomError):
        await at_the_door(door.view, "AAAAAA")
