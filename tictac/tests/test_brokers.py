"""The address of the channel layer: what each means, and what is refused, and how."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tictac import brokers
from tictac.bootstrap import ROOT
from tictac.brokers import layer_of, why_not
from tictac.checks import one_known_broker

REDIS = "game.redis_layer.RedisLayer"
GOOD = [
    "redis://127.0.0.1:6379/0",
    "redis://user:pass%40word@redis.example.org",
    "rediss://redis.example.org:6380/0?ssl_ca_certs=/etc/ssl/own.pem",
    "redis://[::1]:6379",
    "redis://one:6379/0, rediss://two:6379/0",
]
BAD = {
    "localhost:6379": "must be memory://",
    "memory": "must be memory://",
    "http://example.org": "must be memory://",
    "redis://one,memory://": "must be memory://",
    "redis://one,": "must be memory://",
    "amqp://one,redis://two": "'amqp://one' is none",
    "amqp://one,amqp://two": "'amqp://one' is none",
    "redis:///0": "names no host",
    "redis://one:port": "cannot be read",
    "redis://one:0": "1 to 65535",
    "redis://one:99999": "cannot be read",
    "redis://one?socket_timeout=soon": "cannot be read",
    "amqp://": "names no host",
}


def printed(**variables: str) -> str:
    """The layer a process would have."""
    show = "from django.conf import settings; print(settings.CHANNEL_LAYERS)"
    done = subprocess.run(
        (sys.executable, "-c", show),
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "tictac.settings", "SECRET_KEY": "x"}
        | {"CHANNEL_LAYER_URL": "", "REDIS_URL": ""}
        | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_nothing_set_means_this_process_alone():
    assert "LocalLayer" in printed()


def test_redis_url_alone_is_enough():
    assert "redis://one" in printed(REDIS_URL="redis://one")


def test_the_first_of_the_two_wins():
    both = {"REDIS_URL": "redis://one"}
    assert "redis://two" in printed(CHANNEL_LAYER_URL="redis://two", **both)
    assert "LocalLayer" in printed(CHANNEL_LAYER_URL="memory://", **both)


@pytest.mark.parametrize("url", GOOD)
def test_these_mean_redis(url: str):
    assert why_not(url) is None
    assert layer_of(url) == {"BACKEND": REDIS, "CONFIG": {"url": url}}


@pytest.mark.parametrize(("url", "why"), BAD.items())
def test_these_mean_nothing(monkeypatch, url: str, why: str):
    monkeypatch.setattr(brokers, "RABBIT_CLIENT", "json")  # anything that is there
    assert why in str(why_not(url))


def test_no_password_is_shown():
    for url in ("http://me:secret@host", "redis://me:secret@host:port", "me:secret@h"):
        assert "secret" not in str(why_not(url))


def test_rabbitmq_needs_its_package(monkeypatch):
    monkeypatch.setattr(brokers, "RABBIT_CLIENT", "no_such_package")
    assert "pip install" in str(why_not("amqp://host"))
    monkeypatch.setattr(brokers, "RABBIT_CLIENT", "json")
    assert why_not("amqp://guest:guest@host/%2F") is None


@pytest.mark.parametrize("name", ["CHANNEL_LAYER_URL", "REDIS_URL"])
def test_the_sentence_names_what_was_set(settings, name: str):
    settings.CHANNEL_LAYER_URL = "kafka://one"
    settings.REDIS_URL = "kafka://one" if name == "REDIS_URL" else "redis://one"
    (error,) = one_known_broker(None)
    assert (error.id, error.msg.split()[0]) == ("tictac.E003", name)


def test_the_known_are_welcome():
    assert one_known_broker(None) == []


@pytest.mark.parametrize("words", [("check",), ("play", "--port=0"), ("serve",)])
def test_nothing_starts_on_an_unknown_broker(tmp_path: Path, words: tuple[str, ...]):
    done = subprocess.run(
        (sys.executable, "manage.py", *words),
        cwd=ROOT,
        env=os.environ
        | {"CHANNEL_LAYER_URL": "kafka://one", "VAR_DIR": str(tmp_path)}
        | {"SECRET_KEY": "0123456789" * 6},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if "CHANNEL_LAYER_URL" in line]
    assert len(told) == 1
    assert "'kafka://one' is none of these." in told[0]
    assert "Traceback" not in done.stderr
