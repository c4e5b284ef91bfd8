"""The room page: a look takes nothing, a form of it asks for one thing.

No rules and no storage here: every question goes through `game.door`.
"""

from contextlib import suppress
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from game import door
from game.engine.errors import Code, Rejection
from game.engine.events import Seat
from game.errors import KeyReusedError, NoSuchRoomError, UnavailableError
from game.identity import player_of
from home import errors, orders, talk
from home.forms import see_other
from home.prefs import origin_of
from home.sharing import preview_of, qr_of
from home.sheet import Refused, scene_of, sheet_of

WATCH: Final = "watch"
WISHES: Final = ("1", "2", WATCH)
OF_THE_LOBBY: Final = frozenset({"update", "close"})  # where they lead back to
NOTHING: Final = (  # one transparent pixel
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00"
    b"\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def page(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _act(request, code) if request.method == "POST" else _look(request, code)
    except NoSuchRoomError:
        return errors.wrong_code(request, code)


@require_safe
@cache_control(no_store=True)
def here(request: HttpRequest, code: str) -> HttpResponse:
    """A picture of nothing, which only a page without scripts asks for."""
    seat = orders.seat_of(request.GET.get("seat"))
    if seat is not None:
        with suppress(NoSuchRoomError, UnavailableError):
            door.stay(code, player_of(request), seat)
    return HttpResponse(NOTHING, content_type="image/gif")


def _look(request: HttpRequest, code: str) -> HttpResponse:
    if request.GET.get("seat") not in WISHES:
        seat = door.where(code, player_of(request))
        if seat is not None:
            return HttpResponseRedirect(_address(request, code, seat))
    return _draw(request, code)


def _act(request: HttpRequest, code: str) -> HttpResponse:
    if request.POST.get("do") == "chat":
        return _say(request, code)
    try:
        order = orders.read(request.POST)
    except orders.BadOrderError:
        return _draw(request, code, Refused(code="bad_message", status=400))
    player = player_of(request)
    try:
        door.submit(code, order.command, player, order.seat, order.key)
    except (Rejection, KeyReusedError) as error:
        why = _why(order, error.code)
        return _draw(request, code, Refused(code=why, cell=order.cell))
    except UnavailableError:
        refused = Refused(code="stuck", status=503, key=order.key)
        return _draw(request, code, refused)
    if order.do in OF_THE_LOBBY:
        return see_other(resolve_url("home:lobby"))
    seat = None if order.do == "leave" else orders.seat_of(request.POST.get("seat"))
    return see_other(_address(request, code, seat))


def _say(request: HttpRequest, code: str) -> HttpResponse:
    seat = orders.seat_of(request.GET.get("seat"))
    why = talk.say(request, code, player_of(request), seat)
    if why is None:
        return see_other(f"{_address(request, code, seat)}#chat")
    return _draw(request, code, unsaid=why)


def _why(order: orders.Order, code: str) -> str:
    """The rules of a game have no part in what the lobby does to a room."""
    is_too_late = order.do in OF_THE_LOBBY and code == Code.NOT_ALLOWED
    return "begun" if is_too_late else code


def _draw(
    request: HttpRequest,
    code: str,
    refused: Refused | None = None,
    unsaid: str | None = None,
) -> HttpResponse:
    player, wish = player_of(request), orders.seat_of(request.GET.get("seat"))
    view = door.view(code, player, wish)
    scene = scene_of(view, player, wish, refused, full="full" in request.GET)
    sheet = sheet_of(view, scene, player, refused.key if refused else None)
    link = f"{origin_of(request)}{request.path}"
    context = {
        "sheet": sheet,
        "code": code,
        "link": link,
        "qr": qr_of(link),
        "preview": preview_of(scene),
        "refreshes": sheet["waits"] and "still" not in request.GET,
        "here": _address(request, code, scene.seat),
        "talk": talk.panel(request, code, player, unsaid),
    }
    status = refused.status if refused else 422 if unsaid else 200
    return render(request, "room.html", context, status=status)


def _address(request: HttpRequest, code: str, seat: Seat | None) -> str:
    """The page for that seat, still standing if this one was told not to refresh."""
    query = {"seat": seat or WATCH}
    still = {"still": 1} if "still" in request.GET else {}
    return f"{resolve_url('home:room', code)}?{urlencode(query | still)}"
