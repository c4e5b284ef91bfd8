"""The listening socket: taken before anything slow happens, or refused."""

import errno
import socket
from typing import Final

# A peer that takes nothing for this long is gone, whatever its socket says.
UNREAD_MS: Final = 10_000


class AddressError(Exception):
    """Nothing can listen there; the text says why, in one sentence."""


def listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise AddressError(f"{port} is no port; ports go from 0 to 65535.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
    except OSError as error:
        raise AddressError(_why_not(error, host, port)) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        return prepare(listener)
    except OSError as error:
        listener.close()
        raise AddressError(_why_not(error, host, port)) from error


def inherit(fd: int) -> socket.socket:
    """Take over a bound socket: a parent that chose the port hands it down."""
    try:
        return prepare(socket.socket(fileno=fd))
    except OSError as error:
        raise AddressError(f"File descriptor {fd} is not a socket.") from error


def prepare(listener: socket.socket) -> socket.socket:
    """Set what accepted connections inherit, and let them queue from now on."""
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)
    listener.listen(2048)
    listener.set_inheritable(False)
    return listener


def url_of(listener: socket.socket) -> str:
    """The address to type into a browser on this machine."""
    host, port = listener.getsockname()[:2]
    if listener.family == socket.AF_INET6:
        host = "[::1]" if host == "::" else f"[{host}]"
    elif host == "0.0.0.0":  # noqa: S104 -- compared, not bound
        host = "127.0.0.1"
    return f"http://{host}:{port}/"


def _why_not(error: OSError, host: str, port: int) -> str:
    match error:
        case socket.gaierror():
            return f"There is no address called {host!r}."
        case PermissionError():
            return f"Port {port} is for the system; choose one above 1023 with --port."
        case OSError(errno=errno.EADDRINUSE):
            return f"Port {port} is in use; choose another with --port {port + 1}."
        case _:
            return f"Cannot listen on {host}:{port}: {error.strerror}."
