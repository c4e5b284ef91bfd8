"""Opens a room as a browser does, by the form of the lobby page. Waits: use a thread.

Whoever opens a room sits in it already, and is known by the cookie that comes back.
"""

import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Final
from urllib.parse import urlencode

from tictac.terminal.line import is_near

PATIENCE: Final = 20.0
LARGEST_PAGE: Final = 1_000_000
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
_GAME: Final = re.compile(r'<option value="(\w+)"')
_ROOM: Final = re.compile(r"/room/(\w+)/")


class OpeningError(Exception):
    """No room was opened; the text says why, in a sentence."""


@dataclass(frozen=True)
class Opened:
    code: str
    cookie: str


class _Lobby:
    """One visitor of the lobby page, with their cookies."""

    def __init__(self, server: str) -> None:
        self._server = server
        self.cookies = CookieJar()
        # Where the form leads to is the answer: nothing here follows it, or raises.
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(),
            urllib.request.HTTPCookieProcessor(self.cookies),
            urllib.request.ProxyHandler({} if is_near(server) else None),
        ):
            self._opener.add_handler(handler)

    def page(self) -> str:
        return self._ask("/", None, 200)[1]

    def post(self, path: str, fields: Mapping[str, str]) -> str:
        """Send a form; where it leads to."""
        return self._ask(path, urlencode(fields).encode(), 303)[0]

    def _ask(self, path: str, body: bytes | None, status: int) -> tuple[str, str]:
        request = urllib.request.Request(  # noqa: S310 - the server's own address
            self._server + path, body, {"Origin": self._server} if body else {}
        )
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                text = answer.read(LARGEST_PAGE).decode("utf-8", "replace")
        except (OSError, HTTPException):
            raise OpeningError(f"No server answers at {self._server}.") from None
        if answer.status != status:
            raise OpeningError(_refusal(answer.status))
        return answer.headers.get("Location", ""), text


def open_room(server: str, variant: str | None, *, private: bool) -> Opened:
    lobby = _Lobby(server)
    page = lobby.page()
    token, games = _TOKEN.search(page), _GAME.findall(page)
    if token is None or not games:
        raise OpeningError(f"There is no lobby at {server}.")
    if variant not in {None, *games}:
        raise OpeningError(f"There is no variant {variant}, only {', '.join(games)}.")
    fields = {"csrfmiddlewaretoken": token[1], "variant": variant or games[0]}
    room = _ROOM.search(
        lobby.post("/new/", fields | ({"private": "on"} if private else {}))
    )
    if room is None:
        raise OpeningError("The server opened no room.")
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in lobby.cookies)
    return Opened(room[1], cookie)


def _refusal(status: int) -> str:
    if status == 429:
        return "Too fast. Wait a moment."
    if status == 503:
        return "The server cannot save a room right now. Try again."
    return f"The server opened no room; it answers {status}."
