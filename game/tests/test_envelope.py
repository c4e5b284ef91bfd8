"""Frames that name a stream: what is read of them, and how they are written."""

import json

import pytest

from game import envelope, outgoing, protocol
from game.envelope import Open, Original, read, room_of, wrapped
from game.incoming import BadMessageError, Ping
from game.protocol import MAX_FRAME


def test_a_stream_is_opened_and_closed():
    assert read('{"stream":"lobby","open":true}').said == Open("lobby", True)
    assert read('{"stream":"room:K7QX2M","open":false}').stream == "room:K7QX2M"


def test_what_is_said_on_a_room_or_in_the_lobby_is_a_command():
    heard = read('{"stream":"room:K7QX2M","payload":{"type":"ping","v":3,"key":"k"}}')
    assert (heard.said, heard.key) == (Ping(v=3, key="k"), "k")
    assert heard.is_sense


def test_an_echo_is_kept_as_it_came():
    assert read('{"stream":"echo","payload":{"a": [1.50]}}').said == Original(
        '{"a": [1.50]}'
    )


def test_a_ping_needs_no_stream():
    assert read('{"type":"ping"}').said == Ping()


BAD = {
    "binary": (None, None, "bad_message"),
    "not json": ("{", None, "bad_message"),
    "a list": ("[]", None, "bad_message"),
    "nothing": ("{}", None, "bad_message"),
    "a number for a name": ('{"stream":7,"open":true}', None, "bad_message"),
    "no name": ('{"stream":"","open":true}', None, "bad_message"),
    "a long name": (
        f'{{"stream":"{"a" * 65}","open":true}}',
        None,
        "bad_message",
    ),
    "half a character": ('{"stream":"\\ud800","open":true}', None, "bad_message"),
    "too long": (" " * (MAX_FRAME + 1), None, "bad_message"),
    "too deep": (
        '{"stream":"echo","payload":' + '{"a":' * 40 + "1" + "}" * 41,
        None,
        "bad_message",
    ),
    "no such stream": ('{"stream":"chat","open":true}', "chat", "no_such_stream"),
    "no code": ('{"stream":"room:","open":true}', "room:", "no_such_stream"),
    "a line end": (
        '{"stream":"room:K7QX2M\\n","open":true}',
        "room:K7QX2M\n",
        "no_such_stream",
    ),
    "a name alone": ('{"stream":"lobby"}', "lobby", "bad_message"),
    "both": (
        '{"stream":"lobby","open":true,"payload":{"type":"ping"}}',
        "lobby",
        "bad_message",
    ),
    "open in words": ('{"stream":"lobby","open":"yes"}', None, "bad_message"),
    "a null payload": ('{"stream":"lobby","payload":null}', "lobby", "bad_message"),
    "an echo of a list": ('{"stream":"echo","payload":[]}', "echo", "bad_message"),
    "an echo of half a character": (
        '{"stream":"echo","payload":{"a":"\\udfff"}}',
        None,
        "bad_message",
    ),
    "no command": (
        '{"stream":"lobby","payload":{"type":"teleport"}}',
        "lobby",
        "unknown_type",
    ),
    "no stream": ('{"type":"teleport"}', None, "unknown_type"),
}


@pytest.mark.parametrize(("text", "stream", "code"), BAD.values(), ids=BAD.keys())
def test_nonsense_is_refused_on_the_stream_it_names(text, stream, code):
    heard = read(text)
    assert isinstance(heard.said, BadMessageError)
    assert (heard.stream, heard.said.code, heard.is_sense) == (stream, code, False)


def test_a_refusal_finds_the_key_inside_the_payload():
    heard = read('{"stream":"lobby","payload":{"type":"teleport","key":"k"}}')
    assert heard.key == "k"


def test_a_ready_text_is_wrapped_once_for_all_its_receivers():
    text = protocol.encode(outgoing.Pong(v=1, now=2))
    first = wrapped("room:K7QX2M", text)
    assert json.loads(first) == {"stream": "room:K7QX2M", "payload": json.loads(text)}
    assert wrapped("room:K7QX2M", text) is first
    assert wrapped("room:K7QX2N", text) != first


def test_a_name_that_somebody_made_up_does_no_harm():
    assert json.loads(wrapped('"}\n', "{}")) == {"stream": '"}\n', "payload": {}}


def test_a_stream_that_shows_a_room_has_its_code():
    assert room_of("room:K7QX2M") == "K7QX2M"
    assert [room_of(name) for name in ("lobby", "K7QX2M", "room:k7qx2m")] == [None] * 3


def test_opening_is_told_in_the_words_it_is_asked_in():
    assert json.loads(envelope.opened("echo", is_open=True)) == {
        "stream": "echo",
        "open": True,
    }
