"""The room page: a look takes nothing, a form of it asks for one thing.

No rules and no storage here: every question goes through `game.door`.
"""

from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from game import door
from game.engine.errors import Rejection
from game.errors import KeyReusedError, NoSuchRoomError, UnavailableError
from game.identity import player_of
from home import errors, orders
from home.forms import see_other
from home.prefs import origin_of
from home.sharing import preview_of, qr_of
from home.sheet import Visit, sheet_of

WATCH: Final = "watch"
WISHES: Final = ("1", "2", WATCH)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def page(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _act(request, code) if request.method == "POST" else _look(request, code)
    except NoSuchRoomError:
        return errors.wrong_code(request, code)


def _look(request: HttpRequest, code: str) -> HttpResponse:
    if request.GET.get("seat") not in WISHES:
        seat = door.where(code, player_of(request))
        if seat is not None:
            return HttpResponseRedirect(_address(request, code, str(seat)))
    return _draw(request, code)


def _act(request: HttpRequest, code: str) -> HttpResponse:
    try:
        order = orders.read(request.POST)
    except orders.BadOrderError:
        return _draw(request, code, status=400, refusal="bad_message")
    player = player_of(request)
    try:
        door.submit(code, order.command, player, order.seat, order.key)
    except (Rejection, KeyReusedError) as error:
        return _draw(request, code, status=409, refusal=error.code, cell=order.cell)
    except UnavailableError:
        return _draw(request, code, status=503, refusal="stuck", key=order.key)
    if order.do == "close":
        return see_other(resolve_url("home:lobby"))
    seat = None if order.do == "leave" else orders.seat_of(request.POST.get("seat"))
    return see_other(_address(request, code, str(seat or WATCH)))


def _draw(  # noqa: PLR0913 - a refusal has this much to say about itself
    request: HttpRequest,
    code: str,
    *,
    status: int = 200,
    refusal: str | None = None,
    cell: int | None = None,
    key: str | None = None,
) -> HttpResponse:
    player = player_of(request)
    wish = orders.seat_of(request.GET.get("seat"))
    view = door.view(code, player, wish)
    seat = wish if wish is not None and view.state.holds(player.id, wish) else None
    visit = Visit(
        player=player,
        seat=seat,
        full="full" in request.GET,
        refusal=refusal,
        cell=cell,
        key=key,
    )
    sheet = sheet_of(view, visit)
    link = f"{origin_of(request)}{request.path}"
    context = {
        "sheet": sheet,
        "code": code,
        "link": link,
        "qr": qr_of(link),
        "preview": preview_of(sheet["scene"]),
        "refreshes": sheet["waits"] and "still" not in request.GET,
        "here": _address(request, code, str(seat or WATCH)),
    }
    return render(request, "room.html", context, status=status)


def _address(request: HttpRequest, code: str, seat: str) -> str:
    """The page for that seat, still standing if this one was told not to refresh."""
    query = {"seat": seat} | ({"still": "1"} if "still" in request.GET else {})
    return f"{resolve_url('home:room', code)}?{urlencode(query)}"
