"""The rooms over HTTP, for whoever has no socket: `curl` can play.

An ASGI application and no view: the middleware of pages would hold a thread for each
who waits. Parse, call, reply.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Final, TypeAlias

from django.conf import settings

from game import access, outgoing, protocol
from game.api import asking, limits, listening
from game.api.problems import ProblemError
from game.api.requests import Answer, Receive, Request, Scope, Send
from game.bans import BANS
from game.codes import CodeConverter
from game.engine.errors import Rejection
from game.errors import RoomError
from game.incoming import BadMessageError

Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
Handler: TypeAlias = Callable[[Request], Awaitable[Answer | None]]

ROOT: Final = "/api/rooms"
# By the last part of the path.
HANDLERS: Final[Mapping[str, Mapping[str, Handler]]] = {
    "": {"GET": asking.listing, "POST": asking.open_room},
    "look": {"GET": asking.look},
    "commands": {"POST": asking.command},
    "events": {"GET": listening.events},
    "stream": {"GET": listening.stream},
}
WAITING: Final = frozenset({listening.events, listening.stream})
_PATH: Final = re.compile(
    rf"{ROOT}(?:/(?P<code>{CodeConverter.regex})(?:/(?P<part>commands|events|stream))?)?"
)


class Api:
    def __init__(self, others: Application) -> None:
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path != ROOT and not path.startswith(f"{ROOT}/"):
            await self._others(scope, receive, send)
            return
        found = _PATH.fullmatch(path)
        request = Request(scope, receive, send, found["code"] if found else None)
        try:
            answer = await _answer(request, _handler(found, scope["method"]))
        except ProblemError as problem:
            answer = _refused(problem)
        if answer is not None:
            await request.answer(answer)


def _handler(found: re.Match[str] | None, method: str) -> Handler:
    part = found and (found["part"] or ("look" if found["code"] else ""))
    methods = HANDLERS.get(part) if part is not None else None
    if methods is None:
        raise ProblemError("not_found")
    if method not in methods:
        allowed = {"allow": ", ".join(methods)}
        raise ProblemError("method_not_allowed", headers=allowed)
    return methods[method]


async def _answer(request: Request, handler: Handler) -> Answer | None:
    _check(request.scope)
    limits.hold_back(request)
    await _may_ask(request.visitor)
    is_waiting = handler in WAITING
    try:
        with limits.listening(request) if is_waiting else nullcontext():
            return await handler(request)
    except BadMessageError as error:
        raise ProblemError(error.code, str(error), key=error.key) from None
    except (RoomError, Rejection) as error:
        raise ProblemError(str(error.code), str(error)) from None


async def _may_ask(visitor: access.Visitor) -> None:
    parting = await BANS.asked(visitor.player.id, visitor.session)
    if parting is not None:
        raise ProblemError(parting.value)


def _check(scope: Scope) -> None:
    """What Django's own middleware would, and the sockets do."""
    if not access.is_our_host(scope):
        raise ProblemError("bad_message", "This server does not go by that name.")
    if settings.SECURE_SSL_REDIRECT and scope.get("scheme") != "https":
        raise ProblemError("forbidden", "Use https.")
    if not access.is_welcome(scope):
        raise ProblemError("forbidden", "This comes from the page of another site.")
    if access.has_bad_token(scope):
        raise ProblemError("bad_token", headers={"www-authenticate": "Bearer"})


def _refused(problem: ProblemError) -> Answer:
    rejected = outgoing.Rejected(
        key=problem.key, code=problem.code, message=str(problem), v=problem.v
    )
    return Answer(problem.status, protocol.encode(rejected), problem.headers)
