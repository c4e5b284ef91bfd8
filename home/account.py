"""A name of one's own: keep it, sign in with it, sign out, change the password."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from game import accounts, door
from game.accounts import KeptError, WrongPasswordError
from game.engine.events import Kind
from game.engine.state import Status
from game.errors import UnavailableError
from game.identity import Pass, is_late, pass_of
from game.names import InvalidNameError, is_given
from home import errors
from home.account_forms import KeepForm, PasswordForm, SignInForm
from home.asked import Asked, answer, go_on_as
from home.forms import View, post_only, see_other

# What is said of a name, listed for the translators.
gettext_noop("Guests are called that. Choose a name of your own.")
gettext_noop("Somebody has this name, or one that looks like it.")


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
    return answer(request, Asked("account_keep.html", KeepForm, keep, initial))


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
    return answer(request, asked)


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
    return answer(request, asked)


@post_only
def sign_out(request: HttpRequest) -> HttpResponse:
    here = pass_of(request)
    if here.player.kind is not Kind.GUEST:
        try:
            go_on_as(request, accounts.sign_out(here))
        except UnavailableError:
            return errors.unavailable(request)
    return see_other(resolve_url("home:lobby"))


def _address(request: HttpRequest) -> str:
    address: str = request.META["REMOTE_ADDR"]
    return address
