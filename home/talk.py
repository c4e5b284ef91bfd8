"""What people say to each other, as a page shows it and as its form sends it."""

import re
import secrets
from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from game import hatch
from game.engine.events import Player, Seat
from game.errors import RoomError
from game.outgoing import Chat
from home import orders

# By the code of a refusal; the client says the same.
WORDS: Final[Mapping[str, str | Promise]] = {
    "bad_message": _("That didn't arrive whole. Try again."),
    "chat_text": _("Write 1 to 300 characters one can see."),
    "chat_too_fast": _("You write faster than others can read. Wait a moment."),
    "rate_limited": _("Too fast. Wait a moment."),
    "chat_gone": _("That message is no longer kept."),
    "forbidden": _("You can't write here now."),
    "unavailable": _("We can't save right now."),
    "reported": _("Reported. Thank you."),
    "more": _("More about {name}"),
    "unmuted": _("Hear {count} muted again"),
    "hush": _("Switch spectators' chat off"),
    "unhush": _("Switch spectators' chat on"),
    "hushed": _("Only the players can write now."),
    "unhushed": _("Everybody can write again."),
    "fold": _("Chat"),
    "unread": _("Chat, {count} new"),
}
_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


def panel(
    request: HttpRequest, code: str | None, player: Player, refused: str | None
) -> dict[str, object]:
    """What the panel of a room, or without a code of the lobby, is drawn from."""
    chats: tuple[Chat, ...] = hatch.chats(code)
    return {
        "chats": chats,
        "newest": chats[-1].id if chats else 0,
        "me": hatch.alias_of(player),
        "words": {key: str(word) for key, word in WORDS.items()},
        # Where nothing is known of the first try, it is tried again.
        "key": _key(request) if refused == "unavailable" else secrets.token_urlsafe(9),
        "refused": WORDS.get(refused, WORDS["bad_message"]) if refused else "",
        "typed": request.POST.get("text", "") if refused else "",
    }


def say(
    request: HttpRequest, code: str | None, player: Player, seat: Seat | None = None
) -> str | None:
    """Have it said; or return the code of what speaks against it."""
    number = request.POST.get("report", "")
    try:
        if number:
            hatch.report(code, player, int(number) if _NUMBER.fullmatch(number) else 0)
        else:
            hatch.say(code, player, seat, request.POST.get("text", ""), _key(request))
    except RoomError as error:
        if error.code == "no_such_room":
            raise
        return error.code
    return None


def _key(request: HttpRequest) -> str | None:
    key = request.POST.get("key", "")
    return key if orders.KEY.fullmatch(key) else None
