"""Who may come in, and who they are: read from the handshake or the request alone."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from game import identity
from game.engine.events import Player

Scope: TypeAlias = dict[str, Any]

_SECURE = {"ws": "http", "http": "http", "wss": "https", "https": "https"}


@dataclass(frozen=True, slots=True)
class Visitor:
    player: Player
    resume: str | None  # the token to come back with, for those without cookies
    session: str = ""  # of an account; guests have but one
    address: str = ""


def is_welcome(scope: Scope) -> bool:
    """An Origin must be ours: browsers send one with every socket and every POST.

    Without one nobody brings cookies, but for a browser that only looks, and for a
    script that is known by its token whatever else it brings.
    """
    origin = _header(scope, b"origin")
    if not origin:
        has_cookie = _header(scope, b"cookie")
        return not has_cookie or _comes_by_token(scope) or _only_looks(scope)
    if origin in settings.ALLOWED_ORIGINS:
        return True
    scheme = _SECURE[scope.get("scheme", "ws")]
    return is_our_host(scope) and origin == f"{scheme}://{_header(scope, b'host')}"


def is_our_host(scope: Scope) -> bool:
    name, _port = split_domain_port(_header(scope, b"host"))
    return bool(name) and validate_host(name, settings.ALLOWED_HOSTS)


def visitor(scope: Scope) -> Visitor:
    address = (scope.get("client") or [""])[0]
    cookie = _header(scope, b"cookie")
    if cookie and not _comes_by_token(scope):
        one = identity.from_cookie(parse_cookie(cookie).get(identity.cookie_name(), ""))
        one = one or identity.Pass(identity.new_guest())
        return Visitor(one.player, None, one.session, address)
    one = identity.from_token(_token(scope) or "")
    one = one or identity.Pass(identity.new_guest())
    return Visitor(one.player, identity.token_for(one), one.session, address)


def is_known(scope: Scope) -> bool:
    """Whether they have been here before: they bring an identity, and it is ours."""
    token = _token(scope)
    if token is not None:
        return identity.from_token(token) is not None
    cookies = parse_cookie(_header(scope, b"cookie"))
    return identity.from_cookie(cookies.get(identity.cookie_name(), "")) is not None


def has_bad_token(scope: Scope) -> bool:
    return _token(scope) is not None and not is_known(scope)


def _comes_by_token(scope: Scope) -> bool:
    """No browser puts a token into a request by itself; into a socket it cannot."""
    return scope.get("type") == "http" and _token(scope) is not None


def _only_looks(scope: Scope) -> bool:
    """A page of ours asks: with a GET of their own browsers send no Origin."""
    if scope.get("type") != "http" or scope["method"] != "GET":
        return False
    return _header(scope, b"sec-fetch-site") in {"", "same-origin", "none"}


def _token(scope: Scope) -> str | None:
    scheme, _, token = _header(scope, b"authorization").partition(" ")
    return token if scheme.lower() == "bearer" else None


def _header(scope: Scope, name: bytes) -> str:
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return ""
