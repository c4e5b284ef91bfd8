"""What somebody who was banned sees of the pages, and what their forms still do."""

import pytest
from django.contrib.auth.models import User

from game import bans, door
from home.tests.conftest import player_in
from home.tests.visits import code_of, do, look

SENTENCE = "Whoever runs this site has shown you out."


@pytest.fixture
def bob_is_banned(game, bob):
    bans.ban([player_in(bob).id])


@pytest.mark.parametrize("path", ["/", "{room}", "{room}?seat=2", "{room}?seat=watch"])
@pytest.mark.usefixtures("bob_is_banned")
def test_every_page_says_so_and_nothing_else(bob, game, path):
    answer = bob.get(path.format(room=game))
    assert answer.status_code == 403
    assert SENTENCE in answer.content.decode()
    assert "<h1>You can't play here any more</h1>" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "board" not in answer.content.decode()


FORMS = {
    "/new/": {"variant": "classic"},
    "/join/": {"code": "K7QX2M"},
    "/name/": {"name": "Robert"},
    "{room}?seat=2": {"do": "resign", "seat": "2"},
}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.usefixtures("bob_is_banned")
def test_no_form_of_theirs_is_taken(bob, game, path):
    before = door.view(code_of(game)).state
    answer = bob.post(path.format(room=game), FORMS[path])
    assert answer.status_code == 403
    assert SENTENCE in answer.content.decode()
    assert door.view(code_of(game)).state == before
    assert player_in(bob).name == "Bob"


@pytest.mark.usefixtures("bob_is_banned")
def test_everybody_else_plays_on(alice, carol, game):
    assert do(alice, game, "move", 1, cell=4).status_code == 303
    assert look(alice, game, 1)
    assert look(carol, game)


@pytest.mark.usefixtures("bob_is_banned")
def test_how_the_page_looks_is_still_theirs_to_choose(bob):
    assert bob.post("/theme/", {"theme": "dark"}).status_code == 303
    bob.post("/language/", {"language": "de"})
    page = bob.get("/").content.decode()
    assert 'data-theme="dark"' in page
    assert "Du kannst hier nicht mehr mitspielen" in page


@pytest.mark.usefixtures("bob_is_banned")
def test_who_is_let_in_again_is_at_their_seat(bob, game):
    bans.unban([player_in(bob).id])
    assert bob.get(game)["Location"] == f"{game}?seat=2"


@pytest.mark.usefixtures("bob_is_banned")
def test_the_admin_is_another_matter(bob):
    bob.force_login(User.objects.create_superuser("ada"))
    assert bob.get("/admin/").status_code == 200
