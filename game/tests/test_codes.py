import re

import pytest
from django.http import HttpResponse
from django.urls import NoReverseMatch, Resolver404, path, resolve, reverse

from game.codes import ALPHABET, LEFT_OUT, CodeConverter, is_code, new_code, tidy

urlpatterns = [path("at/<code:code>/", lambda _: HttpResponse(), name="at")]


@pytest.mark.parametrize(("private", "length"), [(False, 6), (True, 8)])
def test_a_new_code_is_of_its_length_and_of_the_alphabet(private, length):
    codes = {new_code(private=private) for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == length and set(code) <= set(ALPHABET) for code in codes)
    assert all(is_code(code) for code in codes)


def test_the_alphabet_and_what_it_leaves_out_are_all_digits_and_letters():
    assert sorted(ALPHABET + LEFT_OUT) == sorted("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@pytest.mark.parametrize(
    "text",
    ["", "K7QX2", "K7QX2MA", "K7QX2MACA", "k7qx2m", "K7QX2M\n", "K7QX2É", "K7QX2I"],
)
def test_anything_else_is_no_code(text):
    assert not is_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "K7QX2M",
        "k7qx2m",
        "  k7q x2m\t",
        "#K7QX2M",
        "k7q-x2m",
        "K7Q\u2013X2M",
        "K7.QX.2M",
        "\ufeffK7QX2M\u200b",
        "K70XZM",  # 0 is read as Q, Z as 2
        "K7OX2M",
        "\uff2b\uff17\uff31\uff38\uff12\uff2d",  # full width
        "\u041a7QX2\u041c",  # Cyrillic letters that look the same
        "http://127.0.0.1:8000/room/K7QX2M/?seat=1",
        "https://example.org/room/k7qx2m",
        "Join me: https://example.org/room/K7QX2M.",
        "https://example.org/room/K7QX2M \n",
    ],
)
def test_a_code_is_read_as_people_write_it(text):
    assert tidy(text) == "K7QX2M"


def test_a_private_code_is_read_too():
    assert tidy("k7qx 2mac") == tidy("/room/K7QX2MAC/") == "K7QX2MAC"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "K7QX2",
        "K7QX2MA",
        "K7QX2I",
        "K7QX1M",
        "hello there",
        "https://example.org/room/K7QX2MA/",
        "https://example.org/rooms/",
        "K" * 10_000,
        "\x00" * 6,
    ],
)
def test_what_cannot_be_a_code_is_none(text):
    assert tidy(text) is None


def test_look_alikes_are_read_as_letters_a_code_can_have():
    assert tidy("0OBSZ2") == "QQ8522"
    assert all(tidy(f"{letter}AAAAA") is None for letter in "1IL")


@pytest.mark.urls(__name__)
def test_an_address_takes_a_code_and_nothing_else():
    assert resolve("/at/K7QX2M/").kwargs == {"code": "K7QX2M"}
    assert reverse("at", args=["K7QX2MAC"]) == "/at/K7QX2MAC/"
    for wrong in ("K7QX2", "K7QX2MA", "k7qx2m", "K7QX2M\n"):
        with pytest.raises(Resolver404):
            resolve(f"/at/{wrong}/")
        with pytest.raises(NoReverseMatch):
            reverse("at", args=[wrong])
    assert re.fullmatch(CodeConverter.regex, "K7QX2M")
