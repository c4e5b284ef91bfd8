"""A name of one's own: keep it, sign in with it, sign out, change the password."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from game import accounts, door
from game.accounts import KeptError, WrongPasswordError
from game.attempts import TooManyAttemptsError
from game.engine.events import Kind
from game.engine.state import Status
from game.errors import UnavailableError
from game.identity import Pass, become, is_late, pass_of
from game.names import InvalidNameError, is_given
from home import errors
from home.account_forms import KeepForm, PasswordForm, SignInForm
from home.forms import View, post_only, see_other
from home.prefs import next_of

# What is said of a name, listed for the translators.
gettext_noop("Guests are called that. Choose a name of your own.")
gettext_noop("Somebody has this name, or one that looks like it.")


@dataclass(frozen=True, slots=True)
class Asked:
    """One page with a form, and what it is for."""

    template: str
    kind: type[forms.Form]
    do: Callable[[dict[str, str]], Pass]
    initial: Mapping[str, str] = field(default_factory=dict)
    way: str = ""  # where it leads; else to where they came from
    context: Mapping[str, object] = field(default_factory=dict)


def account_page(view: View) -> View:
    """Never kept by a browser, and no password in any report."""
    view = require_http_methods(["GET", "HEAD", "POST"])(view)
    return never_cache(sensitive_post_parameters()(view))


@account_page
def page(request: HttpRequest) -> HttpResponse:
    """For a guest the way to an account, for others what they have."""
    here = pass_of(request)
    if here.player.kind is not Kind.GUEST:
        try:
            context = {"player": here.player, "since": accounts.since(here.player)}
        except UnavailableError:
            return errors.unavailable(request)
        return render(request, "account.html", context)

    def keep(given: dict[str, str]) -> Pass:
        all_given = given["name"], given["new"], _address(request)
        try:
            return accounts.keep(here, *all_given)
        except InvalidNameError as error:
            if is_late(request) or isinstance(error, KeptError):
                with suppress(WrongPasswordError):  # sent twice: done is done
                    return accounts.sign_in(here, *all_given)
            raise

    name = here.player.name
    initial = {"name": "" if is_given(name) else name}
    return _answer(request, Asked("account_keep.html", KeepForm, keep, initial))


@account_page
def sign_in(request: HttpRequest) -> HttpResponse:
    here = pass_of(request)
    if here.player.kind is not Kind.GUEST:
        return see_other(resolve_url("home:account"))

    def enter(given: dict[str, str]) -> Pass:
        name, password = given["name"], given["password"]
        return accounts.sign_in(here, name, password, _address(request))

    try:
        own = door.games_of(here.player)
    except UnavailableError:
        return errors.unavailable(request)
    leaves = any(one.row.status is not Status.OVER for one in own)
    more = {"leaves": leaves}
    asked = Asked("account_sign_in.html", SignInForm, enter, context=more)
    return _answer(request, asked)


@account_page
def password(request: HttpRequest) -> HttpResponse:
    here = pass_of(request)
    if here.player.kind is Kind.GUEST:
        return see_other(resolve_url("home:sign_in"))

    def change(given: dict[str, str]) -> Pass:
        old, new = given["password"], given["new"]
        return accounts.change_password(here, old, new, _address(request))

    way = f"{resolve_url('home:account')}?changed=1"
    asked = Asked("account_password.html", PasswordForm, change, way=way)
    return _answer(request, asked)


@post_only
def sign_out(request: HttpRequest) -> HttpResponse:
    here = pass_of(request)
    if here.player.kind is not Kind.GUEST:
        try:
            _go_on_as(request, accounts.sign_out(here))
        except UnavailableError:
            return errors.unavailable(request)
    return see_other(resolve_url("home:lobby"))


def _answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Show the form; when it is sent do what it is for, and lead on from there."""
    form = asked.kind(request.POST or None, initial=dict(asked.initial))
    if request.method != "POST":
        return _draw(request, asked, form, 200)
    try:
        if form.is_valid():
            _go_on_as(request, asked.do(form.cleaned_data))
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


def _go_on_as(request: HttpRequest, one: Pass) -> None:
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


def _address(request: HttpRequest) -> str:
    address: str = request.META["REMOTE_ADDR"]
    return address
