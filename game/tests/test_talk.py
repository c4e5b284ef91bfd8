"""What may be said, and how fast."""

import pytest

from game.errors import ChatTextError
from game.talk import BURST, LONGEST, PAUSE, clean, paid_until


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Hello", "Hello"),
        ("  two   words ", "two words"),
        ("one\ntwo\r\nthree\u2028four", "one two three four"),
        ("tab\tand\x0bmore", "tab and more"),
        ("bell\x07 null\x00 escape\x1b[31m", "bell null escape[31m"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066a\u2069 \u200fb\u200e", "a b"),
        ("ze\u200bro\u200c w\u200did\ufeffth", "zero width"),
        ("fil\u3164ler\u115f", "filler"),
        ("so\u00adft", "soft"),
        ("\ue000private\U000e0041", "private"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),  # nothing may come between them
        ("\u0301after nothing", "\u0301after nothing"[1:]),
        ("z" + "\u0335" * 40 + "o", "z" + "\u0335" * 4 + "o"),
        ("<b>& 'x'</b>", "<b>& 'x'</b>"),  # text only: nothing reads it as anything
        ("Grüße, 你好, שלום", "Grüße, 你好, שלום"),
        ("👍🏽", "👍🏽"),
    ],
)
def test_a_text_is_made_one_visible_line(typed, said):
    assert clean(typed) == said
    assert clean(said) == said


@pytest.mark.parametrize("typed", ["", "  ", "\n", "\u200b\u200d", "\u202e", "\u3164"])
def test_nothing_to_see_is_refused(typed):
    with pytest.raises(ChatTextError) as refusal:
        clean(typed)
    assert refusal.value.code == "chat_text"


def test_the_length_counts_after_that():
    assert len(clean("\u200b" * 100 + "e\u0301" * LONGEST)) == LONGEST
    with pytest.raises(ChatTextError):
        clean("e" * (LONGEST + 1))


def test_so_many_at_once_and_then_one_a_second():
    now, until = 1_000_000, 0
    for _ in range(BURST):
        paid = paid_until(until, now)
        assert paid is not None
        until = paid
    assert paid_until(until, now) is None
    assert paid_until(until, now + PAUSE - 1) is None
    assert paid_until(until, now + PAUSE) is not None


def test_silence_is_no_credit_beyond_the_burst():
    until, now = 0, 10**12
    said = 0
    while (paid := paid_until(until, now)) is not None:
        until, said = paid, said + 1
    assert said == BURST
