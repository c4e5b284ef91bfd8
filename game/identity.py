"""Who is who: guests, known by a signed cookie or, without cookies, by a token.

Neither is stored: the signature is the proof, and the name travels with it.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from game.bans import BANS
from game.engine.events import Kind, Player
from game.models import Player as PlayerRow

COOKIE: Final = "tictac_guest"
COOKIE_AGE: Final = 365 * 24 * 3600
NAME_LENGTHS: Final = range(2, 21)

_COOKIE_SALT: Final = "tictac.guest"
_TOKEN_SALT: Final = "tictac.resume"  # noqa: S105 - a salt, no secret
# Letters and marks by their class, and yet nothing to see: fillers, joiners, selectors.
_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef]"
)
_ATTRIBUTE: Final = "_tictac_player"
_CHANGED: Final = "_tictac_player_changed"


class InvalidNameError(ValueError):
    """A name nobody can be called by; the text says why."""


class BannedError(Exception):
    """This visitor may not play here any more."""


def new_guest() -> Player:
    number = secrets.randbelow(9000) + 1000
    return Player(secrets.token_urlsafe(12), f"Guest {number}", Kind.GUEST)


def player_of(request: HttpRequest) -> Player:
    """The visitor; a fresh guest when they bring no identity.

    Whatever a page has to do with play it asks this first: so it shuts the banned out.
    """
    player: Player | None = getattr(request, _ATTRIBUTE, None)
    if player is None:
        player = from_cookie(request.COOKIES.get(COOKIE, ""))
        if player is None:
            player = new_guest()
            setattr(request, _CHANGED, True)
        elif BANS.has(player.id):
            raise BannedError
        setattr(request, _ATTRIBUTE, player)
    return player


def rename(request: HttpRequest, name: str) -> Player:
    """Give the visitor another name, in the games they join from now on."""
    name = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", name)).split())
    if len(name) not in NAME_LENGTHS:
        raise InvalidNameError("A name has 2 to 20 characters.")
    if not name.isprintable() or unicodedata.category(name[0]).startswith("M"):
        raise InvalidNameError("A name has letters, digits and signs one can see.")
    old = player_of(request)
    player = Player(old.id, name, old.kind)
    PlayerRow.objects.filter(id=player.id).update(name=name)
    setattr(request, _ATTRIBUTE, player)
    setattr(request, _CHANGED, True)
    return player


def from_cookie(cookie: str) -> Player | None:
    return _read(cookie, _COOKIE_SALT)


def from_token(token: str) -> Player | None:
    return _read(token, _TOKEN_SALT)


def token_for(player: Player) -> str:
    return _sign(player, _TOKEN_SALT)


class GuestMiddleware:
    """Gives new guests their cookie, with the first page that asked who they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(request, _CHANGED, False):
            response.set_cookie(
                COOKIE,
                _sign(player_of(request), _COOKIE_SALT),
                max_age=COOKIE_AGE,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


def _sign(player: Player, salt: str) -> str:
    fields = [player.id, player.name, player.kind.value]
    return signing.Signer(salt=salt).sign_object(fields)


def _read(signed: str, salt: str) -> Player | None:
    try:
        fields: Any = signing.Signer(salt=salt).unsign_object(signed)
    except signing.BadSignature:
        return None
    player_id, name, kind = fields
    return Player(player_id, name, Kind(kind))
