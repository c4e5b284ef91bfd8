"""The pages for what went wrong: the same look, one sentence, one way on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url

from game.codes import LEFT_OUT, tidy
from game.identity import BannedError
from home.forms import see_other


class BannedMiddleware:
    """Whatever page the banned ask for, this one is the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        return banned(request) if isinstance(exception, BannedError) else None


def bad_request(
    request: HttpRequest, exception: Exception | None = None
) -> HttpResponse:
    """No form of ours sends this; for an exception Django has logged it."""
    return render(request, "400.html", status=400)


def wrong_code(request: HttpRequest, text: str) -> HttpResponse:
    """The page for a code, or for what was typed as one, that no room has."""
    context = {
        "code": tidy(text),
        "typed": text.strip()[:64],
        "others": ", ".join(LEFT_OUT[:-1]),
        "last": LEFT_OUT[-1],
    }
    return render(request, "wrong_code.html", context, status=404)


def odd_address(request: HttpRequest, text: str) -> HttpResponse:
    """A room's address that no code fits as it is: perhaps one typed by hand."""
    code = tidy(text)
    if code is None:
        return wrong_code(request, text)
    return see_other(resolve_url("home:room", code))


def banned(request: HttpRequest) -> HttpResponse:
    response = render(request, "banned.html", status=403)
    response["Cache-Control"] = "no-store"
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def broken(request: HttpRequest) -> HttpResponse:
    """Ours to repair, so it must not fail itself: no forms, no database."""
    return render(request, "500.html", status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Storage does not answer just now; whatever was confirmed is safe."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "5"
    return response
