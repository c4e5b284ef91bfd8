"""The hand-made codec against the rules, and against bytes that come in pieces."""

import pytest

from e2e.bench import codec

SIZES = (0, 1, 125, 126, 127, 4096)


def served(first: int, payload: bytes) -> bytes:
    """A frame as a server writes it: not masked."""
    size = len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    if size < 65_536:
        return bytes((first, 126)) + size.to_bytes(2, "big") + payload
    return bytes((first, 127)) + size.to_bytes(8, "big") + payload


def unmasked(frame: bytes) -> bytes:
    size, start = frame[1] & 0x7F, 2
    if size == 126:
        size, start = int.from_bytes(frame[2:4], "big"), 4
    mask, body = frame[start : start + 4], frame[start + 4 :]
    assert len(body) == size
    return bytes(byte ^ mask[place % 4] for place, byte in enumerate(body))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sent_is_masked_and_can_be_read(size: int):
    payload = bytes(place % 251 for place in range(size))
    frame = codec.text(payload)
    assert frame[0] == codec.TEXT
    assert frame[1] & 0x80
    assert unmasked(frame) == payload
    assert size == 0 or payload not in frame


@pytest.mark.parametrize("size", [*SIZES, 65_535, 65_536])
def test_frames_of_any_size_are_told_apart(size: int):
    payload = b"a" * size
    data = served(codec.TEXT, payload) + served(codec.TEXT, b"next")
    assert codec.split(data) == ([payload, b"next"], b"")


@pytest.mark.parametrize("size", [3, 126, 300])
def test_what_comes_in_pieces_waits_until_it_is_whole(size: int):
    payload = b"b" * size
    data = served(codec.TEXT, payload)
    for cut in range(len(data)):
        assert codec.split(data[:cut]) == ([], data[:cut])
    assert codec.split(data + data[:-1]) == ([payload], data[:-1])


def test_a_long_frame_in_pieces_waits_too():
    data = served(codec.TEXT, b"c" * 70_000)
    for cut in (2, 5, 9, 10, 69_999):
        assert codec.split(data[:cut]) == ([], data[:cut])


def test_a_control_frame_stays_where_it_is():
    close = served(codec.CLOSE, (1000).to_bytes(2, "big"))
    data = served(codec.TEXT, b"first") + close + served(codec.TEXT, b"last")
    texts, rest = codec.split(data)
    assert texts == [b"first"]
    first, payload, after = codec.control(rest) or (0, b"", b"")
    assert (first, payload) == (codec.CLOSE, b"\x03\xe8")
    assert codec.split(after) == ([b"last"], b"")
    assert codec.control(close[:-1]) is None
    assert codec.control(close[:1]) is None


def test_a_handshake_is_answered_by_the_key_it_gave():
    request = codec.handshake("127.0.0.1:80", "/ws", {"Origin": "http://here"})
    assert request.startswith(b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:80\r\n")
    assert b"\r\nOrigin: http://here\r\n" in request
    answer = (
        b"HTTP/1.1 101 Switching\r\nSec-WebSocket-Accept: %b\r\n\r\n" % codec.ACCEPT
    )
    assert codec.after_handshake(answer[:-1]) is None
    assert codec.after_handshake(answer + b"news") == b"news"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 403 Forbidden\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nSec-WebSocket-Accept: another\r\n\r\n",
    ],
)
def test_any_other_answer_is_refused(answer: bytes):
    with pytest.raises(codec.HandshakeError):
        codec.after_handshake(answer)
