"""Whether a socket may connect, and who it is: read from its handshake alone."""

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


def is_welcome(scope: Scope) -> bool:
    """Browsers always send an Origin: it must be ours. Nobody else brings cookies."""
    origin = _header(scope, b"origin")
    if not origin:
        return not _header(scope, b"cookie")
    if origin in settings.ALLOWED_ORIGINS:
        return True
    host = _header(scope, b"host")
    name, _port = split_domain_port(host)
    if not name or not validate_host(name, settings.ALLOWED_HOSTS):
        return False
    return origin == f"{_SECURE[scope.get('scheme', 'ws')]}://{host}"


def visitor(scope: Scope) -> Visitor:
    cookie = _header(scope, b"cookie")
    if cookie:
        player = identity.from_cookie(parse_cookie(cookie).get(identity.COOKIE, ""))
        return Visitor(player or identity.new_guest(), None)
    scheme, _, token = _header(scope, b"authorization").partition(" ")
    player = identity.from_token(token) if scheme.lower() == "bearer" else None
    if player is None:
        player = identity.new_guest()
    return Visitor(player, identity.token_for(player))


def _header(scope: Scope, name: bytes) -> str:
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return ""
