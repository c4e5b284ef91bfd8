"""WebSocket frames as a client makes and reads them: bytes in, bytes out, no sockets.

Hand-made, since the load must cost less than the server it measures.
"""

from collections.abc import Mapping
from typing import Final

TEXT: Final = 0x81  # a whole text frame
CLOSE: Final = 0x88
PING: Final = 0x89
PONG: Final = 0x8A

# Both from RFC 6455; what is measured needs no secrets from its proxies.
KEY: Final = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT: Final = b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
MASK: Final = bytes((0x37, 0xFA, 0x21, 0x3D))
HEAD_END: Final = b"\r\n\r\n"


class HandshakeError(Exception):
    """The server did not answer as a WebSocket server does."""


def handshake(host: str, path: str, headers: Mapping[str, str]) -> bytes:
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {KEY}",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in headers.items()),
    )
    return "\r\n".join(lines).encode() + HEAD_END


def after_handshake(data: bytes) -> bytes | None:
    """What follows the server's answer; None while that is not whole."""
    end = data.find(HEAD_END)
    if end < 0:
        return None
    head = data[:end]
    if not head.startswith(b"HTTP/1.1 101 ") or ACCEPT not in head:
        raise HandshakeError(head.decode("latin-1"))
    return data[end + len(HEAD_END) :]


def text(payload: bytes) -> bytes:
    return frame(TEXT, payload)


def frame(first: int, payload: bytes) -> bytes:
    """A client's frame, masked as it must be."""
    size = len(payload)
    if size < 126:
        head = bytes((first, 0x80 | size))
    else:
        head = bytes((first, 0x80 | 126)) + size.to_bytes(2, "big")
    mask = int.from_bytes((MASK * (size // 4 + 1))[:size], "big")
    masked = int.from_bytes(payload, "big") ^ mask
    return head + MASK + masked.to_bytes(size, "big")


def split(data: bytes) -> tuple[list[bytes], bytes]:
    """The payloads of the whole text frames in front, and all that follows them."""
    payloads = []
    start, size = 0, len(data)
    while size - start >= 2 and data[start] == TEXT:
        length = data[start + 1]
        begin = start + 2
        if length == 126:
            begin = start + 4
            length = data[start + 2] << 8 | data[start + 3] if size >= begin else size
        elif length == 127:
            begin = start + 10
            length = int.from_bytes(data[start + 2 : begin], "big")
            length = length if size >= begin else size
        end = begin + length
        if end > size:
            break
        payloads.append(data[begin:end])
        start = end
    return payloads, data[start:]


def control(data: bytes) -> tuple[int, bytes, bytes] | None:
    """The frame in front that is no text: its first byte, its payload, the rest.

    None while it is not whole; control frames are never long.
    """
    if len(data) < 2 or len(data) < 2 + data[1]:
        return None
    end = 2 + data[1]
    return data[0], data[2:end], data[end:]
