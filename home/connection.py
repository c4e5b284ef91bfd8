"""The connection check: three roads to this server, and what that means for playing.

The measuring is done by the visitor's browser; here is what the server sees, and every
sentence the page may come to say.
"""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

WORDS: Final[Mapping[str, Promise]] = {
    "testing": _("Testing…"),
    "trying": _("Trying…"),
    "answers": _("{count} answers, from {least} to {most} ms."),
    # Each road, and how it fared.
    "socketWorks": _("WebSocket works, {ms} ms."),
    "socketBlocked": _("WebSockets are blocked here."),
    "socketCut": _("The WebSocket opens, but breaks off."),
    "streamWorks": _("Event stream works, {ms} ms."),
    "streamBlocked": _("Event streams are blocked here."),
    "streamCut": _("The event stream opens, but breaks off."),
    "streamHeld": _("Event streams are held back on the way, so news comes late."),
    "pollWorks": _("Long poll works, {ms} ms."),
    "pollBlocked": _("Long polls are blocked here."),
    "pollCut": _("The long poll works now and then."),
    # All of them together, and why.
    "full": _("Games run at full speed here."),
    "fullWhy": _("Moves come and go on one open line."),
    "fullAnyway": _("The other roads are needed only where WebSockets are blocked."),
    "slow": _("Games work, but each move takes a moment."),
    "slowWhy": _("The way to this server is long, or busy."),
    "around": _("WebSockets are blocked here. Games still work, a little slower."),
    "aroundCut": _("WebSockets break off here. Games still work, a little slower."),
    "aroundWhy": _(
        "Often that is the network of a company or a school, or an extension of the"
        " browser. News comes by another road then, and each move goes on its own."
    ),
    "none": _("Live games don't work here."),
    "noneWhy": _(
        "No answer came back on any road. Look at your network, then test again."
    ),
    "offline": _("Your browser says that you're offline."),
}


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    scope: Mapping[str, str] = getattr(request, "scope", {})
    context = {
        "words": {key: str(text) for key, text in WORDS.items()},
        "is_secure": request.is_secure(),
        # What a proxy in between speaks with the server, if there is one.
        "http_version": scope.get("http_version"),
    }
    return render(request, "connection.html", context)
