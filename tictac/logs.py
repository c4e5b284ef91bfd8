"""How the log is written: lines for people, or JSON for machines."""

import logging
from typing import Any

import msgspec
from django.core.exceptions import ImproperlyConfigured

from game.about import ABOUT


class JsonFormatter(logging.Formatter):
    """One object a line; a line about a socket names its room and connection."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        about = ABOUT.get()
        if about is not None:
            line |= {"room": about.room, "connection": about.connection}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()


class WithoutTrace(logging.Filter):
    """Where everybody can provoke a line as often as they like, it is a short one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True


def logging_for(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING setting."""
    formatters: dict[str, dict[str, Any]] = {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "tictac.logs.JsonFormatter"},
    }
    if form not in formatters:
        raise ImproperlyConfigured(f"LOG_FORMAT is plain or json, not {form!r}.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {form: formatters[form]},
        "filters": {"without_trace": {"()": "tictac.logs.WithoutTrace"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "game": {"level": level},
            "tictac": {"level": level},
            "django": {"handlers": [], "level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"filters": ["without_trace"]},
            "django.server": {"handlers": [], "propagate": True, "level": "INFO"},
        },
    }
