"""The wall: boards of games that are being played, each a link to its room."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from game import door
from home import rows

MOST: Final = 30  # as many rooms as one socket shows; wall-state.js says the same


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    words = {"pause": gettext("Pause"), "resume": gettext("Go on")}
    context = {
        "boards": [rows.playing(room) for room in door.listing().playing[:MOST]],
        "words": rows.words() | words,
    }
    return render(request, "watch.html", context)
