"""The catalogue of the room page."""

import re

import pytest
from django.utils.translation import override

from game.engine.errors import Code
from game.engine.rules import Rules
from game.engine.variants import VARIANTS
from home.words import REFUSALS, SENTENCES, SPOKEN, words_for


def test_no_two_sentences_share_a_key():
    tables = (SENTENCES, SPOKEN, REFUSALS)
    assert len(words_for(VARIANTS["classic"].rules)) == sum(map(len, tables)) + 4


@pytest.mark.parametrize("code", Code)
def test_every_refusal_of_the_rules_has_a_sentence(code):
    assert code in REFUSALS


@pytest.mark.parametrize(
    ("variant", "goal", "line"),
    [
        ("classic", "You are {mark}. Three in a row wins.", "Three in a row: {cells}."),
        ("misere", "You are {mark}. Three in a row loses.", "Three in a row: {cells}."),
        ("four", "You are {mark}. Four in a row wins.", "Four in a row: {cells}."),
        ("gomoku", "You are {mark}. Five in a row wins.", "Five in a row: {cells}."),
    ],
)
def test_the_goal_is_told_by_the_rules(variant, goal, line):
    words = words_for(VARIANTS[variant].rules)
    assert (words["goal"], words["line"]) == (goal, line)


def test_a_variant_that_is_yet_to_come_has_its_words():
    words = words_for(Rules(columns=9, rows=9, k=6))
    assert words["goal"] == "You are {mark}. 6 in a row wins."
    assert words["made"] == "{name} made 6 in a row."


@pytest.mark.parametrize("variant", VARIANTS)
def test_german_has_every_sentence_with_the_same_places(variant):
    rules = VARIANTS[variant].rules
    english = words_for(rules)
    with override("de"):
        german = words_for(rules)
    places = re.compile(r"\{\w+\}")
    # Words that are the same in both.
    alike = {"offline", "winning", "marked"}
    for key, sentence in english.items():
        assert set(places.findall(sentence)) == set(places.findall(german[key])), key
        assert german[key] != sentence or key in alike, key
