from tictac.terminal.outbox import Outbox


def test_a_command_stays_until_it_is_answered():
    outbox = Outbox()
    first, second = outbox.put({"type": "move"}), outbox.put({"type": "resign"})
    assert outbox.letters == [first, second]
    assert first["key"] != second["key"]
    assert outbox.answered(first["key"]) == first
    assert outbox.answered(first["key"]) is None
    assert outbox.letters == [second]
    outbox.answered(second["key"])
    assert outbox.is_empty


def test_what_could_not_be_saved_is_tried_again_ever_more_slowly():
    outbox = Outbox()
    key = outbox.put({"type": "move"})["key"]
    assert [outbox.failed(key) for _ in range(6)] == [1, 2, 4, 8, 8, 8]
    assert outbox.get(key)
    assert outbox.failed("other") is None
    assert outbox.failed(None) is None


def test_a_seat_that_changed_hands_answers_for_the_lost_answer():
    outbox = Outbox()
    for kind in ("sit", "leave", "move"):
        outbox.put({"type": kind})
    outbox.seated(2)
    assert [letter["type"] for letter in outbox.letters] == ["leave", "move"]
    outbox.seated(None)
    assert [letter["type"] for letter in outbox.letters] == ["move"]
