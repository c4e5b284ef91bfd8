"""A visitor's preferences: what a page needs to know of them, and how to set them."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from home.forms import post_only, see_other

THEMES: Final = ("system", "light", "dark")
THEME_COOKIE: Final = "theme"
YEAR: Final = 365 * 24 * 60 * 60


def page(request: HttpRequest) -> dict[str, object]:
    """The context processor behind base.html."""
    return {
        "theme": theme_of(request),
        # Lazy, for a request with a forged Host has no origin, and its error
        # page must not fail on that.
        "origin": SimpleLazyObject(lambda: origin_of(request)),
    }


def theme_of(request: HttpRequest) -> str:
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else "system"


def origin_of(request: HttpRequest) -> str:
    """Scheme and host, for the addresses that link previewers need absolute."""
    return f"{request.scheme}://{request.get_host()}"


def next_of(request: HttpRequest) -> str:
    """Where a small form wants to return to; never another site."""
    wish = request.POST.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(wish, hosts, require_https=request.is_secure()):
        return wish
    return resolve_url("home:lobby")


@post_only
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie, so that the server writes it into every page."""
    response = see_other(next_of(request))
    choice = request.POST.get("theme", "")
    if choice in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            choice,
            max_age=YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response
