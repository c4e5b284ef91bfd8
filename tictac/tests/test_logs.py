"""Lines of the log, for people and for machines."""

import json
import logging

import pytest
from django.core.exceptions import ImproperlyConfigured

from game.about import ABOUT, About
from tictac.logs import JsonFormatter, logging_for


def written(
    message: str, *arguments: object, error: BaseException | None = None
) -> dict:
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("game", 30, "", 1, message, arguments, trace)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    return json.loads(line)


def test_a_line_is_one_object():
    line = written("Closed with %s", 4012)
    assert line["message"] == "Closed with 4012"
    assert line["level"] == "WARNING"
    assert line["logger"] == "game"
    assert "room" not in line


def test_a_line_about_a_socket_names_its_room_and_connection():
    token = ABOUT.set(About("ABC234", "specific.1!a"))
    try:
        line = written("Opened")
    finally:
        ABOUT.reset(token)
    assert (line["room"], line["connection"]) == ("ABC234", "specific.1!a")


def test_an_error_brings_its_trace():
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int("broken")
    line = written("It failed", error=caught.value)
    assert "ValueError: invalid literal" in line["trace"]


@pytest.mark.parametrize("form", ["plain", "json"])
def test_both_forms_can_be_set_up(form: str):
    setting = logging_for(form, "INFO")
    assert setting["handlers"]["stderr"]["formatter"] == form
    assert setting["loggers"]["game"]["level"] == "INFO"


def test_another_form_is_refused_in_a_sentence():
    with pytest.raises(ImproperlyConfigured, match="plain or json, not 'xml'"):
        logging_for("xml", "INFO")
