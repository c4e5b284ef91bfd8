"""Who is who: known by a signed cookie or, without cookies, by a token.

Neither is stored: the signature is the proof, and the name travels with it. Whether the
session it belongs to is over, every process knows by heart (game.bans).
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from game.bans import BANS
from game.closes import Parting
from game.engine.events import Kind, Player
from game.models import Player as PlayerRow
from game.names import InvalidNameError, tidied

COOKIE: Final = "tictac_guest"
COOKIE_AGE: Final = 365 * 24 * 3600

_COOKIE_SALT: Final = "tictac.guest"
_TOKEN_SALT: Final = "tictac.resume"  # noqa: S105 - a salt, no secret
_ATTRIBUTE: Final = "_tictac_pass"
_CHANGED: Final = "_tictac_pass_changed"


class BannedError(Exception):
    """This visitor may not play here any more."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A player, and the session by which they are known; guests have but one."""

    player: Player
    session: str = ""


def cookie_name() -> str:
    """Under https it is a name that no neighbouring host can set a cookie for."""
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def new_guest() -> Player:
    number = secrets.randbelow(9000) + 1000
    return Player(secrets.token_urlsafe(12), f"Guest {number}", Kind.GUEST)


def player_of(request: HttpRequest) -> Player:
    """The visitor; a fresh guest when they bring no identity, or one that is over.

    Whatever a page has to do with play it asks this first: so it shuts the banned out.
    """
    return pass_of(request).player


def pass_of(request: HttpRequest) -> Pass:
    found: Pass | None = getattr(request, _ATTRIBUTE, None)
    if found is not None:
        return found
    found = from_cookie(request.COOKIES.get(cookie_name(), ""))
    parting = found and BANS.ask(found.player.id, found.session)
    if parting is Parting.BANNED:
        raise BannedError
    if found is None or parting is Parting.SIGNED_OUT:
        return become(request, Pass(new_guest()))
    if parting is Parting.RENEWED:
        # Asked before its browser had the new cookie, which is not to be overwritten.
        found = Pass(new_guest())
    setattr(request, _ATTRIBUTE, found)
    return found


def is_late(request: HttpRequest) -> bool:
    """Whether it was sent before its browser had the cookie of its new session."""
    one = from_cookie(request.COOKIES.get(cookie_name(), ""))
    if one is None:
        return False
    return BANS.parting(one.player.id, one.session) is Parting.RENEWED


def become(request: HttpRequest, one: Pass) -> Pass:
    """From here on this browser is somebody else."""
    setattr(request, _ATTRIBUTE, one)
    setattr(request, _CHANGED, True)
    return one


def rename(request: HttpRequest, name: str) -> Player:
    """Give the visitor another name, in the games they join from now on."""
    name, old = tidied(name), pass_of(request).player
    if old.kind is not Kind.GUEST:
        raise InvalidNameError("An account keeps its name.")
    PlayerRow.objects.filter(id=old.id).update(name=name)
    return become(request, Pass(Player(old.id, name, old.kind))).player


def from_cookie(cookie: str) -> Pass | None:
    return _read(cookie, _COOKIE_SALT)


def from_token(token: str) -> Pass | None:
    return _read(token, _TOKEN_SALT)


def token_for(one: Pass) -> str:
    return _sign(one, _TOKEN_SALT)


class GuestMiddleware:
    """Gives new guests their cookie, with the first page that asked who they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(request, _CHANGED, False):
            response.set_cookie(
                cookie_name(),
                _sign(pass_of(request), _COOKIE_SALT),
                max_age=COOKIE_AGE,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


def _sign(one: Pass, salt: str) -> str:
    player = one.player
    fields: list[str | int] = [player.id, player.name, player.kind.value]
    if one.session:
        fields += [one.session, int(time.time())]
    return signing.Signer(salt=salt).sign_object(fields)


def _read(signed: str, salt: str) -> Pass | None:
    try:
        fields: Any = signing.Signer(salt=salt).unsign_object(signed)
    except signing.BadSignature:
        return None
    player_id, name, kind, *session = fields
    player = Player(player_id, name, Kind(kind))
    if not session:
        return Pass(player)
    key, began = session
    # As old as that, nobody remembers whether it is over.
    return Pass(player, key) if time.time() < began + COOKIE_AGE else None
