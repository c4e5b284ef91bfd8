"""What people may post, and two habits: only a POST acts, and a page follows it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from game.incoming import BadMessageError
from game.protocol import new_room

View: TypeAlias = Callable[[HttpRequest], HttpResponse]


class NewRoomForm(forms.Form):
    """What makes a room is said in one place, for a form as for a socket."""

    variant = forms.CharField()
    private = forms.BooleanField(required=False)
    computer = forms.BooleanField(required=False)
    clock = forms.IntegerField(required=False)
    # Only with scripts, which send this form when a socket did not answer.
    key = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        fields = {
            **self.cleaned_data,
            "clock": self.cleaned_data.get("clock") or 0,
            "key": self.cleaned_data.get("key") or None,
        }
        try:
            self.wanted = new_room(fields)
        except BadMessageError as error:
            raise forms.ValidationError(str(error)) from None
        return fields


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
