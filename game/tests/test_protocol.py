import json
import time
from typing import get_args

import msgspec
import pytest
from msgspec import UNSET, structs

from game import render
from game.engine import commands
from game.incoming import (
    BadMessageError,
    Decline,
    Hush,
    Incoming,
    Leave,
    Move,
    Ping,
    Rematch,
    Report,
    Resign,
    Say,
    Sit,
)
from game.outgoing import Ack, State
from game.protocol import MAX_FRAME, encode, parse
from game.tests.engine.scenes import Scene

HEAD = structs.asdict(render.state_message("K7QX2M", Scene().state))
HEAD.pop("open"), HEAD.pop("hushed")
LONGEST_KEY = "k" * 64

GOOD = [
    ('{"type":"sit"}', Sit()),
    ('{"type":"sit","seat":null}', Sit()),
    ('{"type":"sit","seat":2,"key":"a1"}', Sit(key="a1", seat=2)),
    ('{"type":"move","cell":4}', Move(cell=4)),
    (
        '{"type":"move","cell":4,"game":1,"ply":2,"key":"a1"}',
        Move(cell=4, game=1, ply=2, key="a1"),
    ),
    ('{"type":"move","cell":-1}', Move(cell=-1)),  # the rules know the range
    ('{"type":"move","cell":2147483648}', Move(cell=2**31)),
    ('{"type":"move","cell":1,"cell":2}', Move(cell=2)),  # as JSON has it: the last
    ('{"type":"resign","game":3}', Resign(game=3)),
    ('{"type":"rematch","game":1,"offer":9}', Rematch(game=1, offer=9)),
    ('{"type":"decline"}', Decline()),
    ('{"type":"hush","on":true}', Hush(on=True)),
    ('{"type":"leave"}', Leave()),
    ('{"type":"chat","text":"Hi\\n","key":"a"}', Say(text="Hi\n", key="a")),
    ('{"type":"chat","text":""}', Say(text="")),  # what may be said is asked later
    ('{"type":"ping","v":7}', Ping(v=7)),
    ('{"type":"ping","chat":5}', Ping(chat=5)),
    ('{"type":"ping","key":null}', Ping()),
    ('{"type":"leave","key":"!~"}', Leave(key="!~")),
    (f'{{"type":"leave","key":"{LONGEST_KEY}"}}', Leave(key=LONGEST_KEY)),
    (' \n{ "type" : "ping" }\t', Ping()),
    ('{"type":"ping","later":{"a":[1,2,{"b":null}]}}', Ping()),  # unknown fields
    ('{"type":"ping","a":' + "[" * 31 + "]" * 31 + "}", Ping()),
    ('{"type":"ping","a":' + '{"a":' * 31 + "0" + "}" * 31 + "}", Ping()),
    ('{"type":"ping","a":[' + "[{}]," * 500 + "0]}", Ping()),
    ('{"type":"ping","a":"' + "[" * 500 + '"}', Ping()),
    ('{"type":"ping","a":"' + '\\\\\\"[' * 100 + '"}', Ping()),
    ('{"v":1,"type":"ping"}', Ping(v=1)),
]

BAD = [
    "",
    " ",
    "hello",
    "{",
    "null",
    "true",
    "5",
    '"move"',
    "[]",
    '[{"type":"ping"}]',
    "{}",
    '{"type":null}',
    '{"type":5}',
    '{"type":["move"]}',
    '{"cell":4}',
    '{"type":"move"}',
    '{"type":"hush"}',
    '{"type":"hush","on":1}',
    '{"type":"move","cell":null}',
    '{"type":"move","cell":"4"}',
    '{"type":"move","cell":true}',
    '{"type":"move","cell":[4]}',
    '{"type":"move","cell":4.0}',
    '{"type":"move","cell":4.5}',
    '{"type":"move","cell":1e2}',
    '{"type":"move","cell":NaN}',
    '{"type":"move","cell":Infinity}',
    '{"type":"move","cell":-2147483649}',
    '{"type":"move","cell":2147483649}',
    '{"type":"move","cell":9223372036854775808}',
    '{"type":"move","cell":' + "9" * 1000 + "}",
    '{"type":"move","cell":04}',
    '{"type":"move","cell":4,"ply":true}',
    '{"type":"move","cell":4,"game":"1"}',
    '{"type":"sit","seat":0}',
    '{"type":"sit","seat":3}',
    '{"type":"sit","seat":true}',
    '{"type":"sit","seat":"1"}',
    '{"type":"sit","seat":"watch"}',
    '{"type":"ping","v":null}',
    '{"type":"ping","chat":"5"}',
    '{"type":"chat"}',
    '{"type":"chat","text":null}',
    '{"type":"chat","text":5}',
    '{"type":"ping","type":"move","cell":4}',
    '{"type":"ping"} {"type":"ping"}',
    '{"type":"ping",}',
    '\ufeff{"type":"ping"}',
    '{"type":"ping","key":""}',
    '{"type":"ping","key":5}',
    '{"type":"ping","key":"a b"}',
    '{"type":"ping","key":"a\\n"}',
    '{"type":"ping","key":"a\n"}',
    '{"type":"ping","key":"a\\u0000"}',
    '{"type":"ping","key":"é"}',
    '{"type":"ping","key":"\\ud800"}',
    '{"type":"ping","key":"\ud800"}',
    '{"type":"ping","x":"\\ud800"}',
    f'{{"type":"ping","key":"{LONGEST_KEY}k"}}',
    '{"type":"ping","a":' + "[" * 32 + "]" * 32 + "}",
    '{"type":"ping","a":' + '{"a":' * 32 + "0" + "}" * 32 + "}",
    '{"type":"ping","a":"\\"","b":' + "[" * 32 + "]" * 32 + "}",
    '{"type":"ping","a":' + "[" * 500 + "]" * 500 + "}",
    "[" * 4000,
    '{"a":' * 600 + "1" + "}" * 600,
]


@pytest.mark.parametrize(("text", "frame"), GOOD)
def test_a_good_frame_is_read(text, frame):
    assert parse(text) == frame


@pytest.mark.parametrize("text", BAD)
def test_a_bad_frame_is_refused(text):
    with pytest.raises(BadMessageError) as refusal:
        parse(text)
    assert refusal.value.code == "bad_message"
    assert str(refusal.value)


@pytest.mark.parametrize("piece", ["[", "{", '\\"[', '"[', '"\\"[', "\\["])
def test_how_deep_it_goes_is_soon_known(piece):
    text = '{"type":"ping","a":"' + piece * ((MAX_FRAME - 30) // len(piece))
    began = time.thread_time()
    with pytest.raises(BadMessageError):
        parse(text)
    assert time.thread_time() - began < 0.02


def test_a_binary_frame_is_refused():
    with pytest.raises(BadMessageError, match="text"):
        parse(None)


@pytest.mark.parametrize("name", ["say", "", "Move", "state", "closed", "é", "\\u0000"])
def test_an_unknown_command_is_named_so_with_its_key(name):
    with pytest.raises(BadMessageError) as refusal:
        parse(f'{{"type":"{name}","key":"c1","text":"hello"}}')
    assert refusal.value.code == "unknown_type"
    assert refusal.value.key == "c1"


def test_a_bad_command_comes_back_with_its_key():
    with pytest.raises(BadMessageError) as refusal:
        parse('{"type":"move","cell":"4","key":"m1"}')
    assert refusal.value.key == "m1"
    assert "cell" in str(refusal.value)


def test_a_bad_key_does_not_come_back():
    with pytest.raises(BadMessageError) as refusal:
        parse('{"type":"move","cell":4,"key":"m\\n"}')
    assert refusal.value.key is None


@pytest.mark.parametrize("filler", ["x", "é", "\U0001f600"])
def test_a_frame_may_have_4096_bytes_and_no_more(filler):
    size = len(filler.encode())
    frame = f'{{"type":"ping","x":"{filler * ((MAX_FRAME - 30) // size)}"}}'
    frame += " " * (MAX_FRAME - len(frame.encode()))
    assert len(frame.encode()) == MAX_FRAME
    assert parse(frame) == Ping()
    with pytest.raises(BadMessageError, match="too long"):
        parse(f"{frame} ")


@pytest.mark.parametrize(
    ("frame", "command"),
    [
        (Sit(seat=1), commands.Sit(1)),
        (Move(cell=4, ply=2, game=1), commands.Move(4, ply=2, game=1)),
        (Resign(game=1), commands.Resign(1)),
        (Rematch(game=1, offer=5), commands.Rematch(1, 5)),
        (Decline(game=1), commands.Decline(1)),
        (Hush(on=True), commands.Hush(on=True)),
        (Leave(), commands.Leave()),
    ],
)
def test_a_frame_is_a_command(frame, command):
    assert frame.command() == command


def test_every_frame_but_a_ping_and_talk_is_a_command():
    others = [frame for frame in get_args(Incoming) if not hasattr(frame, "command")]
    assert others == [Say, Report, Ping]


def test_the_house_alone_opens_and_closes():
    for name in ("open", "close"):
        with pytest.raises(BadMessageError):
            parse(json.dumps({"type": name, "variant": "classic"}))


def test_a_message_says_its_type_first_and_leaves_out_what_is_unset():
    assert encode(Ack("k1", 7)) == '{"type":"ack","key":"k1","v":7}'
    message = State(**HEAD, open=UNSET)
    assert '"open"' not in encode(message)
    assert msgspec.json.decode(encode(message), type=State) == message
    assert '"open":[0]' in encode(State(**HEAD, open=(0,)))
