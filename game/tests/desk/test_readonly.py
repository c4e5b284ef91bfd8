"""Who may see anything at all, and that nobody may change it by hand."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from game import door
from game.engine.commands import Resign
from game.models import Event, Game, Player, Room
from game.tests.desk.conftest import signed_in
from game.tests.stage import BOB

LISTS = ["/admin/game/room/", "/admin/game/game/", "/admin/game/player/"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=LISTS)
def path(request):
    return request.param


def test_a_stranger_is_asked_who_they_are(path):
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/admin/login/?next={path}",
    )


def test_somebody_who_is_no_staff_is_a_stranger(path):
    client = signed_in(User.objects.create_user("mallory"))
    assert client.get(path).status_code == 302


def test_staff_see_what_they_may_see(path):
    client = signed_in(User.objects.create_user("grace", is_staff=True))
    assert client.get(path).status_code == 403
    assert "Rooms" not in client.get("/admin/").content.decode()


def test_who_may_look_may_look(grace, room, path):
    assert grace.get(path).status_code == 200


def test_who_may_only_look_can_do_nothing(grace, room):
    for page in (f"/admin/game/room/{room}/", "/admin/game/player/bob/"):
        text = grace.get(page).content.decode()
        assert 'name="action"' not in text
    for path, action, key in (
        ("/admin/game/room/", "close", room),
        ("/admin/game/player/", "ban", "bob"),
    ):
        fields = {"action": action, "_selected_action": key, "sure": "yes"}
        grace.post(path, fields)
    assert not Room.objects.get().closed
    assert not Player.objects.filter(banned_at__isnull=False).exists()


def test_nobody_adds_changes_or_deletes(ada, room, path):
    door.submit(room, Resign(), BOB, 2)
    game = str(Game.objects.get().pk)
    key = {"room": room, "game": game, "player": "bob"}[path.split("/")[3]]
    before = everything()
    assert ada.get(f"{path}add/").status_code == 403
    assert ada.post(f"{path}add/", {"code": "AAAAAA"}).status_code == 403
    for page in ("delete", "change"):
        answer = ada.post(f"{path}{key}/{page}/", {"name": "Mallory", "post": "yes"})
        assert answer.status_code in {302, 403}
    fields = {"action": "delete_selected", "_selected_action": key, "post": "yes"}
    ada.post(path, fields)
    assert everything() == before


def test_there_is_nothing_to_permit_but_looking_closing_and_banning():
    names = Permission.objects.filter(content_type__app_label="game")
    assert set(names.values_list("codename", flat=True)) == {
        *("view_room", "view_game", "view_player", "view_report"),
        *("close_room", "ban_player"),
    }


def everything():
    return [list(model.objects.values()) for model in (Room, Event, Game, Player)]
