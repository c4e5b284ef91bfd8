"""What machines ask any site for."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """A view, not a file: the icons' addresses carry a hash of their content."""
    app = {
        "id": "/",
        "name": "tictac",
        "short_name": "tictac",
        "description": gettext(
            "Tic-tac-toe and its relatives for two, in the browser. No sign-up."
        ),
        "start_url": reverse("home:lobby"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f5f2",
        "theme_color": "#f4f5f2",
        "icons": [
            _icon("img/favicon.svg", "any", "image/svg+xml"),
            _icon("img/icon-192.png", "192x192"),
            _icon("img/icon-512.png", "512x512"),
            _icon("img/icon-mask.png", "512x512") | {"purpose": "maskable"},
        ],
    }
    return JsonResponse(app, content_type="application/manifest+json")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read: previews of invitations ask this file first.

    Pages that must not be found later say so themselves.
    """
    return HttpResponse("User-agent: *\nDisallow:\n", content_type="text/plain")


def _icon(path: str, sizes: str, kind: str = "image/png") -> dict[str, str]:
    return {"src": static(path), "sizes": sizes, "type": kind}
