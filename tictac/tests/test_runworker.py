"""`manage.py runworker`: what it refuses, and how it ends."""

import signal

import pytest

from e2e.brokers import Valkey


async def refusal(start, *words: str, **settings: str) -> str:
    worker = await start("runworker", *words, **settings)
    _, complaints = await worker.process.communicate()
    assert worker.process.returncode == 1
    said: str = complaints.decode()
    assert "Traceback" not in said
    return said


async def test_without_a_broker_nobody_would_tell_it_anything(start):
    said = await refusal(start, REDIS_URL="", CHANNEL_LAYER_URL="")
    assert said.startswith("CommandError: Workers need CHANNEL_LAYER_URL or REDIS_URL")


async def test_a_channel_nobody_sends_to_is_refused(start):
    said = await refusal(start, "jobs-dream", REDIS_URL="redis://127.0.0.1:1")
    assert "There is no channel jobs-dream; there are jobs-think" in said


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_what_it_does_and_stops_in_order(start, sign):
    with Valkey() as valkey:
        worker = await start("runworker", "jobs-think", REDIS_URL=valkey.url)
        assert await worker.process.stdout.readline() == b"Working: jobs-think\n"
        code, complaints = await worker.stop(sign)
    assert (code, complaints) == (0, "")
    assert worker.lines == ["Stopped."]
