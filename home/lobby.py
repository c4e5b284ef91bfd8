"""The lobby: open a room, join one by its code, find one to play or to watch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from game import door
from game.codes import tidy
from game.engine.errors import Rejection
from game.errors import (
    KeyReusedError,
    NoSuchRoomError,
    TooManyRoomsError,
    UnavailableError,
)
from game.identity import player_of, rename
from game.names import InvalidNameError
from game.pace import hold_back_rooms
from home import errors, rows, talk
from home.forms import NewRoomForm, post_only, see_other
from home.titles import choices, clock_choices

# What is said of a name, listed for the translators.
gettext_noop("A name has 2 to 20 characters.")
gettext_noop("A name has letters, digits and signs one can see.")
gettext_noop("An account keeps its name.")


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return _lobby(request)


@post_only
def new(request: HttpRequest) -> HttpResponse:
    """Open a room with its creator in seat 1."""
    form = NewRoomForm(request.POST)
    if not form.is_valid():
        return errors.bad_request(request)
    wanted = form.wanted
    try:
        hold_back_rooms(request.META["REMOTE_ADDR"])
        code = door.open_room(player_of(request), wanted.command(), wanted.key)
    except KeyReusedError:
        return errors.bad_request(request)
    except TooManyRoomsError:
        return errors.too_many(request)
    except UnavailableError:
        return errors.unavailable(request)
    return see_other(_address(code, 1))


@post_only
def join(request: HttpRequest) -> HttpResponse:
    """Back into a seat of theirs, into an open one, or among those who watch."""
    text = request.POST.get("code", "")
    code = tidy(text)
    if code is None:
        return errors.wrong_code(request, text)
    try:
        seat = door.join(code, player_of(request))
    except NoSuchRoomError:
        return errors.wrong_code(request, code)
    except UnavailableError:
        return errors.unavailable(request)
    except Rejection:
        seat = None
    # Whoever came by code hears why they only watch.
    return see_other(_address(code, seat) + ("" if seat else "&full=1"))


@post_only
def name(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("name", "")
    try:
        rename(request, typed)
    except InvalidNameError as error:
        return _lobby(request, typed_name=typed, wrong_name=gettext(str(error)))
    return see_other(resolve_url("home:lobby"))


@post_only
def chat(request: HttpRequest) -> HttpResponse:
    why = talk.say(request, None, player_of(request))
    if why is None:
        return see_other(f"{resolve_url('home:lobby')}#chat")
    return _lobby(request, unsaid=why)


def _address(code: str, seat: int | None = None) -> str:
    return f"{resolve_url('home:room', code)}?seat={seat or 'watch'}"


def _lobby(request: HttpRequest, **wrong: str) -> HttpResponse:
    player, listing = player_of(request), door.listing()
    try:
        mine = door.games_of(player)
    except UnavailableError:
        return errors.unavailable(request)
    context = {
        "player": player,
        "variants": choices(),
        "clocks": clock_choices(),
        "mine": [rows.mine(own) for own in mine],
        "waiting": [rows.waiting(room) for room in listing.waiting],
        "playing": [rows.playing(room) for room in listing.playing],
        "words": rows.words(),
        "here": resolve_url("home:chat"),
        "talk": talk.panel(request, None, player, wrong.get("unsaid")),
        **wrong,
    }
    return render(request, "lobby.html", context, status=422 if wrong else 200)
