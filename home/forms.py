"""What people may post, and two habits: only a POST acts, and a page follows it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeAlias

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from home.titles import choices

View: TypeAlias = Callable[[HttpRequest], HttpResponse]


class NewRoomForm(forms.Form):
    variant = forms.ChoiceField(choices=choices)
    private = forms.BooleanField(required=False)
    computer = forms.BooleanField(required=False)


def post_only(view: View) -> View:
    """Send whoever merely looks to the lobby: an address bar may hold this path."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return see_other(resolve_url("home:lobby"))
        return view(request)

    return wrapped


def see_other(path: str) -> HttpResponse:
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response
