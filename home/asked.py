"""A form that changes who a browser is: shown, sent, done, or told what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.utils.translation import gettext

from game.accounts import WrongPasswordError
from game.attempts import TooManyAttemptsError
from game.errors import UnavailableError
from game.identity import Pass, become, pass_of
from game.names import InvalidNameError
from home import errors
from home.forms import see_other
from home.prefs import next_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One page with a form, and what it is for."""

    template: str
    kind: type[forms.Form]
    do: Callable[[dict[str, str]], Pass]
    initial: Mapping[str, str] = field(default_factory=dict)
    way: str = ""  # where it leads; else to where they came from
    context: Mapping[str, object] = field(default_factory=dict)


def answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Show the form; when it is sent do what it is for, and lead on from there."""
    form = asked.kind(request.POST or None, initial=dict(asked.initial))
    if request.method != "POST":
        return _draw(request, asked, form, 200)
    try:
        if form.is_valid():
            go_on_as(request, asked.do(form.cleaned_data))
            return see_other(asked.way or next_of(request))
    except UnavailableError:
        return errors.unavailable(request)
    except TooManyAttemptsError as error:
        sentence = gettext("Too many tries. Wait {seconds} s, then try again.")
        form.add_error(None, sentence.format(seconds=error.seconds))
        response = _draw(request, asked, form, 429)
        response["Retry-After"] = str(error.seconds)
        return response
    except (InvalidNameError, ValidationError, WrongPasswordError) as error:
        _explain(form, error)
    return _draw(request, asked, form, 422)


def go_on_as(request: HttpRequest, one: Pass) -> None:
    """The token of forms changes with the person; who stays may have games open."""
    if one.player.id != pass_of(request).player.id:
        rotate_token(request)
    become(request, one)


def _draw(
    request: HttpRequest, asked: Asked, form: forms.Form, status: int
) -> HttpResponse:
    wish = request.POST.get("next") or request.GET.get("next", "")
    here = {"form": form, "player": pass_of(request).player, "next": wish}
    context = here | dict(asked.context)
    return render(request, asked.template, context, status=status)


def _explain(form: Any, error: Exception) -> None:
    """Beside the field it is about."""
    if isinstance(error, InvalidNameError):
        form.add_error("name", gettext(str(error)))
    elif isinstance(error, ValidationError):
        form.add_error("new", error)
    else:
        form.add_error("password", form.wrong)
