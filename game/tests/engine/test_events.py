from typing import get_args

from game.engine.events import EVENTS, NAMES, Event


def test_every_event_has_a_name_in_the_log():
    assert set(EVENTS.values()) == set(get_args(Event))
    assert {EVENTS[name] for name in NAMES.values()} == set(NAMES)
