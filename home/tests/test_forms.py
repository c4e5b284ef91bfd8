"""Only a POST acts, and a page follows it."""

from django.http import HttpResponse
from django.test import RequestFactory

from home.forms import NewRoomForm, post_only, see_other


@post_only
def acts(request):
    return HttpResponse("acted")


def test_a_post_acts():
    assert acts(RequestFactory().post("/")).content == b"acted"


def test_anything_else_goes_to_the_lobby():
    for method in ("get", "head", "put", "delete"):
        response = getattr(RequestFactory(), method)("/")
        answer = acts(response)
        assert (answer.status_code, answer["Location"]) == (303, "/")


def test_see_other_asks_for_a_page():
    answer = see_other("/room/K7QX2M/")
    assert (answer.status_code, answer["Location"]) == (303, "/room/K7QX2M/")


def test_a_room_is_public_unless_ticked_otherwise():
    for data, private in (
        ({}, False),
        ({"private": ""}, False),
        ({"private": "1"}, True),
    ):
        form = NewRoomForm({"variant": "classic", **data})
        assert form.is_valid()
        assert form.cleaned_data["private"] is private


def test_a_variant_must_be_one_of_ours():
    assert not NewRoomForm({"variant": "chess"}).is_valid()
    assert not NewRoomForm({}).is_valid()


def test_the_computer_plays_only_where_it_was_asked():
    for data, computer in (({}, False), ({"computer": "1"}, True)):
        form = NewRoomForm({"variant": "classic", **data})
        assert form.is_valid()
        assert form.cleaned_data["computer"] is computer


def test_players_think_as_long_as_they_like_unless_a_clock_was_chosen():
    for data, clock in (({}, 0), ({"clock": ""}, 0), ({"clock": "180"}, 180)):
        form = NewRoomForm({"variant": "classic", **data})
        assert form.is_valid()
        assert form.wanted.clock == clock
    for wrong in ("-1", "3601", "soon"):
        assert not NewRoomForm({"variant": "classic", "clock": wrong}).is_valid()
