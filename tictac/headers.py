"""The security headers Django has no setting for, the strict CSP first of all."""

from collections.abc import Callable
from typing import Final

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase

# Nothing inline, nothing from elsewhere, no frames in either direction.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "manifest-src 'self'; worker-src 'self'; connect-src {connect}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS: Final = (
    "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), "
    "payment=(), usb=()"
)


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Dress every answer that has not dressed itself."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        return _dress(request, get_response(request))

    return answer


def _dress(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    policy = POLICY.format(connect=_own_addresses(request))
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("Permissions-Policy", PERMISSIONS)
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return response


def _own_addresses(request: HttpRequest) -> str:
    """Our own address, and the sockets at it: Safari before 15.4 needs them named."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return "'self'"
    scheme = "wss" if request.is_secure() else "ws"
    return f"'self' {scheme}://{host}"
