import pickle

import pytest

from game.engine.errors import Code, Rejection


@pytest.mark.parametrize("code", Code)
def test_every_code_has_a_sentence_for_people(code):
    sentence = str(Rejection(code))
    assert sentence[0].isupper()
    assert sentence.endswith(".")


def test_a_rejection_survives_the_way_to_another_process():
    again = pickle.loads(pickle.dumps(Rejection(Code.STALE)))  # noqa: S301 - our own
    assert again.code is Code.STALE
